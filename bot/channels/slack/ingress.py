"""Slack's requests, written down before they are acknowledged.

Everything happens in a middleware before Bolt's own: Bolt acknowledges events before its listeners run, and a listener that
raises after its ack takes the ack back. A request that cannot be written is answered with 500, and Slack sends it again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from aiohttp import ClientError
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.channels.slack.blocks import why
from bot.channels.slack.desk.entry import Entry
from bot.channels.slack.desk.modals import NAMES
from bot.channels.slack.desk.tag import DESK
from bot.channels.slack.handlers.said import is_agents
from bot.channels.slack.inbound import item
from bot.channels.slack.oauth.removal import Removal
from bot.channels.slack.people import People
from bot.channels.slack.shape import oddity
from bot.channels.slack.transport.clients import Clients
from bot.delivery.items import Item, kept_whole
from bot.dialogue.replies import Responses
from bot.logs import error_location
from bot.settings import Settings

log = logging.getLogger(__name__)

ENDS = frozenset({"revoked", "uninstalled"})
"""The app was removed, or its token revoked."""
OF_PERSONS = frozenset({"message", "edited", "click", "command", "shortcut", "home", "view"})

OPENING = timedelta(seconds=10)
"""So long a click that opens a modal waits for it: Slack gives three seconds. Without one it is answered all the same."""

TRIGGER = 3.0
"""Seconds that Slack gives for opening a modal: after that it does not open one any more."""

Next = Callable[[], Awaitable[Any]]
Receive = Callable[[Sequence[Item]], Awaitable[Any]]
"""Keeps items; on return they are on the disk."""
Promise = Callable[[Item, timedelta], Awaitable[None]]
"""Keeps an item that waits so long to be completed."""
Complete = Callable[[Item], Awaitable[None]]


@dataclass
class Door:
    """Where requests come in. `desk` is asked before what an agent did is written. `removal` hears when the app was removed."""

    receive: Receive
    promise: Promise
    complete: Complete
    clients: Clients
    people: People
    responses: Mapping[str, Responses]
    desk: Entry
    clock: Callable[[], datetime]
    removal: Removal
    default_language: str = "en"
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def enter(self, body: dict[str, Any], next: Next) -> BoltResponse | None:  # noqa: A002  (Bolt passes it by this name)
        """Bolt's first middleware after the signature: writes the request down and answers it. Raises StoreError."""
        if body.get("type") == "url_verification" or "ssl_check" in body:
            await next()
            return None
        arrived = self._read(body)
        if arrived is None:
            return BoltResponse(status=200)
        if arrived.kind in ENDS:
            await self.removal.take(arrived, self.receive)
            return BoltResponse(status=200)
        return await self._take(arrived)

    def _read(self, body: dict[str, Any]) -> Item | None:
        """The item of a body. One that Slack never said it would send is put aside: it would come again just the same."""
        try:
            found = item(body, self.clock())
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            log.error("a request of the type %r could not be read: %s", str(body.get("type"))[:40], error_location(error))
            return None
        if found and (odd := oddity(found)):
            log.error("a request of the type %r could not be read: its %s is of the wrong kind", str(body.get("type"))[:40], odd)
            return None
        return found and kept_whole(found)

    async def _take(self, arrived: Item) -> BoltResponse:
        """What one person did."""
        if is_agents(arrived) or arrived.kind == "home":
            arrived = await self.desk.admit(arrived)
        if opens(arrived):
            await self.promise(arrived, OPENING)
            self._later(self._open(arrived))
            return BoltResponse(status=200)
        known = await self._with_person(arrived)
        if wrong := self._wrong(known):
            return BoltResponse(status=200, body={"response_action": "errors", "errors": wrong})
        await self.receive([known])
        return BoltResponse(status=200, body=self._said_at_once(known))

    def _wrong(self, arrived: Item) -> dict[str, str]:
        """What stands on the fields of a form; only the answer to this request can put it there."""
        callback = str(arrived.data.get("callback") or "")
        if arrived.kind != "view" or not callback.startswith(DESK):
            return {}
        return self.desk.desk.modals.errors(callback.removeprefix(DESK), arrived.data["values"])

    async def _with_person(self, arrived: Item) -> Item:
        """With what Slack says of the person, so that the rest need not ask: it may be done by another process."""
        if arrived.kind not in OF_PERSONS:
            return arrived
        about = await self.people.about(arrived.team, arrived.user)
        return replace(arrived, data={**arrived.data, "person": about})

    def _said_at_once(self, arrived: Item) -> str:
        """A slash command typed elsewhere is answered in the direct message, and says so where it was typed."""
        if arrived.kind != "command" or str(arrived.data["channel"]).startswith("D"):
            return ""
        return self.responses[arrived.data["person"]["language"] or self.default_language].text("slack_in_direct_message")

    # modals

    async def _open(self, arrived: Item) -> None:
        """Shows a modal at once, for which Slack gives three seconds; what goes into it is looked up afterwards."""
        view = None
        try:
            async with asyncio.timeout(TRIGGER):
                client = await self.clients.of(arrived.team)
                answer = await client.views_open(trigger_id=arrived.data["trigger"], view=self._loading(arrived))
            view = answer["view"]["id"]
        except (SlackApiError, SlackClientError, ClientError, OSError, TimeoutError) as error:
            log.warning("a modal could not be opened: %s", _said(error))
        known = await self._with_person(arrived)
        await self.complete(replace(known, data={**known.data, "view": view}))

    def _loading(self, arrived: Item) -> dict[str, Any]:
        if arrived.data["action"] == why.ACTION:
            return why.loading(self.responses[self.default_language])
        return self.desk.desk.modals.loading(arrived.data["action"].removeprefix(DESK))

    def _later(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(_told(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Finishes what is in hand."""
        if self._tasks:
            await asyncio.wait(self._tasks)


def opens(arrived: Item) -> bool:
    """Whether a click opens a modal."""
    action = str(arrived.data.get("action"))
    modal = action == why.ACTION or (action.removeprefix(DESK) in NAMES and action.startswith(DESK))
    let_in = arrived.data.get("agents") != []
    return arrived.kind == "click" and modal and let_in


def build(settings: Settings, door: Door, oauth: AsyncOAuthSettings | None = None) -> AsyncApp:
    """Bolt, with our door in front. It checks signatures, and with `oauth` keeps installations."""
    return AsyncApp(
        name="partwell",
        logger=logging.getLogger("bot.channels.slack.bolt"),
        signing_secret=settings.signing_secret,
        client=door.clients.plain(door.clients.token),
        oauth_settings=oauth,
        before_authorize=door.enter,
    )


def _said(error: Exception) -> str:
    """What Slack says in a word, or what went wrong on the way."""
    return str(error.response["error"]) if isinstance(error, SlackApiError) else type(error).__name__


async def _told(work: Awaitable[None]) -> None:
    """Nobody waits for this task: what it raises goes to the log."""
    try:
        await work
    except Exception:
        log.exception("what was to be done after an answer failed")

"""The sandbox as a server: Slack's Web API under `/api`, Socket Mode under `/socket`, people under `/sandbox`, the page at `/`.

async with Sandbox() as sandbox:
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    await sandbox.say("I want to leave", user=CUSTOMER)
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from bot.sandbox import interactions
from bot.sandbox.api import Api
from bot.sandbox.apps import EVENTS, SCOPES, Apps
from bot.sandbox.delivery import ACK_SECONDS, Courier, Requests, Way
from bot.sandbox.driver import Driver, Inspect
from bot.sandbox.errors import SlackError
from bot.sandbox.events import callback, events_of
from bot.sandbox.faults import Faults
from bot.sandbox.pages import page
from bot.sandbox.people import People
from bot.sandbox.population import CUSTOMER, TEAM, populated
from bot.sandbox.rates import Rates
from bot.sandbox.sockets import Sockets
from bot.sandbox.workspace import Change, Channel, Clock, Data

SHUTDOWN_SECONDS = 1.0
T = TypeVar("T")


class Sandbox:
    """A whole Slack. The app is in its first team from the start.

    `ack_seconds` is how long an app may take to answer, `speed` divides the waits between tries; `rate_limits` and
    `history_limits` are Slack's; `scopes` and `events` are what the app's manifest asks for, all there are if nothing is said;
    `inspect` tells the page what stands behind the last answer; `app` is what people call the app.
    """

    def __init__(  # noqa: PLR0913  # every one is a choice of the test that builds it
        self,
        *,
        clock: Clock = time.time,
        host: str = "127.0.0.1",
        port: int = 0,
        ack_seconds: float = ACK_SECONDS,
        speed: float = 1.0,
        rate_limits: bool = True,
        history_limits: bool = False,
        scopes: Sequence[str] = SCOPES,
        events: Sequence[str] = EVENTS,
        inspect: Inspect | None = None,
        app: str = "App",
    ) -> None:
        self.workspace = populated(clock, Apps(app, scopes=tuple(scopes), events=tuple(events)))
        self.faults, self.rates = Faults(), Rates(rate_limits, history_limits)
        self.sockets = Sockets(self.workspace, ack_seconds)
        self.courier = Courier(self.sockets, speed)
        self.calls: list[tuple[str, Data]] = []
        """calls of the Web API, when `recording`"""
        self.recording = False
        self._host, self._port, self._inspect = host, port, inspect
        self._runner: web.AppRunner | None = None
        self._requests: Requests | None = None
        self._changed = asyncio.Event()
        self.url, self.people = "", People(self.workspace, self.courier, "")

    # --- its keys ----------------------------------------------------------------------------------------------------------------

    @property
    def api_url(self) -> str:
        """What slack_sdk takes as `base_url`."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        """The token of the first team's bot."""
        return self.workspace.apps.installed[TEAM].token

    @property
    def app_token(self) -> str:
        """The token for Socket Mode."""
        return self.workspace.apps.app_token

    @property
    def signing_secret(self) -> str:
        """What HTTP requests are signed with."""
        return self.workspace.apps.signing_secret

    @property
    def authorize_url(self) -> str:
        """Where OAuth begins."""
        return f"{self.url}/oauth/v2/authorize"

    # --- its life ----------------------------------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen."""
        api = Api(self.workspace, self.faults, self.rates, self.called)
        self._driver = Driver(self.people, self.faults, self.sockets, self._inspect)
        self.workspace.watchers += [self._tell_app, self._wake]
        app = web.Application(client_max_size=50_000_000)
        app.add_routes([*api.routes(), *self._driver.routes(), web.get("/socket", self.sockets.connect), web.get("/", page)])
        app.add_routes([web.get("/{name:[a-z_-]+\\.(?:js|css|svg)}", page)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = self.people.base = api.base = f"http://{self._host}:{port}"

    async def stop(self) -> None:
        """Stop listening; what is under way is given up."""
        await self.courier.close()
        await self.sockets.close()
        if self._requests:
            await self._requests.close()
        if self._runner:
            await self._driver.stop()
            await self._runner.cleanup()

    async def deliver_to(self, url: str | None) -> bool:
        """Send requests to this address from now on, once it has answered Slack's challenge; None: by Socket Mode."""
        if self._requests:
            await self._requests.close()
        self._requests = None
        self.courier.way = self.sockets
        if url is None:
            return True
        self._requests = Requests(url, self.signing_secret, self.workspace.clock, self.sockets.ack_seconds)
        self.courier.way = self._requests
        return await self.verified(self._requests)

    async def verified(self, way: Way) -> bool:
        """Whether the app gives Slack's challenge back. Raises NotDelivered."""
        challenge = self.workspace.new_id("challenge")
        payload = {"type": "url_verification", "token": self.workspace.apps.verification, "challenge": challenge}
        answer = await way.deliver("events_api", payload)
        return challenge in (answer.get("challenge"), answer.get("text"))

    # --- what people do ----------------------------------------------------------------------------------------------------------

    async def say(self, text: str, *, user: str = CUSTOMER, channel: str | None = None, **how: Any) -> Data:
        """A message, in the im with the app if no channel is named. `how`: thread_ts, broadcast, me, files (name → bytes)."""
        return self.people.say(user, channel or self.direct(user), text, **how)

    async def edit(self, message: Data, text: str, *, channel: str | None = None) -> Data:
        """An own message with other words."""
        return self.people.edit(message["user"], channel or self.direct(message["user"]), message["ts"], text)

    async def delete(self, message: Data, *, channel: str | None = None) -> None:
        """An own message is gone."""
        self.people.delete(message["user"], channel or self.direct(message["user"]), message["ts"])

    async def click(self, message: Data, what: str, *, user: str = CUSTOMER, channel: str | None = None, **given: Any) -> Data:
        """Use what has this text or action id in a message, or in a view (what has an `id`). `given`: what was chosen or typed."""
        block, element = find(message.get("blocks", []), what)
        where = (
            {"view_id": message["id"]} if "ts" not in message else {"channel": channel or self.direct(user), "message_ts": message["ts"]}
        )
        return await self.people.click(user, element["action_id"], block["block_id"], **where, **given)

    async def submit(self, values: Data | None = None, *, user: str = CUSTOMER) -> Data:
        """Submit the modal that is open, with `values[block_id][action_id]` as Slack's state has them; errors by block come back."""
        view = self.workspace.surfaces.modal(user)
        if view is None:
            raise SlackError("not_found")
        return await self.people.submit(user, view["id"], values)

    async def command(self, name: str, text: str = "", *, user: str = CUSTOMER, channel: str | None = None) -> Data:
        """A slash command."""
        return await self.people.command(user, channel or self.direct(user), name, text)

    async def shortcut(self, callback_id: str, message: Data | None = None, *, user: str = CUSTOMER, channel: str | None = None) -> Data:
        """A shortcut, of a message or of none."""
        if message is None:
            return await self.people.shortcut(user, callback_id)
        return await self.people.shortcut(user, callback_id, channel or self.direct(user), message["ts"])

    async def open(self, tab: str = "home", *, user: str = CUSTOMER) -> None:
        """Open the app's home or its messages."""
        self.people.open(user, tab)

    async def uninstall(self, team: str = TEAM) -> None:
        """Somebody removes the app from a team."""
        self._end(team, "uninstalled", "account_inactive")

    async def revoke(self, team: str = TEAM) -> None:
        """Somebody revokes the app's token."""
        self._end(team, "revoked", "token_revoked")

    def install(self, team: str, scopes: tuple[str, ...] | None = None) -> str:
        """Install the app in a team, or again; its token there."""
        return self.workspace.install(team, scopes).token

    # --- what is to be seen ------------------------------------------------------------------------------------------------------

    def channel(self, id_: str) -> Channel:
        """A channel."""
        return self.workspace.channel(id_)

    def direct(self, user: str, team: str = TEAM) -> str:
        """The im of a person with the app."""
        bot = self.workspace.apps.installed.get(team)
        ims = (c for c in self.workspace.channels.values() if c.kind == "im" and c.team == team and c.user == user)
        found = next(ims, None)
        return found.id if found else self.workspace.direct(team, user, bot.user if bot else "").id

    def messages(self, channel: str | None = None, *, user: str = CUSTOMER, thread_ts: str | None = None) -> list[Data]:
        """What a person sees in a channel or a thread, oldest first; in their im with the app if no channel is named."""
        return self.people.messages(user, channel or self.direct(user), thread_ts)

    def said(self, channel: str | None = None, *, user: str = CUSTOMER, thread_ts: str | None = None) -> list[Data]:
        """Of these, what the app wrote."""
        return [m for m in self.messages(channel, user=user, thread_ts=thread_ts) if m.get("app_id") == self.workspace.apps.id]

    def modal(self, user: str = CUSTOMER) -> Data | None:
        """The modal in front of a person."""
        return self.workspace.surfaces.modal(user)

    def home(self, user: str = CUSTOMER, team: str = TEAM) -> Data | None:
        """A person's home of the app."""
        return self.workspace.surfaces.home(team, user)

    async def wait_for(self, predicate: Callable[[], T], seconds: float = 5.0) -> T:
        """What the predicate gives as soon as it is true; it is asked whenever something changes. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not (found := predicate()):
                await self._changed.wait()
        return found

    # --- within ------------------------------------------------------------------------------------------------------------------

    def called(self, method: str, args: Mapping[str, Any]) -> None:
        """A call came in."""
        if self.recording:
            self.calls.append((method, dict(args)))
        self._wake()

    def _end(self, team: str, kind: str, why: str) -> None:
        gone = self.workspace.apps.drop(team, why)
        if gone is None:
            raise SlackError("app_not_installed")
        self.workspace.tell(Change(kind, extra={"installation": gone}))

    def _tell_app(self, change: Change) -> None:
        for to, event in events_of(self.workspace, change):
            self.courier.event(callback(self.workspace, to, event))

    def _wake(self, _: Change | None = None) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def find(blocks: list[Data], what: str) -> tuple[Data, Data]:
    """The block and the element with this text or action id. Raises LookupError naming what is there."""
    there = list(interactions.elements(blocks))
    for block, element in there:
        if what in {element["action_id"], (element.get("text") or {}).get("text")}:
            return block, element
    raise LookupError(f"no {what!r} among {[(e.get('text') or {}).get('text') or e['action_id'] for _, e in there]}")

"""One call of Slack's Web API for a row of the outbox, and what its outcome means: sent, again later, or put aside.

Slack can take a message and not live to say so: after a broken connection, a 5xx, a strange answer, a refusal that may be a lie, or a
sender that never came back, the message is looked for by its key (in the message's metadata) before it is posted again. A call that
Slack hangs on may still come true long after we hung up, so it is not made again before that is past. Nor is one of a sender that went
silent: it died in the middle of it, or a clock that jumped makes its lease look ended while it is at work.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.channels.slack.transport.fetching import NotCopied, with_content
from bot.channels.slack.transport.lookup import FOUND, payload_of, search
from bot.channels.slack.transport.refusals import Kind, asked_to_wait, code_of, kind_of, status_of
from bot.clock import Steady
from bot.delivery.items import Data
from bot.delivery.leases import Attempt
from bot.delivery.outbox import POSTS, Again, Failed, Held, Message, Result, Sent

log = logging.getLogger(__name__)

ClientFor = Callable[[str], Awaitable[AsyncWebClient]]
"""The client of a team. It must not try again by itself: `retry_handlers=[]`."""

SHORT = 3000
"""Characters of a plain text that Slack always takes."""
HANGS = timedelta(seconds=120)
"""So long after it began Slack may still do what it was asked in a call that we hung up on."""
PATIENCE = timedelta(days=7)
"""Until then a row is tried again, so that a token that is no good from Friday to Tuesday costs no answer. Then it is put aside."""
OF_THE_MOMENT = {"views.update": timedelta(minutes=10), "views.publish": timedelta(hours=1), "chat.postEphemeral": timedelta(hours=1)}
"""What nobody has any use for later."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds between two tries: twice as many each time."""
LONGEST_LOOK = 10.0
"""… while Slack may still be at it."""
LATE = timedelta(seconds=60)
"""What could not be sent for so long is late."""
QUIET = 60.0
"""Seconds between two alarms of the same name for what lasts."""
ALARMS = {Kind.BARRED: "token_refused", Kind.CLOSED: "channel_closed", Kind.UNKNOWN: "unknown_refusal"}
"""What a person has to look at while it is waited out."""
PLAINLY = 3
"""From this try on a refusal with an unknown code is met with plain text: it may be the blocks that Slack does not like."""


class Strange(Exception):
    """An answer that says yes and is none."""


@dataclass
class Poster:
    """Sends rows. `alarm` counts what a person has to look at."""

    client_for: ClientFor
    clock: Callable[[], datetime]
    alarm: Callable[[str], None]
    _opened: dict[tuple[str, str], str] = field(default_factory=dict)
    _told: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._steady = Steady(self.clock)  # a clock that jumps makes nothing old

    async def send(self, held: Held, attempt: Attempt | None = None) -> Result | None:
        """What came of a row; None when the lease ran out: then it is another's. Takes no longer than the attempt's limit."""
        if held.orphan:
            return self._aside(held, "what it belongs to was never sent")
        attempt = attempt or Attempt(held)
        try:
            async with attempt.limit:
                return await self._send(attempt)
        except SlackApiError as error:
            return self._judged(attempt, error)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            attempt.called = None  # it never got there
            return self._unsure(attempt, type(error).__name__)
        except NotCopied as error:
            return self._aside(held, str(error))
        except TimeoutError:
            return self._unsure(attempt, "no answer", hangs=attempt.called)
        except (SlackClientError, aiohttp.ClientError, OSError, Strange, ValueError, TypeError, AttributeError, LookupError) as error:
            return self._unsure(attempt, type(error).__name__)  # slack_sdk itself stumbles over answers that are no JSON object
        except Exception as error:
            log.exception("%s could not be sent", held.outgoing.key)
            return self._unsure(attempt, type(error).__name__)

    async def _send(self, attempt: Attempt) -> Result | None:
        if attempt.held.lapsed:  # whoever held it may be in the middle of a call: from now on by our own clock, before anything can fail
            attempt.held = replace(attempt.held, called=self._steady(), lapsed=False)
        held = attempt.held
        client = await self.client_for(held.outgoing.team)
        if held.doubtful:
            found = await self._find(client, held)
            if found:
                return Sent(held, *found)
            if self._hangs(held):
                return self._unsure(attempt, "no answer")
            attempt.held = held = replace(held, doubtful=False, called=None)
        return await self._post(client, held, attempt)

    def _hangs(self, held: Held) -> bool:
        """Whether Slack may still be at an earlier call. What only changes what is there already may be done again at once."""
        may = held.outgoing.method.startswith(("chat.", "files."))
        return held.called is not None and may and abs(self._steady() - held.called) < HANGS

    async def _post(self, client: AsyncWebClient, held: Held, attempt: Attempt) -> Result | None:
        out = held.outgoing
        try:
            channel = held.of.channel if held.of else await self._open(client, out.team, out.channel)
            if asyncio.get_running_loop().time() >= attempt.ends:
                return None
            attempt.called = self._steady()
            response = await _call(client, out.method, payload_of(held, channel))
        except SlackApiError as error:
            return await self._otherwise(client, held, error, attempt)
        found = _place(response, channel)
        if out.method in POSTS and out.method in FOUND and found.ts is None and out.method != "files.upload":
            raise Strange(f"{out.method} without a ts")
        return Sent(held, found.channel, found.ts)

    async def _otherwise(self, client: AsyncWebClient, held: Held, error: SlackApiError, attempt: Attempt) -> Result | None:
        """The second choice: plain text for what cannot be shown, another place for one that cannot be written to."""
        out, said, kind = held.outgoing, code_of(error), kind_of(error, held.outgoing.method)
        simpler = plain(out.payload) if out.method.startswith("chat.") else out.payload
        if (kind is Kind.FORM or (kind is Kind.UNKNOWN and held.attempts >= PLAINLY)) and simpler != out.payload:
            self.alarm("invalid_blocks")
            log.error("%s is sent as plain text: %s", out.key, said)
            return await self._post(client, replace(held, outgoing=replace(out, payload=simpler)), attempt)
        if kind is Kind.CLOSED:
            self._opened.pop((out.team, out.channel), None)
        if kind is Kind.CLOSED and out.instead:
            log.warning("%s goes elsewhere: %s", out.key, said)
            return await self._post(client, elsewhere(held), attempt)
        return self._judged(replace_held(attempt, held), error)

    async def _open(self, client: AsyncWebClient, team: str, channel: str) -> str:
        """The channel; for a user's id the direct message with them."""
        if channel[:1] not in ("U", "W"):
            return channel
        if (team, channel) not in self._opened:
            response = await client.conversations_open(users=channel)
            self._opened[team, channel] = response["channel"]["id"]
        return self._opened[team, channel]

    async def _find(self, client: AsyncWebClient, held: Held) -> Message | None:
        """The message, if Slack has it: in its channel, or in the one that it goes to when that is closed."""
        out = held.outgoing
        if out.method not in FOUND:
            return None
        for place in (held, elsewhere(held)) if out.instead else (held,):
            channel = place.of.channel if place.of else place.outgoing.channel
            try:
                found = await search(client, await self._open(client, out.team, channel), place)
            except SlackApiError as error:
                if kind_of(error) is not Kind.CLOSED:
                    raise
            else:
                if found:
                    return found
        return None

    # what comes of it

    def _judged(self, attempt: Attempt, error: SlackApiError) -> Result:
        held = attempt.held
        kind, said = kind_of(error, held.outgoing.method), code_of(error) or f"status {status_of(error)}"
        asked = asked_to_wait(error, self.clock())
        match kind:
            case Kind.RATE:
                return self._again(held, said, asked or pause_after(held), held.called, doubtful=held.doubtful)
            case Kind.GONE:
                return Sent(held)
            case Kind.FORM | Kind.FINAL:
                return self._aside(held, said)
        if name := ALARMS.get(kind):
            self._seldom(name)
        return self._unsure(attempt, said, at_least=asked or 0.0)

    def _unsure(self, attempt: Attempt, why: str, *, hangs: datetime | None = None, at_least: float = 0.0) -> Result:
        """Nobody knows whether Slack has it, if we came to ask at all: an answer may be lost, and a refusal may be a lie."""
        held = attempt.held
        doubtful = held.doubtful or attempt.called is not None
        if self._is_too_old(held):
            return self._aside(held, why)
        called = hangs or held.called
        pause = max(at_least, min(pause_after(held), LONGEST_LOOK if called else math.inf))
        log.warning("%s is not sent yet (%s), tried again in %.1f s", held.outgoing.key, why, pause)
        if hangs:
            self._seldom("sends_hang")
        elif self.clock() - held.created > LATE:
            self._seldom("sends_late")
        return self._again(held, why, pause, called, doubtful=doubtful)

    def _seldom(self, name: str) -> None:
        """An alarm for what lasts: once a minute says as much as each time."""
        now = time.monotonic()
        if now - self._told.get(name, -math.inf) >= QUIET:
            self._told[name] = now
            self.alarm(name)

    def _is_too_old(self, held: Held) -> bool:
        """What a person wants tried once more is, however old it is: its first try is never the last."""
        age = self._steady() - held.created
        return held.attempts > 1 and age > OF_THE_MOMENT.get(held.outgoing.method, PATIENCE)

    def _again(self, held: Held, why: str, pause: float, called: datetime | None, *, doubtful: bool) -> Again:
        return Again(held, self.clock() + timedelta(seconds=pause), why, doubtful, called)

    def _aside(self, held: Held, why: str) -> Failed:
        self.alarm("outbox_failed")
        log.error("%s is put aside: %s", held.outgoing.key, why)
        return Failed(held, why)


def pause_after(held: Held) -> float:
    """Seconds until it is tried again, by how often it was."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(held.attempts - 1, 10))


def replace_held(attempt: Attempt, held: Held) -> Attempt:
    """The same try of the row as it stands now."""
    return replace(attempt, held=held)


async def _call(client: AsyncWebClient, method: str, payload: Data) -> AsyncSlackResponse:
    if method == "files.upload":
        return await client.files_upload_v2(**await with_content(client, payload))
    return await client.api_call(method, json=payload)


@dataclass(frozen=True)
class _Place:
    channel: str
    ts: str | None


def _place(response: AsyncSlackResponse, channel: str) -> _Place:
    """Where an answer says that the message is."""
    said, ts = response.get("channel"), response.get("ts")
    return _Place(said if isinstance(said, str) and said else channel, ts if isinstance(ts, str) and ts else None)


def elsewhere(held: Held) -> Held:
    """The same for the channel, or the person, that it goes to when its own is closed: in no thread, and no longer for one pair of eyes."""
    out = held.outgoing
    payload = {name: value for name, value in out.payload.items() if name not in ("thread_ts", "user")}
    method = "chat.postMessage" if out.method == "chat.postEphemeral" else out.method
    return replace(held, of=None, outgoing=replace(out, channel=out.instead or "", instead=None, payload=payload, method=method))


def plain(payload: Data) -> Data:
    """The message without blocks, short enough for Slack."""
    text = payload.get("text") or ""
    return {name: value for name, value in payload.items() if name not in ("blocks", "attachments")} | {"text": text[:SHORT]}

"""One call of Slack's Web API for a row of the outbox, and what its outcome means: sent, again later, or never.

Slack can take a message and not live to say so: after a broken connection, a 5xx, or a sender that never came back, the message is
looked for by its key (in the message's metadata) before it is posted again.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.items import Data
from bot.store.outbox import Again, Failed, Held, Message, Result, Sent

log = logging.getLogger(__name__)

ClientFor = Callable[[str], Awaitable[AsyncWebClient]]
"""The client of a team. It must not try again by itself: `retry_handlers=[]`."""

EVENT = "partwell"
"""The type of our messages' metadata."""
CLOSED = frozenset({
    "not_in_channel", "is_archived", "channel_not_found", "cannot_dm_bot", "user_not_found", "user_disabled", "restricted_action",
    "messages_tab_disabled", "no_permission",
})  # fmt: skip
"""What Slack says of a channel that cannot be written to."""
TOO_MUCH = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"})
"""What Slack says of a message that it cannot show; the plain text goes instead."""
UNSURE = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""Errors after which Slack may have the message or not."""
SHORT = 3000
"""Characters of a plain text that Slack always takes."""
BEFORE = timedelta(hours=1)
"""How much earlier than the row's making a message is looked for: clocks differ."""
PATIENCE = timedelta(hours=6)
"""How long Slack may be away before a row is given up."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds between two tries: twice as many each time."""


@dataclass
class Poster:
    """Sends rows. `alarm` counts what a person has to look at."""

    client_for: ClientFor
    clock: Callable[[], datetime]
    alarm: Callable[[str], None]
    _opened: dict[tuple[str, str], str] = field(default_factory=dict)

    async def send(self, held: Held) -> Result | None:
        """What came of a row; None when the lease ran out: then it is another's."""
        if held.orphan:
            return self._never(held, "what it belongs to was never sent")
        try:
            return await self._send(held)
        except SlackApiError as error:
            return self._judged(held, error)
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
            return self._unsure(held, type(error).__name__)
        except Exception as error:
            log.exception("%s could not be sent", held.outgoing.key)
            return self._unsure(held, type(error).__name__)

    async def _send(self, held: Held) -> Result | None:
        client = await self.client_for(held.outgoing.team)
        if held.doubtful:
            found = await self._find(client, held)
            if found:
                return Sent(held, *found)
            held = replace(held, doubtful=False)
        return await self._post(client, held)

    async def _post(self, client: AsyncWebClient, held: Held) -> Result | None:
        out = held.outgoing
        channel = held.of.channel if held.of else await self._open(client, out.team, out.channel)
        if self.clock() >= held.lease:
            return None
        try:
            response = await _call(client, out.method, payload_of(held, channel))
        except SlackApiError as error:
            return await self._otherwise(client, held, error)
        return Sent(held, response.get("channel") or channel, response.get("ts"))

    async def _otherwise(self, client: AsyncWebClient, held: Held, error: SlackApiError) -> Result | None:
        """The second choice: plain text for what cannot be shown, another place for one that cannot be written to."""
        out, said = held.outgoing, code_of(error)
        if said in TOO_MUCH and out.payload.get("blocks"):
            self.alarm("invalid_blocks")
            log.error("%s is sent as plain text: %s", out.key, said)
            return await self._post(client, replace(held, outgoing=replace(out, payload=plain(out.payload))))
        if said in CLOSED and out.instead:
            log.warning("%s goes elsewhere: %s", out.key, said)
            payload = {name: value for name, value in out.payload.items() if name != "thread_ts"}
            return await self._post(
                client, replace(held, of=None, outgoing=replace(out, channel=out.instead, instead=None, payload=payload))
            )
        return self._judged(held, error)

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
        if out.method not in ("chat.postMessage", "files.upload"):
            return None  # the others do no harm the second time
        for channel in filter(None, [held.of.channel if held.of else out.channel, out.instead]):
            try:
                found = await _search(client, await self._open(client, out.team, channel), held)
            except SlackApiError as error:
                if code_of(error) not in CLOSED:
                    raise
            else:
                if found:
                    return found
        return None

    def _judged(self, held: Held, error: SlackApiError) -> Result:
        status, said = status_of(error), code_of(error)
        if status == 429 or said in ("ratelimited", "rate_limited"):
            return Again(held, self.clock() + timedelta(seconds=retry_after(error)), "ratelimited", held.doubtful)
        if said is None or status >= 500 or said in UNSURE:
            return self._unsure(held, said or f"status {status}")
        if said == "message_not_found" and held.outgoing.method in ("chat.update", "chat.delete"):
            return Sent(held)  # somebody deleted it: there is nothing left to do
        return self._never(held, said)

    def _unsure(self, held: Held, why: str) -> Result:
        """Nobody knows whether Slack has it."""
        if self.clock() - held.created > PATIENCE:
            return self._never(held, why)
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(held.attempts - 1, 10))
        log.warning("%s is in doubt (%s), looked at again in %.1f s", held.outgoing.key, why, pause)
        return Again(held, self.clock() + timedelta(seconds=pause), why, doubtful=True)

    def _never(self, held: Held, why: str) -> Failed:
        self.alarm("outbox_failed")
        log.error("%s is given up: %s", held.outgoing.key, why)
        return Failed(held, why)


async def _call(client: AsyncWebClient, method: str, payload: Data) -> AsyncSlackResponse:
    if method == "files.upload":
        return await client.files_upload_v2(**payload)
    return await client.api_call(method, json=payload)


async def _search(client: AsyncWebClient, channel: str, held: Held) -> Message | None:
    """Looks through the channel, or the thread, since shortly before the row was made."""
    thread = payload_of(held, channel).get("thread_ts")
    since: Data = {"channel": channel, "oldest": f"{(held.created - BEFORE).timestamp():.6f}", "include_all_metadata": True, "limit": 200}
    look = client.conversations_replies if thread else client.conversations_history
    options = since | ({"ts": thread} if thread else {})
    while True:
        page = await look(**options)
        for message in page["messages"]:
            if is_it(message, held):
                return Message(channel, message["ts"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return None
        options["cursor"] = cursor


def is_it(message: Data, held: Held) -> bool:
    """Whether a message of Slack's history is this row's. A file has no metadata: its name has to do."""
    out = held.outgoing
    if out.method == "files.upload":
        names = [file.get("name") for file in message.get("files") or []]
        return out.payload["filename"] in names and float(message["ts"]) >= (held.created - timedelta(seconds=5)).timestamp()
    metadata: Data = message.get("metadata") or {}
    return bool(metadata.get("event_type") == EVENT and metadata.get("event_payload", {}).get("key") == out.key)


def payload_of(held: Held, channel: str) -> Data:
    """What Slack gets: with its place, with the message it belongs to, and with its key."""
    out = held.outgoing
    if not out.method.startswith(("chat.", "reactions.", "files.")):
        return out.payload
    payload = {**out.payload, "channel": channel}
    if held.of:
        payload[OF_FIELD.get(out.method, "thread_ts")] = held.of.ts
    if out.method == "chat.postMessage":
        payload["metadata"] = {"event_type": EVENT, "event_payload": {"key": out.key}}
    return payload


OF_FIELD = {"chat.update": "ts", "chat.delete": "ts", "reactions.add": "timestamp", "reactions.remove": "timestamp"}
"""How a method calls the message that it is about; for others that is the thread."""


def plain(payload: Data) -> Data:
    """The message without blocks, short enough for Slack."""
    text = payload.get("text") or ""
    return {name: value for name, value in payload.items() if name != "blocks"} | {"text": text[:SHORT]}


def code_of(error: SlackApiError) -> str | None:
    """What Slack says is wrong; None when it did not come to say anything."""
    response: Any = error.response
    said: str | None = response.get("error") if isinstance(response, AsyncSlackResponse) and isinstance(response.data, dict) else None
    return said


def status_of(error: SlackApiError) -> int:
    """The HTTP status. slack_sdk's error holds its own response, or aiohttp's when it could not read that."""
    response: Any = error.response
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0))


def retry_after(error: SlackApiError) -> float:
    """Seconds that Slack asks to wait."""
    headers: Any = getattr(error.response, "headers", None) or {}
    return float(headers.get("Retry-After", 1))

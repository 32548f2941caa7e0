"""Taking requests to the app, as Slack does: three seconds to answer, three more tries for events, none for what a person waits for.

Two ways lead there: Socket Mode, and signed HTTP requests.
Source: https://docs.slack.dev/apis/events-api#retries, https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier

Data = dict[str, Any]
ACK_SECONDS = 3.0
AGAIN_SECONDS = (0.0, 60.0, 300.0)
EVENTS, INTERACTIVE, COMMANDS = "events_api", "interactive", "slash_commands"


class Retry(NamedTuple):
    """The how-manieth repetition, and why."""

    number: int
    reason: str


class NotDelivered(Exception):
    """The app did not take it."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.final = reason, final


class Way(Protocol):
    """How a request gets to the app."""

    async def deliver(self, kind: str, payload: Data, retry: Retry | None = None) -> Data:
        """What the app answers in its acknowledgement. Raises NotDelivered."""


class Requests:
    """Signed HTTP requests to the app's request url."""

    def __init__(self, url: str, secret: str, clock: Callable[[], float], ack_seconds: float) -> None:
        self.url, self._clock, self._ack_seconds = url, clock, ack_seconds
        self._signer = SignatureVerifier(secret, clock=_At(clock))
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ack_seconds))

    async def deliver(self, kind: str, payload: Data, retry: Retry | None = None) -> Data:
        """Post it. Raises NotDelivered with Slack's reason."""
        body, content_type = encoded(kind, payload)
        try:
            async with self._session.post(self.url, data=body, headers=self.headers(body, content_type, retry)) as response:
                text = await response.text()
        except TimeoutError:
            raise NotDelivered("http_timeout") from None
        except aiohttp.ClientError:
            raise NotDelivered("connection_failed") from None
        if not 200 <= response.status < 300:
            raise NotDelivered("http_error", final=response.headers.get("X-Slack-No-Retry") == "1")
        return answered(text, response.content_type)

    def headers(self, body: str, content_type: str, retry: Retry | None = None) -> dict[str, str]:
        """Slack's headers with the signature."""
        timestamp = str(int(self._clock()))
        signature = self._signer.generate_signature(timestamp=timestamp, body=body) or ""
        common = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        again = {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason} if retry else {}
        return common | {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature} | again

    async def close(self) -> None:
        """No more requests."""
        await self._session.close()


class _At(SignatureClock):
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock()


def encoded(kind: str, payload: Data) -> tuple[str, str]:
    """Body and content type: JSON for events, a form for interactions and commands."""
    if kind == EVENTS:
        return json.dumps(payload), "application/json"
    fields = {"payload": json.dumps(payload)} if kind == INTERACTIVE else payload
    return urlencode(fields), "application/x-www-form-urlencoded"


def answered(text: str, content_type: str) -> Data:
    """What an acknowledgement says; plain text is a message."""
    if not text.strip() or text.strip().lower() == "ok":
        return {}
    if content_type == "application/json":
        found: Data = json.loads(text)
        return found
    return {"text": text}


@dataclass
class Courier:
    """Carries requests to the app by the way that is set. `speed` divides every wait."""

    way: Way
    speed: float = 1.0
    lost: list[Data] = field(default_factory=list)
    """events that were given up"""
    copies: int = 0
    """more copies of each event, at the same time: what Slack does on a bad day"""
    under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def event(self, payload: Data) -> None:
        """Deliver an event, again and again if need be, while life goes on."""
        for _ in range(1 + self.copies):
            task = asyncio.get_running_loop().create_task(self._carry(payload))
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)

    async def interact(self, kind: str, payload: Data) -> Data:
        """Deliver what a person waits for: once. Raises NotDelivered."""
        return await self.way.deliver(kind, payload)

    async def quiet(self) -> None:
        """Wait until every event was taken or given up."""
        while self.under_way:
            await asyncio.wait(self.under_way)

    async def close(self) -> None:
        """Give up what is under way."""
        for task in list(self.under_way):
            task.cancel()
        await asyncio.gather(*self.under_way, return_exceptions=True)

    async def _carry(self, payload: Data) -> None:
        reason = ""
        for number, wait in enumerate((0.0, *AGAIN_SECONDS)):
            await asyncio.sleep(wait / self.speed)
            try:
                await self.way.deliver(EVENTS, payload, Retry(number, reason) if number else None)
            except NotDelivered as error:
                reason = error.reason
                if error.final:
                    break
            else:
                return
        self.lost.append(payload)

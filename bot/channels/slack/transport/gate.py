"""The gate before Bolt: a request of Slack's is read within limits, its signature is looked at before anything else of it is.

| status | a request |
|---|---|
| 401 | without a signature of Slack's, with an old one, or with a wrong one |
| 400, 415 | signed, and nothing that Slack would send |
| 413, 503 | longer than Slack's ever are; or long, while others as long are being read |
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.logs import error_location

log = logging.getLogger(__name__)

LONGEST = 1_000_000
"""Bytes of a request. Slack's are some ten thousand; a message of 40,000 characters, edited, with its blocks, comes near to this."""
SHORT = 65_536
"""Bytes up to which a request is read whatever else is being read."""
AT_ONCE = 16_000_000
"""Bytes of longer requests that are in memory at once, over all connections."""
READ_ON = 2 * LONGEST
"""Bytes of a refused request that are still read, and dropped: most clients only look at an answer after they have said all."""
FRESH = 300
"""Seconds that a signature is good for."""
TELL_EVERY = timedelta(minutes=1)
PASSED_ON = frozenset({b"content-type", b"x-slack-request-timestamp", b"x-slack-signature", b"x-slack-retry-num", b"x-slack-retry-reason"})
"""Headers that Bolt gets: what else is said there is not signed."""
TIMESTAMP, SIGNATURE = re.compile(r"[0-9]{1,11}"), re.compile(r"v0=[0-9a-f]{64}")
JSON, FORM = "application/json", "application/x-www-form-urlencoded"

Headers = Iterable[tuple[bytes, bytes]]


class Refused(Exception):
    """A request that is answered with this status alone. Says why, for the log: never anything out of the request."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True)
class Claim:
    """When a request says that it was signed, and how."""

    at: str
    signature: str

    def proves(self, body: bytes, secret: str) -> bool:
        """Whether whoever signed this body has our secret."""
        expected = hmac.new(secret.encode(), b"v0:" + self.at.encode() + b":" + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"v0={expected}".encode(), self.signature.encode())


def claim(headers: Headers, now: float) -> Claim:
    """What the headers say; before anything of the body is read. Raises Refused."""
    at, signature = _only(headers, b"x-slack-request-timestamp"), _only(headers, b"x-slack-signature")
    if not TIMESTAMP.fullmatch(at) or not SIGNATURE.fullmatch(signature):
        raise Refused(401, "no signature")
    if abs(now - int(at)) > FRESH:
        raise Refused(401, "an old signature")
    return Claim(at, signature)


def body_of(raw: bytes, kind: str) -> dict[str, Any]:
    """The body that Bolt will find in a signed request. Raises Refused."""
    try:
        text = raw.decode("utf-8")
        if kind == JSON:
            body = json.loads(text)
        elif kind == FORM:
            fields = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True))
            body = json.loads(fields["payload"]) if "payload" in fields else fields
        else:
            raise Refused(415, "neither JSON nor a form")
    except (ValueError, RecursionError) as error:
        raise Refused(400, f"cannot be read ({type(error).__name__})") from None
    if not isinstance(body, dict) or not body:
        raise Refused(400, "no object")
    return body


def _only(headers: Headers, name: bytes) -> str:
    """The value of a header that must be there once; empty otherwise."""
    values = [value for key, value in headers if key.lower() == name]
    return values[0].decode("latin-1") if len(values) == 1 else ""


@dataclass
class Gate:
    """The ASGI application of Slack's requests."""

    app: AsyncApp
    secret: str
    clock: Callable[[], datetime]
    _long: int = field(default=0, init=False)
    _refused: int = field(default=0, init=False)
    _told: datetime | None = field(default=None, init=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        reading = _Reading(self, receive)
        try:
            answer = await self._answer(scope["headers"], reading)
        except Refused as refused:
            self._note(refused)
            await send({"type": "http.response.start", "status": refused.status, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "more_body": True})  # whoever listens has all of the answer now
            await reading.drop()
            await send({"type": "http.response.body"})
        except Gone:
            return
        else:
            await answer(scope, receive, send)
        finally:
            self._long -= reading.long

    async def _answer(self, headers: Headers, reading: _Reading) -> Response:
        claimed = claim(headers, self.clock().timestamp())
        raw = await reading.all(_only(headers, b"content-length"))
        if not self.secret or not claimed.proves(raw, self.secret):
            raise Refused(401, "a wrong signature")
        body_of(raw, _only(headers, b"content-type").partition(";")[0].strip().lower())
        return to_starlette_response(await self.app.async_dispatch(_request(raw, headers)))

    def _note(self, refused: Refused) -> None:
        """A line a minute at most: whoever knocks must not fill the log."""
        now = self.clock()
        self._refused += 1
        if self._told is None or abs(now - self._told) >= TELL_EVERY:
            log.warning("%d request(s) were refused, the last with %d: %s", self._refused, refused.status, refused)
            self._told, self._refused = now, 0

    def take(self, size: int) -> None:
        """Room for so many more bytes of long requests. Raises Refused."""
        if self._long + size > AT_ONCE:
            raise Refused(503, "too much is being read at once")
        self._long += size


def _request(raw: bytes, headers: Headers) -> AsyncBoltRequest:
    """As Bolt wants it, which looks for ids in it at once. Raises Refused."""
    passed: dict[str, str | Sequence[str]] = {
        name.lower().decode(): value.decode("latin-1") for name, value in headers if name.lower() in PASSED_ON
    }
    try:
        return AsyncBoltRequest(body=raw.decode(), headers=passed)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise Refused(400, f"is nothing of Slack's ({error_location(error)})") from None


class Gone(Exception):
    """Who sent the request hung up."""


class _Reading:
    """A request's body, as it comes. `long` are the bytes of it that the gate counts."""

    def __init__(self, gate: Gate, receive: Receive) -> None:
        self._gate, self._receive = gate, receive
        self._more, self.long, self._dropped = True, 0, 0

    async def all(self, length: str) -> bytes:
        """The whole body; `length` is what it says of itself. Raises Refused, Gone."""
        parts: list[bytes] = []
        size, expected = 0, int(length[:12]) if length else LONGEST
        if expected > LONGEST:
            raise Refused(413, "too long")
        while self._more:
            part = await self._next()
            size += len(part)
            if size > LONGEST:
                raise Refused(413, "too long")
            if size > SHORT and not self.long:
                self._gate.take(expected)
                self.long = expected
            parts.append(part)
        return b"".join(parts)

    async def drop(self) -> None:
        """Reads on without keeping it."""
        while self._more and self._dropped < READ_ON:
            try:
                self._dropped += len(await self._next())
            except Gone:
                return

    async def _next(self) -> bytes:
        message = await self._receive()
        if message["type"] != "http.request":
            self._more = False
            raise Gone
        self._more = message.get("more_body", False)
        part: bytes = message.get("body", b"")
        return part

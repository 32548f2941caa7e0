"""Whatever knocks at the HTTP side, through a real server and a real socket.

What is not Slack's gets no further, and nobody else is kept out by it.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.channels.slack.transport import gate as gates
from bot.channels.slack.transport.connections import Limited
from bot.channels.slack.transport.gate import FRESH, JSON, LONGEST, Claim, Gate, Refused, body_of, claim
from bot.operations.http import listening, web
from tests.channels.slack.bodies import click, message

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
PATH = "/slack/events"
FORM = "application/x-www-form-urlencoded"


class Quick(Limited):
    """With limits that a test can wait for."""

    most_connections = 20
    reading_seconds = 0.4
    answering_seconds = 0.8


@dataclass
class Front:
    """The HTTP side, with nothing behind the gate but a list of what came through."""

    port: int = 0
    passed: list[dict[str, Any]] = field(default_factory=list)
    slow: float = 0.0
    gate: Gate | None = None

    async def take(self, body: dict[str, Any], next: Callable[[], Any]) -> BoltResponse:  # noqa: A002
        await asyncio.sleep(self.slow)
        self.passed.append(body)
        return BoltResponse(status=200)

    async def prove(self) -> None:
        """Whatever arrives could be kept."""

    @asynccontextmanager
    async def open(self, protocol: type[Limited] = Limited) -> AsyncIterator[Front]:
        app = AsyncApp(token="xoxb-1", signing_secret=SECRET, before_authorize=self.take)
        self.gate = Gate(app, SECRET, lambda: datetime.now(UTC))
        application = web(lambda: {"status": "ok"}, self.prove, CollectorRegistry(), app, self.gate)
        async with listening(application, "127.0.0.1", 0, protocol) as self.port:
            yield self

    async def raw(self, data: bytes, patience: float = 10.0) -> bytes:
        """Says this and no more; what comes back until the other side is silent or gone."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(data)
            async with asyncio.timeout(patience):
                return await reader.read(65_536)
        except (TimeoutError, ConnectionError):
            return b""
        finally:
            writer.close()

    async def post(self, body: bytes, kind: str = JSON, **changed: str) -> int:
        """A request, signed unless the headers are changed; the status."""
        headers = {"Content-Type": kind, **signed(body)} | {name.replace("_", "-"): value for name, value in changed.items()}
        url = f"http://127.0.0.1:{self.port}{PATH}"
        async with aiohttp.ClientSession() as http, http.post(url, data=body, headers=headers) as answer:
            return answer.status

    async def health(self) -> int:
        async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{self.port}/health") as answer:
            return answer.status


def signed(body: bytes, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """The headers with which Slack signs."""
    moment = str(int(time.time() if at is None else at))
    proof = hmac.new(secret.encode(), b"v0:" + moment.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": moment, "X-Slack-Signature": f"v0={proof}"}


def head(**headers: str | int) -> bytes:
    """The head of a request."""
    lines = [f"POST {PATH} HTTP/1.1", "Host: x", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    async with Front().open() as opened:
        yield opened


@pytest.fixture
async def quick() -> AsyncIterator[Front]:
    async with Front().open(Quick) as opened:
        yield opened


# signatures


async def test_what_slack_signed_comes_through_whatever_form_it_has(front: Front) -> None:
    said, pressed = message("hello"), click()
    assert await front.post(json.dumps(said).encode()) == 200
    assert await front.post(urlencode({"payload": json.dumps(pressed)}).encode(), FORM) == 200
    assert await front.post(urlencode({"command": "/partwell", "text": "", "team_id": "T1"}).encode(), f"{FORM}; charset=utf-8") == 200
    assert [each.get("type") for each in front.passed] == ["event_callback", "block_actions", None]


BAD = {
    "none": {"X_Slack_Signature": "", "X_Slack_Request_Timestamp": ""},
    "no signature": {"X_Slack_Signature": ""},
    "no time": {"X_Slack_Request_Timestamp": ""},
    "garbled": {"X_Slack_Signature": "v0=zz"},
    "another's": {"X_Slack_Signature": f"v0={'a' * 64}"},
    "another version": {"X_Slack_Signature": f"v1={'a' * 64}"},
    "not ASCII": {"X_Slack_Signature": "v0=é"},
    "a word for a time": {"X_Slack_Request_Timestamp": "yesterday"},
    "a negative time": {"X_Slack_Request_Timestamp": "-1"},
    "a fraction": {"X_Slack_Request_Timestamp": f"{time.time()}"},
    "a huge time": {"X_Slack_Request_Timestamp": "9" * 5000},
    "infinity": {"X_Slack_Request_Timestamp": "inf"},
    "other digits": {"X_Slack_Request_Timestamp": "²"},
}


@pytest.mark.parametrize("why", BAD)
@pytest.mark.parametrize("body", [b"{}", b"", b"\xff\xfe", b"[" * 50_000, json.dumps(message()).encode()], ids=len)
async def test_a_bad_signature_is_401_whatever_the_body_is(front: Front, why: str, body: bytes) -> None:
    assert await front.post(body, **BAD[why]) == 401
    assert front.passed == []


@pytest.mark.parametrize("age", [-FRESH - 5, FRESH + 5])
async def test_a_signature_of_another_time_is_none(front: Front, age: int) -> None:
    body = json.dumps(message()).encode()
    assert await front.post(body, **signed(body, time.time() - age)) == 401


async def test_a_header_that_is_there_twice_is_none(front: Front) -> None:
    body = json.dumps(message()).encode()
    once = signed(body)
    for name, value in once.items():
        lines = [f"{key}: {given}" for key, given in [*once.items(), (name, value)]]
        request = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: {JSON}\r\nContent-Length: {len(body)}\r\n" + "\r\n".join(lines)
        assert status(await front.raw(request.encode() + b"\r\n\r\n" + body)) == 401


async def test_without_a_secret_nothing_is_slacks(front: Front) -> None:
    assert front.gate
    front.gate.secret = ""
    body = json.dumps(message()).encode()
    assert await front.post(body, **signed(body, secret="")) == 401


# what is signed and odd all the same


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (b"", JSON, 400),
        (b"{", JSON, 400),
        (b"[]", JSON, 400),
        (b"7", JSON, 400),
        (b"null", JSON, 400),
        (b"{}", JSON, 400),
        (b"\xff", JSON, 400),
        (b'{"a": ' * 20_000, JSON, 400),
        (b'{"a": ' + b"9" * 9000 + b"}", JSON, 400),
        (b"payload=", FORM, 400),
        (b"payload=[]", FORM, 400),
        (b"payload=%7B", FORM, 400),
        (b"", FORM, 400),
        (b"{}", "text/plain", 415),
        (b"{}", "", 415),
        (b'{"team": 7}', JSON, 400),
        (b'{"authorizations": {"a": 1}}', JSON, 400),
    ],
)
async def test_what_slack_would_never_send_is_refused(front: Front, body: bytes, kind: str, expected: int) -> None:
    assert await front.post(body, kind) == expected
    assert front.passed == []


async def test_a_request_without_a_length_is_read_as_it_comes_or_is_empty(front: Front) -> None:
    body = json.dumps(message()).encode()
    own = {**signed(body), "Content-Type": JSON}
    chunked = head(**own, Transfer_Encoding="chunked") + f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    assert status(await front.raw(chunked)) == 200
    assert status(await front.raw(head(**own))) == 401
    assert status(await front.raw(head(**signed(b""), Content_Type=JSON))) == 400


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "BREW"])
async def test_only_a_post_is_a_request_of_slacks(front: Front, method: str) -> None:
    async with aiohttp.ClientSession() as http, http.request(method, f"http://127.0.0.1:{front.port}{PATH}") as answer:
        assert answer.status == 405


@given(data=st.binary(max_size=400))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_body_is_an_object_or_it_is_refused(data: bytes) -> None:
    for kind in (JSON, FORM, "x"):
        with suppress(Refused):
            found = body_of(data, kind)
            assert isinstance(found, dict)
            assert found


@given(at=st.text(max_size=20), signature=st.text(max_size=80) | st.just(f"v0={'0' * 64}"))
@settings(deadline=None)
def test_no_header_proves_anything_by_its_form(at: str, signature: str) -> None:
    headers = [(b"X-Slack-Request-Timestamp", at.encode()), (b"x-slack-signature", signature.encode())]
    with suppress(Refused):
        assert not claim(headers, 1_700_000_000.0).proves(b"{}", SECRET)
    assert not Claim(at, signature).proves(b"{}", SECRET)


async def test_nothing_that_comes_over_the_line_is_an_error_of_ours(front: Front, caplog: pytest.LogCaptureFixture) -> None:
    """Bytes at random, and heads that are taken apart and put together wrongly."""
    examples: list[bytes] = []
    body = json.dumps(message()).encode()
    good = head(**signed(body), Content_Type=JSON, Content_Length=len(body)) + body
    cuts = st.integers(0, len(good) - 1)
    cut = st.tuples(cuts, st.binary(max_size=8), st.integers(0, 5)).map(lambda how: good[: how[0]] + how[1] + good[how[0] + how[2] :])

    @given(st.binary(max_size=200) | cut)
    @settings(max_examples=150, deadline=None, database=None)
    def collect(data: bytes) -> None:
        examples.append(data)

    with caplog.at_level(logging.DEBUG):
        collect()
        answers = await asyncio.gather(*(front.raw(each, patience=0.5) for each in examples))
    assert {status(answer) // 100 for answer in answers} <= {0, 2, 4}
    assert "Traceback" not in caplog.text
    assert await front.post(body) == 200


# limits


async def test_a_request_that_is_too_long_is_refused_and_the_answer_is_read(front: Front) -> None:
    body = b"x" * (LONGEST + 1)
    assert await front.post(body) == 413
    assert await front.post(body, X_Slack_Signature="") == 401
    chunks = head(**signed(body), Content_Type=JSON, Transfer_Encoding="chunked") + b"".join(
        b"10000\r\n" + b"x" * 65536 + b"\r\n" for _ in range(18)
    )
    assert status(await front.raw(chunks + b"0\r\n\r\n")) == 413


async def test_headers_without_end_are_refused(front: Front) -> None:
    assert status(await front.raw(b"POST / HTTP/1.1\r\nA: " + b"x" * 40_000)) == 400


@pytest.mark.parametrize("begun", ["nothing", "half a head", "half a body"])
async def test_a_request_that_does_not_end_is_ended(quick: Front, begun: str) -> None:
    said = {"nothing": b"", "half a head": b"POST /slack", "half a body": head(**signed(b""), Content_Length=9) + b"{"}
    began = time.monotonic()
    assert status(await quick.raw(said[begun])) == 408
    assert time.monotonic() - began < 5


async def test_dripping_does_not_help(quick: Front) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", quick.port)

    async def drip() -> None:
        writer.write(b"GET /health HTTP/1.1\r\n")
        while True:
            writer.write(b"A: b\r\n")
            await asyncio.sleep(0.05)

    dripping = asyncio.create_task(drip())
    async with asyncio.timeout(5):
        assert status(await reader.read(100)) == 408
    dripping.cancel()
    writer.close()


async def test_half_requests_keep_nobody_out(quick: Front) -> None:
    body = json.dumps(message()).encode()
    held = [await asyncio.open_connection("127.0.0.1", quick.port) for _ in range(5 * Quick.most_connections)]
    for _, writer in held:
        writer.write(head(**signed(body), Content_Length=len(body)) + b"{")
    for _ in range(20):
        assert await quick.post(body) == 200
        assert await quick.health() == 200
    await asyncio.sleep(2 * Quick.reading_seconds)
    async with asyncio.timeout(5):
        for reader, writer in held:
            with suppress(ConnectionError):
                assert status(await reader.read()) in {0, 408}
            writer.close()


async def test_who_is_being_answered_is_not_sent_away_for_others(quick: Front) -> None:
    quick.slow = 0.3
    body = json.dumps(message()).encode()
    mine = [asyncio.create_task(quick.post(body)) for _ in range(Quick.most_connections)]
    await asyncio.sleep(0.15)
    assert status(await quick.raw(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")) == 503
    assert await asyncio.gather(*mine) == [200] * len(mine)
    assert await quick.health() == 200


async def test_who_does_not_take_the_answer_is_left(quick: Front) -> None:
    quick.slow = 60.0
    body = json.dumps(message()).encode()
    began = time.monotonic()
    assert await quick.raw(head(**signed(body), Content_Type=JSON, Content_Length=len(body)) + body) == b""
    assert time.monotonic() - began < 10


async def test_long_requests_share_what_room_there_is_and_short_ones_need_none(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "AT_ONCE", 2 * LONGEST)
    body = json.dumps(message("x" * 900_000)).encode()
    begun = head(**signed(body), Content_Type=JSON, Content_Length=len(body)) + body[:-1]
    held = [await asyncio.open_connection("127.0.0.1", front.port) for _ in range(6)]
    for _, writer in held:
        writer.write(begun)
        await writer.drain()
    assert front.gate
    async with asyncio.timeout(5):
        while front.gate._long < LONGEST:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert await front.post(json.dumps(message()).encode()) == 200
    assert front.gate._long <= 2 * LONGEST
    for _, writer in held:
        writer.write(body[-1:])
    async with asyncio.timeout(5):
        answers = [status(await reader.read(100)) for reader, _ in held]
    assert sorted(answers) == [200, 200, 503, 503, 503, 503]
    for _, writer in held:
        writer.close()
    assert front.gate._long == 0


async def test_stopping_waits_for_nobody_who_has_not_asked_yet() -> None:
    front = Front()
    async with front.open():
        reader, writer = await asyncio.open_connection("127.0.0.1", front.port)
        writer.write(head(**signed(b""), Content_Length=9))
        await front.health()
        began = time.monotonic()
    assert time.monotonic() - began < 2
    assert await reader.read() == b""
    writer.close()


async def test_refusals_are_told_once_a_minute(front: Front, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(30):
        await front.post(b"{}", X_Slack_Signature="")
    assert len([record for record in caplog.records if "refused" in record.getMessage()]) == 1

"""A Slack that answers what nobody expects: what is to be sent stays in doubt and is not lost, and nothing is raised."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.transport.posting import Poster
from bot.delivery.items import Outgoing
from bot.delivery.outbox import Again, Held
from bot.delivery.sender import LEASE
from tests.delivery.echo import now

JSON = "application/json"
ANSWERS = {
    "no JSON": (200, b"<html>proxy</html>", "text/html"),
    "no JSON that says it is": (200, b"<html>proxy</html>", JSON),
    "half of it": (200, b'{"ok": true, "chan', JSON),
    "nothing": (200, b"", JSON),
    "nothing at all": (204, b"", "text/plain"),
    "text": (200, b"ok", "text/plain"),
    "a list": (200, b"[1]", JSON),
    "a number": (200, b"7", JSON),
    "null": (200, b"null", JSON),
    "yes without a place": (200, b'{"ok": true}', JSON),
    "yes with strange places": (200, b'{"ok": true, "channel": 1, "ts": []}', JSON),
    "no without a reason": (200, b'{"ok": false}', JSON),
    "no with a strange reason": (200, b'{"ok": false, "error": {"a": 1}}', JSON),
    "no text of any kind": (200, b"\xff\xfe\x00", JSON),
    "a kind of text that nobody has": (200, b'{"ok": true}', "application/json; charset=klingon"),
    "a page that has moved": (302, b"", "text/html"),
    "a gateway": (502, b"bad gateway", "text/html"),
}


@pytest.fixture
async def poster(request: pytest.FixtureRequest) -> AsyncIterator[Poster]:
    """One whose Slack always gives the same answer."""
    status, body, kind = ANSWERS[request.param]

    async def answer(request: web.Request) -> web.Response:
        headers = {"Content-Type": kind} | ({"Location": str(request.url)} if status == 302 else {})
        return web.Response(status=status, body=body, headers=headers)

    application = web.Application()
    application.router.add_route("*", "/api/{method}", answer)
    async with TestServer(application) as server, ClientSession() as session:
        client = AsyncWebClient("xoxb-1", base_url=str(server.make_url("/api/")), session=session, retry_handlers=[])

        async def client_for(_team: str) -> AsyncWebClient:
            return client

        yield Poster(client_for, now, lambda _name: None)


@pytest.mark.parametrize("poster", ANSWERS, indirect=True)
@pytest.mark.parametrize("doubtful", [False, True], ids=["posted", "looked for"])
async def test_a_strange_answer_leaves_us_in_doubt(poster: Poster, doubtful: bool) -> None:
    outgoing = Outgoing("key", "T1", "C1", "chat.postMessage", {"text": "hello"})
    at = now()
    result = await poster.send(Held(1, outgoing, None, orphan=False, doubtful=doubtful, attempts=1, created=at, lease=at + LEASE))
    assert isinstance(result, Again)
    assert (result.doubtful, result.due - at < timedelta(seconds=30)) == (True, True)


@pytest.mark.parametrize("poster", ANSWERS, indirect=True)
async def test_a_strange_answer_to_opening_a_conversation_is_tried_again(poster: Poster) -> None:
    outgoing = Outgoing("key", "T1", "U1", "chat.postMessage", {"text": "hello"})
    at = now()
    result = await poster.send(Held(1, outgoing, None, orphan=False, doubtful=False, attempts=1, created=at, lease=at + LEASE))
    assert isinstance(result, Again)
    assert not result.doubtful

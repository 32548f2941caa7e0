"""The `/sandbox` routes, through which the page and tests of other processes act as people."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.population import AGENT_1, AGENTS, CLIENTE, CUSTOMER, GENERAL
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import Clock

Data = dict[str, Any]
IM = "D0CUSTOMER"


class Page:
    """Somebody's browser."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    async def get(self, path: str, **query: str) -> Any:
        async with self.session.get(f"/sandbox/{path}", params=query) as response:
            return await response.json()

    async def post(self, path: str, **body: Any) -> Any:
        async with self.session.post(f"/sandbox/{path}", json=body) as response:
            return await response.json()


@pytest.fixture
async def page(sandbox: Sandbox) -> AsyncIterator[Page]:
    async with aiohttp.ClientSession(sandbox.url) as session:
        yield Page(session)


async def test_a_person_sees_their_own_channels(page: Page) -> None:
    customer, agent, everything = await page.get("state", user=CUSTOMER), await page.get("state", user=AGENT_1), await page.get("state")

    assert [channel["name"] or channel["id"] for channel in customer["channels"]] == ["general", IM]
    assert [channel["name"] or channel["id"] for channel in agent["channels"]] == ["agents", "general", "D0AGENT1"]
    assert len(everything["channels"]) == 7
    assert (customer["me"]["id"], customer["app"]["user_id"], customer["team"]["id"]) == (CUSTOMER, "U0PARTWELL", "T0HOME")


async def test_writing_editing_and_deleting(page: Page) -> None:
    said = await page.post("say", user=CUSTOMER, channel=IM, text="a & b", files=[{"name": "a.txt", "content_base64": _coded(b"hi")}])
    await page.post("edit", user=CUSTOMER, channel=IM, ts=said["ts"], text="c")
    edited = await page.get("messages", user=CUSTOMER, channel=IM)
    await page.post("delete", user=CUSTOMER, channel=IM, ts=said["ts"])

    assert said["message"]["text"] == "a &amp; b"
    assert [(m["text"], m["edited"]["user"], m["files"][0]["size"]) for m in edited] == [("c", CUSTOMER, 2)]
    assert await page.get("messages", user=CUSTOMER, channel=IM) == []


async def test_unread_messages_are_counted_until_they_are_read(page: Page) -> None:
    said = await page.post("say", user=AGENT_1, channel=GENERAL, text="news")
    before = await page.get("state", user=CUSTOMER)
    await page.post("read", user=CUSTOMER, channel=GENERAL, ts=said["ts"])
    after = await page.get("state", user=CUSTOMER)

    assert [state["channels"][0]["unread"] for state in (before, after)] == [1, 0]


async def test_a_language_can_be_changed(sandbox: Sandbox, page: Page) -> None:
    await page.post("locale", user=CLIENTE, locale="en-US")

    assert sandbox.workspace.user(CLIENTE).locale == "en-US"


async def test_views_are_shown_to_their_person(page: Page, client: AsyncWebClient) -> None:
    await client.views_publish(user_id=CUSTOMER, view={"type": "home", "blocks": []})

    assert (await page.get("views", user=CUSTOMER))["home"]["type"] == "home"
    assert await page.get("views", user=AGENT_1) == {"modal": None, "home": None}


async def test_changes_are_pushed_to_those_who_see_them(sandbox: Sandbox, page: Page, client: AsyncWebClient) -> None:
    async with page.session.ws_connect("/sandbox/events", params={"user": CUSTOMER}) as socket:
        await page.post("say", user=AGENT_1, channel=AGENTS, text="not for customers")
        said = await page.post("say", user=CUSTOMER, channel=IM, text="hello")
        await client.assistant_threads_setStatus(channel_id=IM, thread_ts=said["ts"], status="is thinking")
        await client.chat_postEphemeral(channel=GENERAL, user=CUSTOMER, text="psst")
        pushed = [await socket.receive_json() for _ in range(3)]

    assert [(each["type"], each["channel"]) for each in pushed] == [("message", IM), ("typing", IM), ("message", GENERAL)]
    assert pushed[0]["ts"] == said["ts"]
    assert (pushed[1]["status"], pushed[1]["user"]) == ("is thinking", "U0PARTWELL")


async def test_what_is_behind_the_last_answer_is_asked_of_the_bot(clock: Clock) -> None:
    async def look(channel: str, user: str) -> Data:
        return {"seen": [channel, user]}

    async with Sandbox(app="Partwell", clock=clock, inspect=look) as sandbox, aiohttp.ClientSession(sandbox.url) as session:
        assert await Page(session).get("inspect", channel=IM, user=CUSTOMER) == {"seen": [IM, CUSTOMER]}


async def test_nobody_can_tell_what_is_behind_an_answer_unless_asked_to(page: Page) -> None:
    assert await page.get("inspect", channel=IM, user=CUSTOMER) is None


async def test_refusals_are_told_with_their_code(page: Page) -> None:
    assert (await page.post("say", user=CUSTOMER, channel=AGENTS, text="let me in"))["error"] == "not_in_channel"
    assert (await page.post("say", user=CUSTOMER))["error"] == "invalid_arguments"
    assert (await page.get("messages", user="U0NOBODY", channel=IM))["error"] == "user_not_found"


async def test_a_page_from_elsewhere_cannot_act(sandbox: Sandbox, page: Page) -> None:
    async with page.session.post("/sandbox/say", data='{"user": "U0CUSTOMER", "channel": "D0CUSTOMER", "text": "x"}') as response:
        assert response.status == 400

    assert sandbox.messages() == []


async def test_a_page_from_elsewhere_cannot_listen(page: Page) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        await page.session.ws_connect("/sandbox/events", params={"user": CUSTOMER}, origin="https://elsewhere.example.com")


async def test_the_page_is_served_and_may_run_only_its_own_code(page: Page) -> None:
    async with page.session.get("/") as index, page.session.get("/app.js") as script, page.session.get("/none.js") as missing:
        assert (index.status, index.content_type) == (200, "text/html")
        assert (script.status, script.content_type.endswith("/javascript")) == (200, True)
        assert missing.status == 404
        assert "default-src 'self'" in index.headers["Content-Security-Policy"]


async def test_the_end_of_an_installation_is_no_news_for_pages(sandbox: Sandbox, page: Page) -> None:
    async with page.session.ws_connect("/sandbox/events", params={"user": CUSTOMER}) as socket:
        await sandbox.revoke()
        await sandbox.say("hello")

        assert (await socket.receive_json())["type"] == "message"


@pytest.mark.parametrize("body", [{"method": "chat.postMessage", "error": "fatal_error"}, {"copies": 2}, {"clear": True}])
async def test_faults_can_be_ordered_from_outside(sandbox: Sandbox, page: Page, body: Data) -> None:
    assert await page.post("faults", **body) == {"ok": True}

    ordered = [fault.error for fault in sandbox.faults.waiting]
    assert (ordered, sandbox.courier.copies) == ([body["error"]] if "error" in body else [], body.get("copies", 0))


def _coded(content: bytes) -> str:
    return base64.b64encode(content).decode()

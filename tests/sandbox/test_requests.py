"""Requests over HTTP: signed as Slack signs them, checked by Bolt, tried again when the app does not take them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientSession, web
from slack_bolt.async_app import AsyncApp

from bot.sandbox.delivery import NotDelivered, encoded
from bot.sandbox.population import CUSTOMER
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import WITHIN, client_of

Handle = Callable[[web.Request], Awaitable[web.Response]]
Listen = Callable[[web.Application | Handle], Awaitable[str]]


@pytest.fixture
async def listen() -> AsyncIterator[Listen]:
    """Puts an app of aiohttp's, or one handler, on a port; its address."""
    runners: list[web.AppRunner] = []

    async def listening(served: web.Application | Handle) -> str:
        app = served if isinstance(served, web.Application) else web.Application()
        if not isinstance(served, web.Application):
            app.router.add_post("/slack/events", served)
        runner = web.AppRunner(app)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"

    yield listening
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def now() -> AsyncIterator[Sandbox]:
    """A sandbox of the present: signatures are compared with the real time."""
    async with Sandbox(app="Partwell") as running:
        yield running


def bolt(sandbox: Sandbox) -> AsyncApp:
    return AsyncApp(client=client_of(sandbox), signing_secret=sandbox.signing_secret)


async def test_bolt_takes_events_commands_and_clicks_by_http(now: Sandbox, listen: Listen) -> None:
    app = bolt(now)
    row = {"type": "actions", "elements": [{"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}]}

    @app.event("message")
    async def answer(event: dict[str, Any], say: Any) -> None:
        if "bot_id" not in event:
            await say(text=f"echo {event['text']}", blocks=[row])

    @app.command("/partwell")
    async def command(ack: Any) -> None:
        await ack("at your service")

    @app.action("go")
    async def go(ack: Any, respond: Any) -> None:
        await ack()
        await respond("gone", replace_original=True)

    assert await now.deliver_to(await listen(app.web_app(path="/slack/events")))
    await now.say("hello")
    echo = await now.wait_for(lambda: now.said() and now.said()[-1], WITHIN)
    await now.command("/partwell", "x")
    await now.click(echo, "Go")

    await now.wait_for(lambda: [m["text"] for m in now.said()] == ["gone", "at your service"], WITHIN)
    await now.courier.quiet()


@pytest.mark.parametrize(
    ("age", "secret", "status"),
    [(0, None, 200), (301, None, 401), (-301, None, 401), (0, "another secret", 401)],
    ids=["good", "too old", "from the future", "another secret"],
)
async def test_bolt_refuses_what_is_not_signed_now_and_by_slack(listen: Listen, age: int, secret: str | None, status: int) -> None:
    async with Sandbox(app="Partwell", clock=lambda: time.time() - age) as sandbox:
        app = AsyncApp(client=client_of(sandbox), signing_secret=secret or sandbox.signing_secret)
        url = await listen(app.web_app(path="/slack/events"))

        if status == 200:
            assert await sandbox.deliver_to(url)
        else:
            with pytest.raises(NotDelivered, match="http_error"):
                await sandbox.deliver_to(url)


async def test_the_form_of_a_command_and_of_a_click(now: Sandbox, listen: Listen) -> None:
    forms: list[dict[str, str]] = []

    async def take(request: web.Request) -> web.Response:
        if request.content_type == "application/json":
            return web.json_response({"challenge": (await request.json())["challenge"]})
        forms.append({key: str(value) for key, value in (await request.post()).items()})
        return web.Response()

    assert await now.deliver_to(await listen(take))
    await now.command("/partwell", "cancel it")
    await now.shortcut("cancel_help")

    assert (forms[0]["command"], forms[0]["text"], forms[0]["user_id"]) == ("/partwell", "cancel it", CUSTOMER)
    assert forms[1].keys() == {"payload"}


async def test_an_app_without_the_challenge_is_not_verified(now: Sandbox, listen: Listen) -> None:
    async def deaf(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    assert not await now.deliver_to(await listen(deaf))


@pytest.mark.parametrize(
    ("headers", "status", "tries"),
    [({}, 500, [None, "1 http_error", "2 http_error", "3 http_error"]), ({"X-Slack-No-Retry": "1"}, 500, [None]), ({}, 200, [None])],
    ids=["always fails", "wants no repetition", "takes it"],
)
async def test_an_event_is_tried_again_unless_the_app_declines(
    listen: Listen, headers: dict[str, str], status: int, tries: list[str | None]
) -> None:
    seen: list[str | None] = []

    async def take(request: web.Request) -> web.Response:
        body = await request.json()
        if body["type"] == "url_verification":
            return web.json_response({"challenge": body["challenge"]})
        number, reason = (request.headers.get(f"X-Slack-Retry-{name}") for name in ("Num", "Reason"))
        seen.append(f"{number} {reason}" if number else None)
        return web.Response(status=status, headers=headers)

    async with Sandbox(app="Partwell", speed=100_000) as sandbox:
        assert await sandbox.deliver_to(await listen(take))
        await sandbox.say("hello")
        await sandbox.courier.quiet()

    assert seen == tries
    assert len(sandbox.courier.lost) == (status != 200)


async def test_an_app_that_is_not_there_is_a_failed_connection() -> None:
    async with Sandbox(app="Partwell") as sandbox:
        with pytest.raises(NotDelivered, match="connection_failed"):
            await sandbox.deliver_to("http://127.0.0.1:9/slack/events")


async def test_an_app_that_takes_too_long_times_out(listen: Listen) -> None:
    released = asyncio.Event()

    async def sleepy(_: web.Request) -> web.Response:
        await released.wait()
        return web.Response()

    async with Sandbox(app="Partwell", ack_seconds=0.05) as sandbox:
        with pytest.raises(NotDelivered, match="http_timeout"):
            await sandbox.deliver_to(await listen(sleepy))
    released.set()


async def test_socket_mode_can_be_chosen_again(now: Sandbox, listen: Listen) -> None:
    await now.deliver_to(await listen(bolt(now).web_app(path="/slack/events")))

    assert await now.deliver_to(None)
    assert now.courier.way is now.sockets


async def test_a_request_with_another_body_has_another_signature(now: Sandbox, listen: Listen) -> None:
    app = bolt(now)
    url = await listen(app.web_app(path="/slack/events"))
    await now.deliver_to(url)
    body, content_type = encoded("events_api", {"type": "url_verification", "challenge": "c"})
    requests = now.courier.way
    signed = requests.headers(body, content_type)  # type: ignore[attr-defined]

    async with ClientSession() as session:
        async with session.post(url, data=body, headers=signed) as good:
            first = good.status
        async with session.post(url, data=body.replace('"c"', '"d"'), headers=signed) as forged:
            second = forged.status

    assert (first, second) == (200, 401)

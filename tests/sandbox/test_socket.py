"""Socket Mode, with Bolt and Slack's own socket client: acknowledgements, redelivery, and connections that come and go."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import WITHIN, Clock, Connect, client_of, eventually


def echo(app: AsyncApp) -> None:
    """Answer people with their own words."""

    @app.event("message")
    async def answer(event: dict[str, Any], say: Any) -> None:
        if "bot_id" not in event:
            await say(text=f"echo {event['text']}")


def echoes(sandbox: Sandbox) -> list[str]:
    return [message["text"] for message in sandbox.said()]


async def test_bolt_answers_a_message_through_its_socket(sandbox: Sandbox, app: AsyncApp, connect: Connect) -> None:
    echo(app)
    await connect(app)

    await sandbox.say("hello")

    await sandbox.wait_for(lambda: echoes(sandbox) == ["echo hello"], WITHIN)
    await sandbox.courier.quiet()
    assert sandbox.courier.lost == []


async def test_what_was_said_before_the_app_came_arrives_when_it_does(sandbox: Sandbox, app: AsyncApp, connect: Connect) -> None:
    await sandbox.say("anyone?")
    echo(app)
    await connect(app)

    await sandbox.wait_for(lambda: echoes(sandbox) == ["echo anyone?"], WITHIN)


@pytest.mark.parametrize("how", ["refresh", "link_disabled", "warn", "drop"])
async def test_a_new_connection_follows_an_old_one_and_nothing_is_lost(sandbox: Sandbox, app: AsyncApp, connect: Connect, how: str) -> None:
    echo(app)
    await connect(app)
    first = sandbox.sockets.open[0]

    if how == "drop":
        sandbox.sockets.drop()
    elif how == "warn":
        await sandbox.sockets.warn()
    else:
        await sandbox.sockets.refresh("refresh_requested" if how == "refresh" else how)
    await eventually(lambda: sandbox.sockets.open[:1] not in ([], [first]))
    await sandbox.say("still there?")

    await sandbox.wait_for(lambda: echoes(sandbox) == ["echo still there?"], WITHIN)


async def test_payloads_go_round_among_the_connections(sandbox: Sandbox, client: AsyncWebClient, connect: Connect) -> None:
    taken: list[int] = []
    for number in range(2):
        await connect(noting(client, taken, number))
    for _ in range(4):
        await sandbox.say("next")
        await sandbox.courier.quiet()
    await eventually(lambda: len(taken) == 4)

    assert sorted(taken) == [0, 0, 1, 1]


async def test_the_eleventh_connection_is_sent_away(sandbox: Sandbox, client: AsyncWebClient) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(await address(sandbox, client)) for _ in range(11)]
        greetings = [await socket.receive_json() for socket in sockets]
        for socket in sockets:
            await socket.close()

    assert [greeting["type"] for greeting in greetings] == ["hello"] * 10 + ["disconnect"]
    assert [greeting.get("num_connections") for greeting in greetings[:10]] == list(range(1, 11))
    assert greetings[-1]["reason"] == "too_many_websockets"


async def test_a_ticket_opens_one_connection(sandbox: Sandbox, client: AsyncWebClient) -> None:
    url = await address(sandbox, client)
    async with aiohttp.ClientSession() as session:
        await (await session.ws_connect(url)).close()
        with pytest.raises(aiohttp.WSServerHandshakeError, match="401"):
            await session.ws_connect(url)


async def test_an_event_without_acknowledgement_comes_again_three_times_and_is_then_given_up(clock: Clock) -> None:
    async with Sandbox(app="Partwell", clock=clock, ack_seconds=0.05, speed=10_000) as sandbox, aiohttp.ClientSession() as session:
        socket = await session.ws_connect(await address(sandbox, client_of(sandbox)))
        await socket.receive_json()
        await sandbox.say("are you there?")
        envelopes = [await socket.receive_json() for _ in range(4)]
        await sandbox.courier.quiet()
        await socket.close()

    assert [(each["retry_attempt"], each["retry_reason"]) for each in envelopes] == [
        (0, ""),
        (1, "timeout"),
        (2, "timeout"),
        (3, "timeout"),
    ]
    assert len({each["payload"]["event_id"] for each in envelopes}) == 1
    assert len({each["envelope_id"] for each in envelopes}) == 4
    assert [body["event"]["text"] for body in sandbox.courier.lost] == ["are you there?"]


async def test_an_acknowledgement_ends_the_tries(clock: Clock) -> None:
    async with Sandbox(app="Partwell", clock=clock, ack_seconds=5, speed=10_000) as sandbox, aiohttp.ClientSession() as session:
        socket = await session.ws_connect(await address(sandbox, client_of(sandbox)))
        await socket.receive_json()
        await sandbox.say("are you there?")
        envelope = SocketModeRequest.from_dict(await socket.receive_json())
        assert envelope is not None
        await socket.send_json({"envelope_id": envelope.envelope_id})
        await sandbox.courier.quiet()
        await socket.close()

    assert sandbox.courier.lost == []


async def test_on_a_bad_day_an_event_comes_several_times_at_once(sandbox: Sandbox, app: AsyncApp, connect: Connect) -> None:
    ids: list[str] = []

    @app.event("message")
    async def note(body: dict[str, Any]) -> None:
        ids.append(body["event_id"])

    await connect(app)
    sandbox.courier.copies = 2

    await sandbox.say("once")
    await eventually(lambda: len(ids) == 3)
    await sandbox.courier.quiet()

    assert len(ids) == 3
    assert len(set(ids)) == 1


def noting(client: AsyncWebClient, taken: list[int], number: int) -> AsyncApp:
    """An app that writes down its number for each message."""
    app = AsyncApp(client=client)

    @app.event("message")
    async def note() -> None:
        taken.append(number)

    return app


async def address(sandbox: Sandbox, client: AsyncWebClient) -> str:
    opened = await client.apps_connections_open(app_token=sandbox.app_token)
    return str(opened["url"])

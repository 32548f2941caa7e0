"""Faults on demand: each befalls the calls it was meant for, as often as was said."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.population import AGENT_1, AGENTS, GENERAL
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import refusal

POST = "chat.postMessage"


def texts(sandbox: Sandbox) -> list[str]:
    return [message["text"] for message in sandbox.messages(AGENTS, user=AGENT_1)]


async def test_any_refusal_can_be_ordered(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.error(POST, "edit_window_closed", times=2)

    refused = [await refusal(client.chat_postMessage(channel=AGENTS, text="x")) for _ in range(2)]
    await client.chat_postMessage(channel=AGENTS, text="third")

    assert refused == ["edit_window_closed"] * 2
    assert texts(sandbox) == ["third"]


async def test_a_rate_limit_says_when_to_come_again(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.ratelimited(POST, seconds=7, channel=AGENTS)

    elsewhere = await client.chat_postMessage(channel=GENERAL, text="elsewhere")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=AGENTS, text="x")

    assert elsewhere["ok"]
    assert refused.value.response.headers["Retry-After"] == "7"
    assert refused.value.response.status_code == 429


async def test_a_server_s_failure_is_a_page_with_a_status(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.broken(POST, 503)

    with pytest.raises(SlackApiError) as failed:
        await client.chat_postMessage(channel=AGENTS, text="x")

    assert failed.value.response.status_code == 503
    assert texts(sandbox) == []


@pytest.mark.parametrize(("when", "kept"), [("before", []), ("after", ["x"])])
async def test_a_connection_can_be_lost_before_or_after_the_call_counts(
    sandbox: Sandbox, client: AsyncWebClient, when: str, kept: list[str]
) -> None:
    sandbox.faults.reset(POST, when)

    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=AGENTS, text="x")

    assert texts(sandbox) == kept


async def test_a_refusal_can_be_a_lie(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.add({"method": POST, "error": "fatal_error", "taken": True})

    assert await refusal(client.chat_postMessage(channel=AGENTS, text="x")) == "fatal_error"
    assert texts(sandbox) == ["x"]
    assert sandbox.faults.struck == {"fatal_error, taken": 1}


@pytest.mark.parametrize("fault", [{"page": "<html>Sorry</html>"}, {"truncated": True}])
async def test_an_answer_can_be_no_json(sandbox: Sandbox, client: AsyncWebClient, fault: dict[str, Any]) -> None:
    sandbox.faults.add({"method": POST, "taken": True, **fault})

    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel=AGENTS, text="x")

    assert texts(sandbox) == ["x"]


@pytest.mark.parametrize(("taken", "kept"), [(False, []), (True, ["x"])])
async def test_a_call_can_hang_and_whoever_left_is_not_served(
    sandbox: Sandbox, client: AsyncWebClient, taken: bool, kept: list[str]
) -> None:
    sandbox.faults.hang(POST, 300, taken=taken)

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(client.chat_postMessage(channel=AGENTS, text="x"), 0.1)
    await asyncio.sleep(0.4)

    assert texts(sandbox) == kept


@pytest.mark.parametrize("said", ["Wed, 21 Oct 2026 07:28:00 GMT", "-5", "1.5", "soon", ""])
async def test_a_rate_limit_can_say_anything(sandbox: Sandbox, client: AsyncWebClient, said: str) -> None:
    sandbox.faults.ratelimited(POST, said)

    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=AGENTS, text="x")

    assert refused.value.response.headers.get("Retry-After", "") == said


async def test_slowness_adds_to_other_faults(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.slow("*", 1)
    sandbox.faults.error(POST, "fatal_error")
    sandbox.faults.error(POST, "internal_error")

    assert [await refusal(client.chat_postMessage(channel=AGENTS, text="x")) for _ in range(2)] == ["fatal_error", "internal_error"]
    assert len(sandbox.faults.waiting) == 1


async def test_faults_end_when_they_are_cleared(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.broken("*", times=10)
    sandbox.faults.clear()

    assert (await client.auth_test())["ok"]


async def test_calls_are_recorded_on_demand(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.auth_test()
    sandbox.recording = True
    await client.chat_postMessage(channel=AGENTS, text="x")

    recorded: list[Any] = [(method, args["text"]) for method, args in sandbox.calls]
    assert recorded == [(POST, "x")]

"""Who is let in: named users, members of a group as Slack says, and nobody when Slack could not be asked for long."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.desk.agents import STALE, Agents
from bot.sandbox.population import AGENT_1, AGENT_2, AGENT_GROUP, CUSTOMER
from bot.sandbox.server import Sandbox
from tests.conftest import BEGAN


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(app="Partwell") as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url)


def test_named_users_are_agents_and_nobody_else(clock: Clock) -> None:
    agents = Agents([AGENT_1], clock)
    assert agents.includes(AGENT_1)
    assert not agents.includes(CUSTOMER)
    assert not agents.includes("")


async def test_members_of_a_group_are_agents_as_long_as_they_are_in_it(sandbox: Sandbox, client: AsyncWebClient, clock: Clock) -> None:
    agents = Agents([AGENT_GROUP], clock)
    assert not agents.includes(AGENT_1)
    await agents.refresh(client)
    assert [agents.includes(user) for user in (AGENT_1, AGENT_2, CUSTOMER)] == [True, True, False]
    sandbox.workspace.groups[AGENT_GROUP].users.remove(AGENT_2)
    clock.now += timedelta(minutes=1)
    await agents.refresh(client)
    assert [agents.includes(user) for user in (AGENT_1, AGENT_2)] == [True, False]


async def test_slack_is_not_asked_for_every_click(sandbox: Sandbox, client: AsyncWebClient, clock: Clock) -> None:
    sandbox.recording = True
    agents = Agents([AGENT_GROUP, CUSTOMER], clock)
    for _ in range(3):
        await agents.refresh(client)
    assert [method for method, _ in sandbox.calls] == ["usergroups.users.list", *["users.info"] * 3]
    assert agents.names == {AGENT_1: "agent1", AGENT_2: "agent2", CUSTOMER: "customer"}


async def test_what_slack_said_last_counts_for_a_while_and_then_nobody_is_let_in(client: AsyncWebClient, clock: Clock) -> None:
    agents = Agents([AGENT_GROUP], clock)
    await agents.refresh(client)
    client.token = "xoxb-revoked"
    clock.now += timedelta(minutes=1)
    await agents.refresh(client)
    assert agents.includes(AGENT_1)
    clock.now += STALE
    assert not agents.includes(AGENT_1)


async def test_slack_is_not_waited_for_long_but_heard_all_the_same(sandbox: Sandbox, client: AsyncWebClient, clock: Clock) -> None:
    sandbox.faults.slow("usergroups.users.list", 300, times=1)
    agents = Agents([AGENT_GROUP], clock, patience=0.05)
    began = time.monotonic()
    await agents.refresh(client)
    assert time.monotonic() - began < 0.3
    assert not agents.includes(AGENT_1)
    async with asyncio.timeout(20):
        while not agents.includes(AGENT_1):  # noqa: ASYNC110  (nobody tells)
            await asyncio.sleep(0.02)

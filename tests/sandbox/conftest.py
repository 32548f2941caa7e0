"""A sandbox for each test, and Slack's own clients on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.population import GUEST, OTHER_TEAM
from bot.sandbox.server import Sandbox

WITHIN = 30
"""seconds that a busy machine may take"""


class Clock:
    """A clock that stands until it is put forward."""

    def __init__(self, now: float = 1_900_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sandbox(clock: Clock) -> AsyncIterator[Sandbox]:
    async with Sandbox(app="Partwell", clock=clock) as running:
        yield running


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncWebClient:
    return client_of(sandbox)


def client_of(sandbox: Sandbox, token: str | None = None) -> AsyncWebClient:
    """Slack's client; a token of its own, or the first team's bot's."""
    return AsyncWebClient(token=sandbox.bot_token if token is None else token, base_url=sandbox.api_url, retry_handlers=[])


@pytest.fixture
def other_team(sandbox: Sandbox) -> AsyncWebClient:
    """The client of the second team's installation, where the guest is at home."""
    token = sandbox.install(OTHER_TEAM)
    sandbox.workspace.direct(OTHER_TEAM, GUEST, sandbox.workspace.apps.installed[OTHER_TEAM].user)
    return client_of(sandbox, token)


async def refusal(calling: Awaitable[Any]) -> str:
    """The code with which a call is refused."""
    with pytest.raises(SlackApiError) as refused:
        await calling
    return str(refused.value.response["error"])


async def eventually(condition: Callable[[], object]) -> None:
    """Give way to everything else until the condition holds."""
    async with asyncio.timeout(WITHIN):
        while not condition():  # noqa: ASYNC110  # what it waits for has no event of its own
            await asyncio.sleep(0.005)


Connect = Callable[[AsyncApp], Awaitable[AsyncSocketModeHandler]]


@pytest.fixture
async def connect(sandbox: Sandbox) -> AsyncIterator[Connect]:
    """Connects a Bolt app by Socket Mode, as often as wanted."""
    handlers: list[AsyncSocketModeHandler] = []

    async def connected(app: AsyncApp) -> AsyncSocketModeHandler:
        handler = AsyncSocketModeHandler(app, sandbox.app_token, ping_interval=1)
        handlers.append(handler)
        await handler.connect_async()
        return handler

    yield connected
    for handler in handlers:
        await handler.close_async()


@pytest.fixture
async def app(client: AsyncWebClient) -> AsyncApp:
    """A Bolt app with nothing in it."""
    return AsyncApp(client=client)

"""The whole app on a sandbox: real Bolt, real slack_sdk, a real store, the real dialogue."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot import bootstrap
from bot.channels.slack.handlers.reception import Reception
from bot.delivery.inbox import Inbox
from bot.delivery.outbox import Outbox
from bot.operations.running import Bot, Parts, Place, running
from bot.sandbox.population import AGENT_1, AGENTS, CUSTOMER
from bot.sandbox.server import Sandbox
from bot.settings import Settings
from bot.store.store import Store
from bot.turn import Conversations

SECONDS = 20.0
"""Longest wait for what must come; reached only when a test fails."""
Data = dict[str, Any]
NAMES = itertools.count()


@dataclass
class Clock:
    """The time, which a test may move on."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def texts(message: Data) -> str:
    """All that stands in a message's blocks, and in the text for notifications."""
    found: list[str] = [message.get("text", "")]

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            found.extend(value[name] for name in ("text", "url") if isinstance(value.get(name), str))
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(message.get("blocks", []))
    return "\n".join(found)


def titles(message: Data) -> list[str]:
    """The buttons of a message."""
    rows = [block["elements"] for block in message.get("blocks", []) if block["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row if "text" in element]


@dataclass
class Slack:
    """A workspace with the app in it, and what people do there."""

    sandbox: Sandbox
    settings: Settings
    store: Store
    talk: Conversations
    clock: Clock = field(default_factory=Clock)
    bot: Bot | None = None
    place: Place = field(default_factory=Place)

    def parts(self, **changes: Any) -> Parts:
        """What the bot is made of, on this store."""
        talk = replace(self.talk, store=self.store, waiting={}, recent={})
        settings = self.settings.model_copy(update=changes)
        desk = bootstrap.desk(settings, talk, self.clock)
        return Parts(settings, self.store, Reception(talk, desk, desk.hosts), self.clock)

    @asynccontextmanager
    async def running(self, parts: Parts | None = None, place: Place | None = None) -> AsyncIterator[Bot]:
        """With the bot running."""
        async with running(parts or self.parts(), place or self.place) as self.bot:
            yield self.bot

    async def said(self, count: int = 1, *, after: int = 0, user: str = CUSTOMER, channel: str | None = None, **where: Any) -> list[Data]:
        """What the app wrote there, once it is so many messages more than `after`."""
        place = channel or self.sandbox.direct(user)
        await self.sandbox.wait_for(lambda: len(self.sandbox.said(place, user=user, **where)) >= after + count, SECONDS)
        return self.sandbox.said(place, user=user, **where)[after:]

    async def ask(self, text: str, *, user: str = CUSTOMER, **how: Any) -> Data:
        """Writes to the app; its answer."""
        before = len(self.sandbox.said(user=user))
        await self.sandbox.say(text, user=user, **how)
        return (await self.said(after=before, user=user))[-1]

    async def press(self, message: Data, title: str, *, user: str = CUSTOMER) -> Data:
        """Clicks in the direct message; the app's answer."""
        before = len(self.sandbox.said(user=user))
        await self.sandbox.click(message, title, user=user)
        return (await self.said(after=before, user=user))[-1]

    async def settled(self) -> None:
        """Waits until nothing is left to be done or sent."""
        async with asyncio.timeout(SECONDS):
            await self.sandbox.courier.quiet()
            while self._left():  # noqa: ASYNC110  (the store tells nobody)
                await asyncio.sleep(0.02)

    def _left(self) -> int:
        return Inbox(self.store).depth(self.clock()).waiting + Outbox(self.store).waiting()


@pytest.fixture
async def slack(settings: Settings, shared_conversations: Conversations, tmp_path: Path) -> AsyncIterator[Slack]:
    """A workspace; the app is there but not running yet."""
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(app="Partwell", rate_limits=False))
        store = stack.enter_context(Store.open(f"sqlite:///{tmp_path}/partwell.db"))
        tokens = {
            "slack_bot_token": SecretStr(sandbox.bot_token),
            "slack_app_token": SecretStr(sandbox.app_token),
            "slack_signing_secret": SecretStr(sandbox.signing_secret),
            "slack_url": sandbox.api_url,
            "database": f"sqlite:///{tmp_path}/partwell.db",
            "desk_channel": AGENTS,
            "desk_agents": AGENT_1,
        }
        yield Slack(sandbox, settings.model_copy(update=tokens), store, shared_conversations)


@pytest.fixture
def check() -> Callable[[Data], None]:
    """The strict check of a payload."""
    from tests.channels.slack.check_payload import problems

    def checked(payload: Data) -> None:
        assert not list(problems(payload))

    return checked

"""The load on echo bots, and the account of it: what was said back against what was said."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.items import Item
from bot.sandbox.population import TEAM
from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import Channel
from tests.worker.echo import Bot

APP = "U0PARTWELL"


@dataclass
class Load:
    """Conversations that each say 1, 2, 3 … to any of the bots, the next number once the one before was acknowledged.

    What is not acknowledged is said again, as Slack does. Nobody is more than `ahead` numbers ahead of the answers.
    """

    sandbox: Sandbox
    bots: Sequence[Bot]
    conversations: int
    chance: random.Random
    hard: frozenset[tuple[str, int]] = frozenset()
    """what a bot cannot answer: conversation and number"""
    ahead: int = 5
    acknowledged: dict[str, int] = field(default_factory=dict)
    stopping: bool = False
    _ticks: itertools.count = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        for n in range(self.conversations):
            name = f"C{n:04}"
            self.sandbox.workspace.add_channel(Channel(name, TEAM, "channel", [APP], name=name.lower()))
            self.acknowledged[name] = 0

    async def run(self) -> None:
        """Until `stopping` is set."""
        async with ClientSession(timeout=ClientTimeout(total=5)) as session, asyncio.TaskGroup() as group:
            for channel in self.acknowledged:
                group.create_task(self._talk(session, channel))

    async def _talk(self, session: ClientSession, channel: str) -> None:
        while not self.stopping:
            number = self.acknowledged[channel] + 1
            item = Item(
                f"{channel}/{number}",
                channel,
                f"{next(self._ticks):020.6f}",
                "message",
                TEAM,
                channel,
                "U",
                None,
                {"number": number, "hard": (channel, number) in self.hard},
            )
            delivered = False
            while not delivered:
                delivered = await self._deliver(session, item)
                await asyncio.sleep(0 if delivered else 0.02)
            self.acknowledged[channel] = number
            await self.sandbox.wait_for(lambda: self._may_go_on(channel), 120)

    def _may_go_on(self, channel: str) -> bool:
        return self.stopping or len(self.sandbox.channel(channel).messages) + self.ahead >= self.acknowledged[channel]

    async def _deliver(self, session: ClientSession, item: Item) -> bool:
        bot = self.chance.choice(self.bots)
        if not bot.port:
            return False
        try:
            async with session.post(f"http://127.0.0.1:{bot.port}/", json=[item.as_data()]) as response:
                return response.status == 200
        except (ClientError, TimeoutError):
            return False

    def expected(self) -> int:
        """Messages that have to come, the timers' too."""
        return sum(number + number // 10 for number in self.acknowledged.values())

    def posted(self) -> int:
        """Messages that came."""
        return sum(len(self.sandbox.channel(channel).messages) for channel in self.acknowledged)

    async def drained(self, seconds: float) -> None:
        """Wait until everything came."""
        await self.sandbox.wait_for(lambda: self.posted() >= self.expected(), seconds)

    def account(self) -> dict[str, int]:
        """What is lost, doubled and out of order; all 0 when all is well."""
        wrong = {"lost": 0, "doubled": 0, "out of order": 0}
        for channel, last in self.acknowledged.items():
            said = [message["text"] for message in self.sandbox.channel(channel).messages.values()]
            numbers = [int(text.removeprefix("sorry ")) for text in said if not text.startswith("timer")]
            due = {f"sorry {number}" if (channel, number) in self.hard else str(number) for number in range(1, last + 1)}
            due |= {f"timer {number}" for number in range(10, last + 1, 10)}
            wrong["lost"] += len(due - set(said))
            wrong["doubled"] += len(said) - len(set(said))
            wrong["out of order"] += sum(after < before for before, after in itertools.pairwise(numbers))
        return wrong

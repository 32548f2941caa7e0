"""The load on echo bots, and the account of it: what was said back against what was said."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.delivery.items import Item
from bot.sandbox.population import TEAM
from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import Change, Channel
from tests.delivery.echo import Bot

APP = "U0PARTWELL"


@dataclass(frozen=True)
class Mishaps:
    """How often a delivery goes wrong on Slack's side: it comes once more, later, or the next one overtakes it."""

    again: float = 0
    crossed: float = 0
    latest: float = 1.0
    """Seconds after which a repetition comes, at most."""


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
    mishaps: Mishaps = Mishaps()
    ahead: int = 5
    think: float = 0
    """seconds from one number to the next"""
    acknowledged: dict[str, int] = field(default_factory=dict)
    stopping: bool = False
    repeated: int = 0
    """how many deliveries came once more"""
    crossed: set[tuple[str, int]] = field(default_factory=set)
    """numbers that were overtaken by the next on their way to the bot: either may be answered first"""
    seconds: dict[str, list[float]] = field(default_factory=dict)
    """by conversation, from the moment that something was said to that of its answer"""
    _began: dict[str, float] = field(default_factory=dict)
    _ticks: itertools.count = field(default_factory=lambda: itertools.count(1))
    _late: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for n in range(self.conversations):
            name = f"C{n:04}"
            self.sandbox.workspace.add_channel(Channel(name, TEAM, "channel", [APP], name=name.lower()))
            self.acknowledged[name] = 0
            self.seconds[name] = []
        self.sandbox.workspace.watchers.append(self._answered)

    async def run(self) -> None:
        """Until `stopping` is set."""
        async with ClientSession(timeout=ClientTimeout(total=5)) as session, asyncio.TaskGroup() as group:
            for channel in self.acknowledged:
                group.create_task(self._talk(session, channel))
            while not self.stopping:  # noqa: ASYNC110  (whoever sets it tells nobody)
                await asyncio.sleep(0.1)
            for late in self._late:
                late.cancel()

    async def _talk(self, session: ClientSession, channel: str) -> None:
        while not self.stopping:
            first = self._item(channel, self.acknowledged[channel] + 1)
            if self.chance.random() < self.mishaps.crossed:
                second = self._item(channel, self.acknowledged[channel] + 2)
                self.crossed.add((channel, first.data["number"]))
                await asyncio.gather(self._insist(session, second), self._insist(session, first, 0.005))
            else:
                second = first
                await self._insist(session, first)
            self.acknowledged[channel] = second.data["number"]
            await self.sandbox.wait_for(lambda: self._may_go_on(channel), 300)
            await asyncio.sleep(self.think)

    def _item(self, channel: str, number: int) -> Item:
        data = {"number": number, "hard": (channel, number) in self.hard}
        key, position = f"{channel}/{number}", f"{next(self._ticks):020.6f}"
        return Item(key, channel, position, "message", TEAM, channel, "U", None, data)

    async def _insist(self, session: ClientSession, item: Item, wait: float = 0) -> None:
        """Deliver it until it is acknowledged, and perhaps once more."""
        await asyncio.sleep(wait)
        self._began[item.key] = time.monotonic()
        while not await self._deliver(session, item):  # noqa: ASYNC110  (it is tried again)
            await asyncio.sleep(0.02)
        if self.chance.random() < self.mishaps.again:
            again = asyncio.create_task(self._repeat(session, item, self.chance.uniform(0, self.mishaps.latest)))
            self._late.add(again)
            again.add_done_callback(self._late.discard)

    async def _repeat(self, session: ClientSession, item: Item, wait: float) -> None:
        await asyncio.sleep(wait)
        if not session.closed:
            self.repeated += await self._deliver(session, item)

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

    def _answered(self, change: Change) -> None:
        if change.kind == "message" and change.channel and change.message and change.channel.id in self.seconds:
            began = self._began.pop(f"{change.channel.id}/{change.message['text']}", None)
            if began is not None:
                self.seconds[change.channel.id].append(time.monotonic() - began)

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
            wrong["out of order"] += sum(
                after < before and (channel, after) not in self.crossed for before, after in itertools.pairwise(numbers)
            )
        return wrong

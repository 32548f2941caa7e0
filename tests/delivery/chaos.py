"""All bad days at once: a Slack that hangs, cuts, refuses and lies; kills, jumps of the clock, a full disk, a database that is away.

What it did is counted by kind, and printed by `make soak`.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import resource
import sqlite3
import statistics
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.sandbox.faults import ALWAYS
from bot.sandbox.server import Sandbox
from bot.store.store import Store
from tests.delivery.clock import Shift
from tests.delivery.echo import Bot, Place
from tests.delivery.kills import ALL_IS_WELL, answered
from tests.delivery.load import Load, Mishaps

POST, LOOK = "chat.postMessage", "conversations.history"
PATIENCE = 1.0
"""Seconds that a bot here waits for Slack."""
HOUR, DAY = 3600.0, 86400.0
JUMPS = {"an hour back": -HOUR, "seven hours forward": 7 * HOUR, "a hundred days forward": 100 * DAY, "ten seconds back": -10.0}
TROUBLE = ("internal_error", "fatal_error", "service_unavailable", "request_timeout")
TOKENS = ("invalid_auth", "not_authed", "account_inactive", "token_expired", "token_revoked", "missing_scope", "no_permission")
PASSES = (*TROUBLE, *TOKENS)
"""Refusals that pass, and after which Slack may have the message all the same."""
ODD_SECONDS = ("0", "1", "0.3", "", "soon", "-5", "Wed, 21 Oct 2020 07:28:00 GMT")
"""What stands where Slack says how long to wait."""


def faults() -> dict[str, dict[str, Any]]:
    """What can befall a call, by name."""
    found: dict[str, dict[str, Any]] = {}
    for when in ("before", "after"):
        taken = when == "after"
        found[f"hangs {when}"] = {"slow_ms": 90_000, "taken": taken}
        found[f"cut {when}"] = {"reset": when}
        for status in (500, 502, 503, 504):
            found[f"{status} {when}"] = {"status": status, "taken": taken}
        found[f"no JSON {when}"] = {"page": "<html>Sorry, something went wrong</html>", "taken": taken}
        for code in PASSES:
            found[f"{code} {when}"] = {"error": code, "taken": taken}
    found["truncated after"] = {"truncated": True}
    for seconds in ODD_SECONDS:
        found[f"429 {seconds or 'without a time'}"] = {"status": 429, "retry_after": seconds}
    return found


@dataclass
class Storm:
    """What befalls the bots of a load. `did` counts it by kind."""

    load: Load
    shift: Shift
    chance: random.Random
    did: Counter[str] = field(default_factory=Counter)
    _killing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def kill(self, times: int) -> None:
        """Kill one of the bots at a random moment and start it again, so many times."""
        for _ in range(times):
            await answered(self.load, 1)
            await asyncio.sleep(self.chance.uniform(0, 0.3))
            async with self._killing:
                bot = self.chance.choice(self.load.bots)
                bot.kill()
                await bot.start()
            self.did["kills"] += 1

    async def trouble_slack(self, names: Sequence[str], most: int) -> None:
        """One fault after the other, on posts and on looking for them."""
        known = faults()
        for name in names:
            fault, struck = known[name], self.load.sandbox.faults.struck.total()
            times = 1 if "hangs" in name else self.chance.randint(1, most)
            self.load.sandbox.faults.add({"method": POST, "times": times, **fault})
            if not fault.get("taken") and self.chance.random() < 0.3:
                self.load.sandbox.faults.add({"method": LOOK, "times": 1, **fault})
            await self.load.sandbox.wait_for(lambda struck=struck: self.load.sandbox.faults.struck.total() > struck, 90)
            self.did[name] += times
            await answered(self.load, 10)

    async def jump(self, name: str, seconds: float) -> None:
        """The clock is wrong for a while; a bot that is alone is at times started while it is.

        Of several on one database all would have to be: they believe each other's moments. And what is older than a week to a bot
        that is just started is put aside for a person, which would count as lost here.
        """
        async with self._killing if abs(JUMPS[name]) >= DAY else contextlib.nullcontext():
            self.shift.by = JUMPS[name]
            await asyncio.sleep(seconds / 2)
            if len(self.load.bots) == 1 and abs(JUMPS[name]) < DAY and self.chance.random() < 0.5:
                await self.kill(1)
            await asyncio.sleep(seconds / 2)
            self.shift.by = 0.0
        self.did[name] += 1

    async def fill_disk(self, seconds: float) -> None:
        """One of the bots cannot write a byte to any file."""
        bot = self.chance.choice(self.load.bots)
        if not bot.port:
            return
        with contextlib.suppress(ProcessLookupError, TypeError):  # it may be killed meanwhile, and not be started again yet
            _, most = resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (0, most))
            self.did["full disk"] += 1
            try:
                await asyncio.sleep(seconds)
            finally:
                resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (most, most))

    async def lock(self, file: Path, seconds: float) -> None:
        """Somebody else writes into the database, and does not end."""
        with closing(sqlite3.connect(file, isolation_level=None, timeout=10, check_same_thread=False)) as other:
            await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
            await asyncio.sleep(seconds)
        self.did["database away"] += 1

    async def kill_among(self, messages: int, kills: int) -> None:
        """Kills, one from time to time until so many messages came."""
        for number in range(1, kills + 1):
            await self.load.sandbox.wait_for(lambda number=number: self.load.posted() >= messages * number // (kills + 1), 600)
            await self.kill(1)
        await self.load.sandbox.wait_for(lambda: self.load.posted() >= messages, 600)

    async def trouble_for_ever(self) -> None:
        """Every fault of Slack's, in another order each time."""
        while True:
            await self.trouble_slack(self.chance.sample(sorted(faults()), len(faults())), 8)

    async def disturb_for_ever(self, file: Path | None) -> None:
        """The machine's own trouble: its clock, its disk, its database."""
        while True:
            for name in JUMPS:
                await self.jump(name, 3)
                await self.fill_disk(1)
                if file:
                    await self.lock(file, 1.5)
                await asyncio.sleep(self.chance.uniform(0, 3))


@asynccontextmanager
async def storm(database: str, folder: Path, bots: int, seed: int, patience: float = PATIENCE, **more: Any) -> AsyncIterator[Storm]:
    """Bots on one database in the middle of it; afterwards everything has to have come, once and in order."""
    chance = random.Random(seed)
    async with Sandbox(app="Partwell", rate_limits=False) as sandbox:
        shift = Shift(folder / "shift")
        place = Place(database, sandbox.api_url, sandbox.bot_token, patience=patience, shift=folder / "shift")
        crew = [Bot(place) for _ in range(bots)]
        for bot in crew:
            await bot.start()
        load = Load(sandbox, crew, chance=chance, mishaps=Mishaps(again=0.05, crossed=0.02), **{"conversations": 20, **more})
        talking = asyncio.create_task(load.run())
        weather = Storm(load, shift, chance)
        try:
            yield weather
            sandbox.faults.clear()
            load.stopping = True
            await talking
            await load.drained(240)
            for bot in load.bots:
                await bot.stop()
        finally:
            talking.cancel()
            for bot in crew:
                bot.kill()
            print(report(weather), left(database), sep="\n")  # noqa: T201  (what `make soak` shows)
        assert load.account() == ALL_IS_WELL


def report(weather: Storm) -> str:
    """What was done, and what came of it."""
    load = weather.load
    did = {**weather.did, "came twice": load.repeated, "crossed": len(load.crossed)}
    answers = [second for seconds in load.seconds.values() for second in seconds]
    lines = [
        f"{load.posted()} messages of {load.expected()}, {weather.did['kills']} kills; answers in {quantiles(answers)}",
        "did: " + ", ".join(f"{name} {times}" for name, times in sorted(did.items())),
        "calls befallen: " + ", ".join(f"{name} {times}" for name, times in sorted(load.sandbox.faults.struck.items())),
        ", ".join(f"{name}: {count}" for name, count in load.account().items()),
    ]
    return "\n".join(lines)


def left(database: str) -> str:
    """What is not done yet, when something is missing."""
    with Store.open(database) as store, store.engine.connect() as connection:
        inbox = connection.execute(text("SELECT key, due, received, attempts, error FROM inbox WHERE done IS NULL OR dead")).all()
        outbox = connection.execute(
            text("SELECT key, due, lease, called, attempts, doubtful, failed, error FROM outbox WHERE done IS NULL OR failed")
        ).all()
    return "\n".join([f"left: {len(inbox)} in the inbox, {len(outbox)} in the outbox", *map(str, inbox[:5]), *map(str, outbox[:10])])


def quantiles(seconds: Sequence[float]) -> str:
    """The middle and the slow end, in milliseconds."""
    if len(seconds) < 2:
        return "-"
    return f"p50 {statistics.median(seconds) * 1000:.0f} ms, p99 {p99(seconds) * 1000:.0f} ms"


def p99(seconds: Sequence[float]) -> float:
    """What all but one in a hundred stay below."""
    return statistics.quantiles(seconds, n=100)[98]


async def rage(weather: Storm, messages: int, kills: int, file: Path | None = None) -> None:
    """All of it until so many messages came, with so many kills among them. `file` is SQLite's."""
    others = [asyncio.create_task(doing) for doing in (weather.trouble_for_ever(), weather.disturb_for_ever(file))]
    try:
        await weather.kill_among(messages, kills)
    finally:
        for task in others:
            task.cancel()
        for ended in await asyncio.gather(*others, return_exceptions=True):
            if isinstance(ended, Exception):  # not that it was cancelled
                raise ended
        weather.shift.by = 0.0


def hang_for_ever(load: Load, *channels: str) -> None:
    """Posts to these channels are never answered."""
    for channel in channels:
        load.sandbox.faults.add({"method": POST, "channel": channel, "slow_ms": 90_000, "times": ALWAYS})


async def seconds_of_others(load: Load, channels: Sequence[str], messages: int) -> list[float]:
    """How long so many answers take in all conversations but these."""
    before = {name: len(seconds) for name, seconds in load.seconds.items()}
    await answered(load, messages)
    return [second for name, seconds in load.seconds.items() if name not in channels for second in seconds[before[name] :]]

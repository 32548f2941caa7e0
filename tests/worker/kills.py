"""Killing under load. The short form is a test like any other, the long one is `make soak`."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from collections.abc import AsyncIterator

from bot.sandbox.server import Sandbox
from tests.worker.echo import Bot, Place
from tests.worker.load import Load

Evil = Callable[[Load, random.Random], Awaitable[None]]
GOOD = {"lost": 0, "doubled": 0, "out of order": 0}


@asynccontextmanager
async def under_load(database: str, bots: int, conversations: int, seed: int) -> AsyncIterator[Load]:
    """Bots on one database that are kept busy; afterwards everything has to have come, once and in order."""
    async with Sandbox(rate_limits=False) as sandbox:
        crew = [Bot(Place(database, sandbox.api_url, sandbox.bot_token)) for _ in range(bots)]
        for bot in crew:
            await bot.start()
        load = Load(sandbox, crew, conversations, random.Random(seed))
        talking = asyncio.create_task(load.run())
        try:
            yield load
            load.stopping = True
            await talking
            await load.drained(60)
            for bot in crew:
                await bot.stop()
        finally:
            talking.cancel()
            for bot in crew:
                if bot.process.is_alive():
                    bot.kill()
        assert load.account() == GOOD
        assert load.posted() > 0


async def kill(load: Load, times: int, chance: random.Random) -> None:
    """Kill one of the bots at a random moment and start it again, so many times."""
    for _ in range(times):
        await asyncio.sleep(chance.uniform(0.02, 0.4))
        bot = chance.choice(load.bots)
        bot.kill()
        await bot.start()

"""Nothing is lost, doubled or out of order, whoever dies and whenever."""

from __future__ import annotations

import random

from tests.worker.kills import kill, under_load


async def test_kills_at_random_moments_on_sqlite(sqlite_url: str) -> None:
    async with under_load(sqlite_url, bots=1, conversations=20, seed=1) as load:
        await kill(load, 5, random.Random(1))


async def test_kills_among_three_workers_on_postgres(postgres_url: str) -> None:
    async with under_load(postgres_url, bots=3, conversations=20, seed=2) as load:
        await kill(load, 4, random.Random(2))

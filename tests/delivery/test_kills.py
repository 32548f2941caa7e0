"""Nothing is lost, doubled or out of order, and every timer goes off once, whoever dies and whenever."""

from __future__ import annotations

import random
from typing import Any

from tests.delivery.kills import kill, leave_hanging, restart_postgres, trouble_slack, under_load


async def test_kills_at_random_moments_on_sqlite(sqlite_url: str) -> None:
    async with under_load(sqlite_url, bots=1, seed=1) as load:
        await kill(load, 5, random.Random(1))


async def test_kills_among_three_workers_on_postgres(postgres_url: str) -> None:
    async with under_load(postgres_url, bots=3, seed=2) as load:
        await kill(load, 3, random.Random(2))


async def test_a_worker_that_never_comes_back(postgres_url: str) -> None:
    options = "options=-c%20idle_in_transaction_session_timeout%3D2000"
    async with under_load(f"{postgres_url}&{options}", bots=2, seed=3) as load:
        await leave_hanging(load, random.Random(3))


async def test_restarts_of_postgres(postgres: Any, postgres_url: str) -> None:
    async with under_load(postgres_url, bots=2, seed=4) as load:
        await restart_postgres(load, postgres, 2, random.Random(4))


async def test_bad_days_of_slack(sqlite_url: str) -> None:
    async with under_load(sqlite_url, bots=1, seed=5) as load:
        await trouble_slack(load, 1, random.Random(5))


async def test_a_handler_that_always_fails(sqlite_url: str) -> None:
    async with under_load(sqlite_url, bots=1, seed=6, hard=frozenset({("C0003", 7), ("C0004", 1)})) as load:
        await load.sandbox.wait_for(lambda: min(load.acknowledged.values()) >= 12, 90)

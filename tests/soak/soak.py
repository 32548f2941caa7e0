"""The long form of the bad days: `make soak`. Each seed is another story; a failure names its seed."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.worker.kills import kill, leave_hanging, restart_postgres, trouble_slack, under_load

ENDED_SOON = "options=-c%20idle_in_transaction_session_timeout%3D2000"


@pytest.mark.parametrize("seed", range(4))
async def test_25_kills_on_sqlite(sqlite_url: str, seed: int) -> None:
    async with under_load(sqlite_url, bots=1, seed=seed) as load:
        await kill(load, 25, random.Random(seed))


@pytest.mark.parametrize("seed", range(4))
async def test_25_kills_among_three_workers_on_postgres(postgres_url: str, seed: int) -> None:
    async with under_load(postgres_url, bots=3, seed=seed) as load:
        await kill(load, 25, random.Random(seed))


@pytest.mark.parametrize("seed", range(4))
async def test_a_worker_that_never_comes_back(postgres_url: str, seed: int) -> None:
    async with under_load(f"{postgres_url}&{ENDED_SOON}", bots=3, seed=seed) as load:
        await leave_hanging(load, random.Random(seed))


@pytest.mark.parametrize("seed", range(2))
async def test_8_restarts_of_postgres(postgres: Any, postgres_url: str, seed: int) -> None:
    async with under_load(postgres_url, bots=3, seed=seed) as load:
        await restart_postgres(load, postgres, 8, random.Random(seed))


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@pytest.mark.parametrize("seed", range(2))
async def test_bad_days_of_slack_with_kills_among_them(kind: str, seed: int, request: pytest.FixtureRequest) -> None:
    chance = random.Random(seed)
    async with under_load(request.getfixturevalue(f"{kind}_url"), bots=1, seed=seed) as load:
        for _ in range(5):
            await trouble_slack(load, 4, chance)
            await kill(load, 1, chance)

"""A short form of all bad days at once (the long one is `make soak`): each fault once, a few kills, a jump of the clock each way."""

from __future__ import annotations

import random
from pathlib import Path

from tests.delivery.chaos import JUMPS, faults, storm


async def test_all_at_once_on_sqlite(sqlite_url: str, tmp_path: Path) -> None:
    async with storm(f"{sqlite_url}?timeout=0.5", tmp_path, bots=1, seed=1) as weather:
        file = Path(sqlite_url.removeprefix("sqlite:///"))
        await weather.kill(3)
        await weather.trouble_slack(random.Random(1).sample(sorted(faults()), len(faults())), 1)
        await weather.fill_disk(0.5)
        await weather.lock(file, 1)
        for name in JUMPS:
            await weather.jump(name, 0.5)


async def test_all_at_once_among_two_workers_on_postgres(postgres_url: str, tmp_path: Path) -> None:
    async with storm(postgres_url, tmp_path, bots=2, seed=2) as weather:
        await weather.kill(2)
        await weather.trouble_slack(
            ["cut after", "hangs before", "fatal_error after", "token_revoked before", "truncated after", "429 soon"], 2
        )
        await weather.jump("an hour back", 1)
        await weather.jump("seven hours forward", 1)
        await weather.kill(1)

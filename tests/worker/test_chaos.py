"""A short form of all bad days at once (the long one is `make soak`): each fault once, a few kills, a jump of the clock each way."""

from __future__ import annotations

import random
from pathlib import Path

from tests.worker.chaos import JUMPS, faults, storm


async def test_all_at_once_on_sqlite(sqlite_url: str, tmp_path: Path) -> None:
    async with storm(f"{sqlite_url}?timeout=0.5", tmp_path, bots=1, seed=1) as weather:
        file = Path(sqlite_url.removeprefix("sqlite:///"))
        await weather.kill(3)
        await weather.trouble_slack(random.Random(1).sample(sorted(faults()), 12), 3)
        await weather.fill_disk(0.5)
        await weather.lock(file, 1)
        for name in JUMPS:
            await weather.jump(name, 0.5)

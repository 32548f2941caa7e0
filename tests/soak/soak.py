"""The long form of the bad days: `make soak`. Each seed is another story; a failure names its seed.

`PARTWELL_SOAK` is the number of messages of the two great storms (`make soak MESSAGES=2000`); kills go with it.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.population import TEAM
from bot.sandbox.server import Sandbox
from bot.store.store import Store
from tests.conftest import CACHE
from tests.delivery.chaos import hang_for_ever, p99, quantiles, rage, seconds_of_others, storm
from tests.delivery.kills import kill, leave_hanging, restart_postgres, trouble_slack, under_load
from tests.delivery.until import until
from tests.delivery.whole import Whole, customers, keys

ENDED_SOON = "options=-c%20idle_in_transaction_session_timeout%3D2000"


MESSAGES = int(os.environ.get("PARTWELL_SOAK", "10000"))
KILLS = {"sqlite": max(2, 45 * MESSAGES // 10_000), "postgres": max(2, 24 * MESSAGES // 10_000)}
OTHERS = 0.3
"""Seconds within which 99 of 100 answers come while one channel hangs, on an idle machine."""


async def test_everything_at_once_on_sqlite(sqlite_url: str, tmp_path: Path) -> None:
    async with storm(f"{sqlite_url}?timeout=0.5", tmp_path, bots=1, seed=11) as weather:
        await rage(weather, MESSAGES, KILLS["sqlite"], Path(sqlite_url.removeprefix("sqlite:///")))


async def test_everything_at_once_among_three_workers_on_postgres(postgres_url: str, tmp_path: Path) -> None:
    async with storm(postgres_url, tmp_path, bots=3, seed=12) as weather:
        await rage(weather, MESSAGES, KILLS["postgres"])


@pytest.mark.parametrize("hanging", [1, 8])
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_channels_that_hang_delay_nobody_else(kind: str, hanging: int, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """With the bot's own limits: the client's are out of the way."""
    url: str = request.getfixturevalue(f"{kind}_url")
    async with storm(url, tmp_path, bots=1, seed=13, patience=60, think=0.2) as weather:
        load, channels = weather.load, [f"C{number:04}" for number in range(hanging)]
        before = await seconds_of_others(load, channels, MESSAGES // 20)
        hang_for_ever(load, *channels)
        after = await seconds_of_others(load, channels, MESSAGES // 20)
        print(f"{kind}, all well: {quantiles(before)}; {hanging} hang: {quantiles(after)}")  # noqa: T201
        assert p99(after) <= max(OTHERS, 3 * p99(before))


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
            await trouble_slack(load, 1, chance)
            await kill(load, 1, chance)


WORDS = ("cancel listkit", "done", "what happens to my data?", "back", "done", "done", "hmm", "talk to a person")


@pytest.mark.parametrize("seed", range(2))
async def test_kills_of_the_whole_bot(tmp_path: Path, seed: int) -> None:
    """With Slack's own protocol and the real dialogue: every message is a turn once, and answered once, in order."""
    chance, url = random.Random(seed), f"sqlite:///{tmp_path}/partwell.db"
    async with Sandbox(app="Partwell", rate_limits=False, speed=5) as sandbox:
        people, whole = customers(sandbox, 8), Whole(sandbox, url, CACHE, tmp_path / "log")
        await whole.start()
        said = {user: asyncio.create_task(talk(sandbox, user, random.Random(f"{seed}{user}"))) for user in people}
        for _ in range(8):
            await asyncio.sleep(chance.uniform(0.5, 4))
            await whole.end(signal.SIGKILL)
            await whole.start()
        heard = {user: await task for user, task in said.items()}
        await until(lambda: all(answered(sandbox, user, ts) for user, ts in heard.items()), 300)
        await whole.end()
        assert sandbox.courier.lost == []
    with Store.open(url) as store:
        for user, ts in heard.items():
            assert [key.split("/")[3] for key in keys(sandbox, user)] == ts
            [conversation] = [c for c in store.conversations() if f"/{user}/" in f"{c.id}/"]
            turns = [event["text"].casefold() for event in store.events(conversation.id) if event["event"] == "user"]
            assert turns == list(WORDS)


async def talk(sandbox: Sandbox, user: str, chance: random.Random) -> list[str]:
    """Say it all, each once the one before was acknowledged; when each was said."""
    times = []
    for words in WORDS:
        times.append((await sandbox.say(words, user=user))["ts"])
        await sandbox.courier.quiet()
        await asyncio.sleep(chance.uniform(0, 4))
    return times


def answered(sandbox: Sandbox, user: str, times: list[str]) -> bool:
    """Whether each of these has its answer."""
    return {f"message/{TEAM}/{sandbox.direct(user)}/{ts}/1" for ts in times} <= set(keys(sandbox, user))

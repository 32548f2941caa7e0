"""A full disk, a database file that is gone: nothing is acknowledged, `/health` says so, an alarm is raised, and it mends itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import event

from bot.sandbox.population import CUSTOMER
from bot.slack.running import Bot, Place
from bot.store.store import Store
from tests.slack.conftest import Slack
from tests.worker.until import until


@contextmanager
def full(store: Store) -> Iterator[None]:
    """The database may not grow any more."""

    def limit(connection: Any, *_: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}")

    def free(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1000000")

    event.listen(store.engine, "checkout", limit)
    yield
    event.remove(store.engine, "checkout", limit)
    event.listen(store.engine, "checkout", free)


@contextmanager
def read_only(store: Store) -> Iterator[None]:
    """Nothing can be written."""

    def forbid(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA query_only = 1")

    def allow(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA query_only = 0")

    event.listen(store.engine, "checkout", forbid)
    yield
    event.remove(store.engine, "checkout", forbid)
    event.listen(store.engine, "checkout", allow)


@pytest.fixture(params=[False, True], ids=["socket", "http"])
async def bot(request: pytest.FixtureRequest, slack: Slack) -> AsyncIterator[Bot]:
    """A bot in Slack, in both forms."""
    slack.sandbox.courier.speed = 200
    async with slack.running(place=Place(requests=request.param)) as running:
        if request.param:
            assert await slack.sandbox.deliver_to(f"http://127.0.0.1:{running.port}/slack/events")
        yield running


async def health(bot: Bot, path: str = "health") -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{bot.port}/{path}") as answer:
        return answer.status, (await answer.json())["status"]


async def becomes(bot: Bot, code: int, status: str, path: str = "health") -> None:
    async with asyncio.timeout(20):
        while await health(bot, path) != (code, status):  # noqa: ASYNC110  (the health tells nobody)
            await asyncio.sleep(0.05)


def alarms(bot: Bot) -> float:
    return bot.watch.registry.get_sample_value("partwell_alarms_total", {"name": "store"}) or 0.0


async def test_a_full_disk_shows_and_mends_itself(slack: Slack, bot: Bot) -> None:
    await slack.ask("cancel octopus crm")
    await slack.settled()
    assert (await health(bot), alarms(bot)) == ((200, "ok"), 0)
    with full(slack.store):
        for number in range(4):
            await slack.sandbox.say(f"{number} done {'x' * 9000}")
        await becomes(bot, 503, "database full")
        assert alarms(bot) >= 1
        assert slack.store.conversations()  # reading goes on as if nothing was wrong
    await becomes(bot, 200, "ok")
    await slack.settled()
    assert len({row["key"] for row in slack.store.everything([f"T0PARTWELL/dm/-/{CUSTOMER}"])[0]["inbox"]}) == 5


async def test_that_nothing_can_be_written_is_seen_by_load_balancers_though_nothing_arrives(slack: Slack, bot: Bot) -> None:
    assert await health(bot, "ready") == (200, "ok")
    with read_only(slack.store):
        await becomes(bot, 503, "database read_only", "ready")
    await becomes(bot, 200, "ok", "ready")
    await becomes(bot, 200, "ok")


async def test_a_database_file_that_is_deleted_shows_within_seconds_though_nobody_writes(slack: Slack, bot: Bot, tmp_path: Path) -> None:
    (tmp_path / "partwell.db").rename(tmp_path / "aside.db")
    await becomes(bot, 503, "database gone")
    await until(lambda: alarms(bot) >= 1)
    await slack.sandbox.say("cancel octopus crm")
    await slack.said()
    assert not (tmp_path / "partwell.db").exists()
    (tmp_path / "aside.db").rename(tmp_path / "partwell.db")
    await becomes(bot, 200, "ok")
    await slack.settled()
    assert [row.id for row in slack.store.conversations()] == [f"T0PARTWELL/dm/-/{CUSTOMER}"]

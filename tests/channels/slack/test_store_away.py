"""A full disk, a database file that is gone: nothing is acknowledged, `/health` says so, an alarm is raised, and it mends itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
import pytest
from sqlalchemy import event

from bot.operations.running import Bot, Place
from bot.sandbox.population import CUSTOMER
from bot.store.store import Store
from tests.channels.slack.conftest import Slack
from tests.channels.slack.test_behaviours import deliver, from_customer
from tests.delivery.until import until


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
    assert len({row["key"] for row in slack.store.everything([f"T0HOME/dm/-/{CUSTOMER}"])[0]["inbox"]}) == 5


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
    assert [row.id for row in slack.store.conversations()] == [f"T0HOME/dm/-/{CUSTOMER}"]


READ_ONLY = (
    "ALTER DATABASE {name} SET default_transaction_read_only = on",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid != pg_backend_pid()",
)
FULL = (
    """CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$""",
    "CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON inbox EXECUTE FUNCTION full_disk()",
)
FREE = (
    "SET default_transaction_read_only = off",
    "ALTER DATABASE {name} RESET default_transaction_read_only",
    "DROP TRIGGER IF EXISTS full_disk ON inbox",
    READ_ONLY[1],
)


def tell(url: str, *statements: str) -> None:
    """What an operator says to PostgreSQL."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.format(name=connection.info.dbname).encode())


@pytest.mark.parametrize(("trouble", "status"), [(READ_ONLY, "database read_only"), (FULL, "database full")], ids=["read only", "full"])
async def test_so_does_a_postgres_that_takes_nothing(slack: Slack, postgres_url: str, trouble: tuple[str, ...], status: str) -> None:
    with Store.open(postgres_url) as store:
        slack = replace(slack, store=store)
        async with slack.running() as bot:
            await slack.ask("cancel octopus crm")
            await slack.settled()
            assert (await health(bot), alarms(bot)) == ((200, "ok"), 0)
            await asyncio.to_thread(tell, postgres_url, *trouble)
            assert await deliver(bot, from_customer("done")) == 500
            await becomes(bot, 503, status)
            assert alarms(bot) >= 1
            assert store.conversations()
            await asyncio.to_thread(tell, postgres_url, *FREE)
            await becomes(bot, 200, "ok")
            assert await deliver(bot, from_customer("done")) == 200
            await slack.settled()
            assert len(store.everything([f"T0HOME/dm/-/{CUSTOMER}"])[0]["inbox"]) == 2

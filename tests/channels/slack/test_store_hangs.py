"""A database that hangs: no request of Slack's, no look at the health and no stop waits for it, and it mends itself."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.operations.running import Bot
from bot.sandbox.population import CUSTOMER
from bot.store import postgres
from bot.store.store import Store
from tests.channels.slack.conftest import Slack
from tests.channels.slack.test_behaviours import deliver, from_customer
from tests.channels.slack.test_store_away import alarms, becomes, health
from tests.databases import Line
from tests.delivery.until import until


@contextmanager
def within(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


async def refused(bot: Bot) -> None:
    """A request is refused while Slack still listens."""
    with within(3):
        assert await deliver(bot, from_customer("done")) == 500


async def test_a_postgres_that_hangs_holds_up_nobody(slack: Slack, line: tuple[Line, str]) -> None:
    way, url = line
    with Store.open(url) as store:
        slack = replace(slack, store=store)
        async with slack.running() as bot:
            await slack.ask("cancel octopus crm")
            await slack.settled()
            with way.cut():
                for _ in range(3):
                    with within(2.5):
                        assert await health(bot) == (503, "database unreachable")
                await asyncio.gather(*(refused(bot) for _ in range(20)))
            await becomes(bot, 200, "ok")
            await slack.settled()
            assert alarms(bot) >= 1
            kept = store.everything([f"T0HOME/dm/-/{CUSTOMER}"])[0]["inbox"]
            assert len(kept) == 2  # it came twenty times
            with within(30):
                await slack.ask("done")


async def test_a_stop_does_not_wait_for_a_postgres_that_hangs(
    slack: Slack, line: tuple[Line, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    way, url = line
    monkeypatch.setattr(postgres.Impatient, "patience", 30.0)
    store = Store.open(url)
    slack = replace(slack, store=store)
    async with AsyncExitStack() as stack:
        with ExitStack() as hanging:
            bot = await stack.enter_async_context(slack.running())
            await slack.ask("cancel octopus crm")
            hanging.enter_context(way.cut())
            await refused(bot)
            with within(6):
                await stack.aclose()
    await until(lambda: not store.engine.pool.checkedout())  # type: ignore[attr-defined]
    store.close()


async def test_a_sqlite_that_another_program_locks_for_long(slack: Slack, tmp_path: Path) -> None:
    async with slack.running() as bot:
        await slack.ask("cancel octopus crm")
        await slack.settled()
        with closing(sqlite3.connect(tmp_path / "partwell.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for _ in range(2):
                await refused(bot)
            with within(2.5):
                assert await health(bot) == (503, "database locked")
            other.execute("ROLLBACK")
        await becomes(bot, 200, "ok")
        await slack.settled()
        assert alarms(bot) == 1

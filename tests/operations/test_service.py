"""Intake, worker and sender together: each wakes the next, and what one of them cannot do is not lost."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.slack.transport.posting import Poster
from bot.delivery.items import Item, Outgoing
from bot.delivery.outbox import Outbox
from bot.delivery.worker import ignored
from bot.operations.service import Service
from bot.sandbox.population import CUSTOMER, TEAM
from bot.sandbox.server import Sandbox
from bot.store.errors import StoreError
from bot.store.store import Store
from tests.delivery.echo import Echo, Place, clients, now
from tests.delivery.until import until


def number(value: int, **data: Any) -> Item:
    """A number that the customer says."""
    place = {"team": TEAM, "channel": CUSTOMER, "user": CUSTOMER}
    return Item(f"{value}", "c", f"{value:020.6f}", "message", **place, data={"number": value, "hard": False, **data})


@dataclass
class Rig:
    """A sandbox, and services on one database."""

    sandbox: Sandbox
    stack: AsyncExitStack
    file: Path
    offline: list[str] = field(default_factory=list)

    def store(self, wait: float = 5) -> Store:
        return self.stack.enter_context(Store.open(f"sqlite:///{self.file}?timeout={wait}"))

    async def service(self, store: Store) -> Service:
        echo, place = Echo(), Place("", self.sandbox.api_url, self.sandbox.bot_token)
        slack = await clients(self.stack, place)
        return Service(store, echo.handlers(), Poster(slack, now, ignored), now, echo.apologise, offline=self.say_past, pace=timedelta(0))

    def say_past(self, item: Item, error: StoreError) -> Sequence[Outgoing]:
        self.offline.append(error.code)
        return [Outgoing(item.key, item.team, item.channel, "chat.postMessage", {"text": f"{item.data['number']}, not kept"})]

    def said(self) -> list[str]:
        return [message["text"] for message in self.sandbox.said()]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Somebody else writes, and does not end."""
        with closing(sqlite3.connect(self.file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with AsyncExitStack() as stack:
        yield Rig(await stack.enter_async_context(Sandbox(app="Partwell", rate_limits=False)), stack, tmp_path / "partwell.db")


async def test_one_wakes_the_next(rig: Rig) -> None:
    """Without waiting for anybody's next look: those are far apart here."""
    service = await rig.service(rig.store())
    async with service:
        service.worker.poll = service.sender.poll = 60
        await until(lambda: service.upkeep.tidied)
        for value in (1, 2, 3):
            assert await service.intake.receive([number(value)]) == [True]
            await rig.sandbox.wait_for(lambda value=value: len(rig.said()) == value, 20)
    assert rig.said() == ["1", "2", "3"]


async def test_a_timer_goes_off_without_anybody_asking(rig: Rig) -> None:
    async with await rig.service(rig.store()) as service:
        await service.intake.receive([number(10)])
        await rig.sandbox.wait_for(lambda: rig.said() == ["10", "timer 10"], 20)


async def test_what_is_in_hand_at_a_stop_is_finished_and_the_rest_is_left_for_the_next_start(rig: Rig) -> None:
    store = rig.store()
    rig.sandbox.faults.slow("chat.postMessage", 200, times=1)
    rig.sandbox.recording = True
    async with await rig.service(store) as service:
        await service.intake.receive([number(1), number(2)])
        await rig.sandbox.wait_for(lambda: rig.sandbox.calls, 20)
    assert rig.said() == ["1"]
    async with await rig.service(store):
        await rig.sandbox.wait_for(lambda: rig.said() == ["1", "2"], 20)


async def test_a_second_bot_on_one_sqlite_file_does_not_start(rig: Rig) -> None:
    store = rig.store()
    async with await rig.service(store):
        second = await rig.service(store)
        with pytest.raises(StoreError, match="another bot"):
            await second.__aenter__()


async def test_while_the_database_is_locked_the_customer_is_answered_and_nothing_is_said_twice(rig: Rig) -> None:
    store = rig.store(wait=0.05)
    async with await rig.service(store) as service:
        await service.intake.receive([number(1)])
        await rig.sandbox.wait_for(lambda: rig.said() == ["1"], 20)
        await until(lambda: not Outbox(store).waiting())
        with rig.locked():
            for _ in range(2):
                with pytest.raises(StoreError):
                    await service.intake.receive([number(2)])
            await rig.sandbox.wait_for(lambda: rig.said() == ["1", "2, not kept"], 20)
        await until(lambda: len(store.events("c")) == 2)
        await service.intake.receive([number(2)])
        await service.intake.receive([number(3)])
        await rig.sandbox.wait_for(lambda: rig.said() == ["1", "2, not kept", "3"], 20)
    assert [event["value"] for event in store.events("c")] == [1, 2, 3]
    assert rig.offline == ["locked"]

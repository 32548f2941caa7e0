"""What arrives is on the disk before it is acknowledged; while the disk is away, it is answered and kept later."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

import pytest

from bot.delivery.intake import Intake, Told
from bot.delivery.items import Item
from bot.store.errors import StoreError
from tests.delivery.clock import Clock
from tests.delivery.until import until


class Book:
    """An inbox that can be away, and that can be held up."""

    def __init__(self) -> None:
        self.kept: dict[str, Item] = {}
        self.writes: list[list[str]] = []
        self.away = False
        self.open = threading.Event()
        self.open.set()

    def receive(self, items: Sequence[Item], now: datetime) -> list[bool]:
        self.open.wait(10)
        if self.away:
            raise StoreError("unreachable", "gone")
        self.writes.append([item.key for item in items])
        return [self.kept.setdefault(item.key, item) is item for item in items]

    def promise(self, item: Item, due: datetime, now: datetime) -> None:
        self.receive([item], now)

    def probe(self, now: datetime) -> None:
        self.receive([], now)


class Teller:
    """Answers past the store; remembers whom."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.failing = False
        self.may = asyncio.Event()
        self.may.set()

    async def __call__(self, item: Item, error: StoreError) -> Told:
        await self.may.wait()
        self.told.append(item.key)
        if self.failing:
            raise ValueError
        return {f"{item.key}/0": ["D1", "1.0"]}


def item(key: str) -> Item:
    """A message."""
    return Item(key, "c", "1", "message", "T1", "C1", "U1")


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
async def teller() -> Teller:
    return Teller()


@pytest.fixture
def arrived() -> list[int]:
    return []


@pytest.fixture
async def intake(book: Book, teller: Teller, arrived: list[int], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Intake]:
    monkeypatch.setattr("bot.delivery.intake.AGAIN", 0.01)
    made = Intake(book, Clock(), lambda: arrived.append(1), teller)  # type: ignore[arg-type]
    yield made
    book.open.set()
    made.close()


async def test_what_arrives_together_is_written_together(intake: Intake, book: Book) -> None:
    book.open.clear()
    first = asyncio.create_task(intake.receive([item("0")]))
    await asyncio.sleep(0.05)
    rest = [asyncio.create_task(intake.receive([item(str(number))])) for number in range(1, 25)]
    await asyncio.sleep(0)
    book.open.set()
    assert await asyncio.gather(first, *rest) == [[True]] * 25
    assert book.writes == [["0"], [str(number) for number in range(1, 25)]]


async def test_it_says_what_was_new_and_wakes_the_worker_for_that_only(intake: Intake, arrived: list[int]) -> None:
    assert await intake.receive([item("a"), item("b")]) == [True, True]
    assert await intake.receive([item("b")]) == [False]
    assert arrived == [1]


async def test_who_gives_up_waiting_loses_nothing(intake: Intake, book: Book) -> None:
    book.open.clear()
    waiting = asyncio.create_task(intake.receive([item("a")]))
    await asyncio.sleep(0.05)
    waiting.cancel()
    book.open.set()
    assert await intake.receive([item("b")]) == [True]
    assert set(book.kept) == {"a", "b"}


async def test_while_the_store_is_away_nothing_is_acknowledged_and_everybody_is_answered_once(
    intake: Intake, book: Book, teller: Teller
) -> None:
    book.away = True
    for _ in range(3):
        with pytest.raises(StoreError):
            await intake.receive([item("a")])
        await asyncio.sleep(0.02)
    assert teller.told == ["a"]


async def test_when_the_store_is_back_the_item_is_kept_with_what_was_told(intake: Intake, book: Book) -> None:
    book.away = True
    with pytest.raises(StoreError):
        await intake.receive([item("a")])
    await asyncio.sleep(0.02)
    book.away = False
    assert await intake.receive([item("a"), item("b")]) == [False, True]
    assert book.kept["a"].data == {"told": {"a/0": ["D1", "1.0"]}}
    assert book.kept["b"].data == {}


async def test_it_is_kept_even_when_nobody_comes_again(intake: Intake, book: Book, arrived: list[int]) -> None:
    book.away = True
    with pytest.raises(StoreError):
        await intake.receive([item("a")])
    book.away = False
    await until(lambda: book.kept)
    assert book.kept["a"].data["told"]
    assert arrived == [1]


async def test_slack_has_to_come_again_while_the_answer_is_on_its_way(intake: Intake, book: Book, teller: Teller) -> None:
    """Kept without what is being told, it would be answered twice."""
    book.away = True
    teller.may.clear()
    with pytest.raises(StoreError):
        await intake.receive([item("a")])
    book.away = False
    with pytest.raises(StoreError):
        await intake.receive([item("a")])
    teller.may.set()
    await asyncio.sleep(0.02)
    await intake.receive([item("a")])
    assert book.kept["a"].data["told"]


async def test_an_answer_that_fails_is_left_to_the_worker(intake: Intake, book: Book, teller: Teller) -> None:
    book.away, teller.failing = True, True
    with pytest.raises(StoreError):
        await intake.receive([item("a")])
    await asyncio.sleep(0.02)
    book.away = False
    await intake.receive([item("a")])
    assert book.kept["a"].data == {}


async def test_it_tries_whether_the_store_is_back_also_when_nothing_is_to_be_kept(intake: Intake, book: Book) -> None:
    book.away = True
    with pytest.raises(StoreError):
        await intake.promise(item("a"), timedelta(seconds=10))
    book.away = False
    await until(lambda: book.writes)
    assert book.kept == {}

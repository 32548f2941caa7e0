"""A PostgreSQL that hangs and does not hang up: nobody waits for it for long, and it is used again when it answers again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from bot.store import postgres
from bot.store.store import Record, Store, StoreError
from tests.databases import Line

AT = datetime(2025, 3, 1, tzinfo=UTC)


@contextmanager
def away_within(seconds: float) -> Iterator[None]:
    """What is inside raises StoreError (unreachable) in time."""
    began = time.monotonic()
    with pytest.raises(StoreError, match="unreachable"):
        yield
    assert time.monotonic() - began < seconds


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the patience."""
    monkeypatch.setattr(postgres.Impatient, "patience", 0.6)


def turn(store: Store) -> None:
    with store.turn("c") as opened:
        opened.commit(Record(AT, {}, [{}]))


def test_reading_writing_and_committing_end(line: tuple[Line, str]) -> None:
    way, url = line
    with Store.open(f"{url}?connect_timeout=2") as store:
        turn(store)
        with away_within(8), store.turn("c") as opened, way.cut():
            opened.commit(Record(AT, {}, [{}]))
        with way.cut(), away_within(8):
            store.conversations()
        with way.cut(), away_within(8):
            turn(store)
        turn(store)
        assert 2 <= len(store.events("c")) <= 3  # nobody can know whether what hung was committed


def test_opening_a_store_ends(line: tuple[Line, str]) -> None:
    way, url = line
    with way.cut(), away_within(8):
        Store.open(f"{url}?connect_timeout=2")
    Store.open(url).close()


def test_a_slow_answer_is_waited_for_as_long_as_a_lock_is(line: tuple[Line, str]) -> None:
    _, url = line
    with Store.open(url) as store, store.engine.connect() as connection:
        assert connection.execute(text("SELECT 7 FROM pg_sleep(0.3)")).scalar() == 7
        with pytest.raises(Exception, match="does not answer"):
            connection.execute(text("SELECT pg_sleep(5)"))
    assert postgres.SILENT > 5

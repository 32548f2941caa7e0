"""One process on a queue that has one writer: what its forerunner held is free at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from bot.delivery.outbox import Outbox
from bot.store.store import Store


@contextmanager
def single_instance(store: Store, now: datetime) -> Iterator[None]:
    """While one bot runs on this store: the only one on SQLite, one of any number on PostgreSQL. Raises StoreError (locked)."""
    with store.sole():
        if store.has_one_writer:
            Outbox(store).free(None, now)
        yield

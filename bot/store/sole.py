"""SQLite serves one bot: a second one on the same file would send what the first has in hand."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.store.errors import StoreError


@contextmanager
def sole(file: Path) -> Iterator[None]:
    """Nobody else is inside, on this machine. Raises StoreError (locked). It ends with the process, however that ends."""
    # a file of its own: closing the database's would let go of the locks that SQLite holds on it
    with file.with_name(f"{file.name}.run").open("w") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError("locked", "another bot runs on this database; several can only share PostgreSQL") from None
        yield

"""SQLite's file: for its owner alone, for one bot alone, and at every write still the one that was opened."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from bot.store.errors import StoreError

OWNER_FOLDER = 0o700
OWNER_FILE = 0o600
OTHERS = 0o077
"""Bits of a file's mode that let others in."""
BESIDE = ("", "-wal", "-shm")
"""What SQLite keeps of one database: the file, its log, and the log's index."""

Inode = tuple[int, int]


class Opened(NamedTuple):
    """Which files a connection has open. A database in memory has none."""

    path: Path
    file: Inode | None
    log: Inode | None


def real(path: Path) -> Path:
    """Where a path leads; a link that leads to itself leads nowhere, and is found out when it is opened."""
    return Path(os.path.realpath(path))


def make_folder(folder: Path) -> None:
    """Makes a folder with those above it, as far as they are missing, for the owner alone. Raises OSError."""
    for each in reversed((folder, *folder.parents)):
        if not each.is_dir():
            each.mkdir(OWNER_FOLDER, exist_ok=True)


def make(path: Path) -> None:
    """Makes an empty file for the owner alone, unless there is one. SQLite gives its log the same mode. Raises OSError."""
    file = real(path)
    make_folder(file.parent)
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, OWNER_FILE))


def too_open(path: Path) -> list[str]:
    """The names of those files of a database that others than the owner can read or write."""
    files = [path.with_name(f"{path.name}{end}") for end in BESIDE]
    return [file.name for file in files if file.exists() and file.stat().st_mode & OTHERS]


def look(path: Path) -> Opened:
    """Which files are there now."""
    # SQLite keeps the log beside the file that a link leads to
    file = real(path)
    return Opened(path, _inode(file), _inode(file.with_name(f"{file.name}-wal")))


def check(opened: Opened | None) -> None:
    """Raises StoreError (gone) when other files are there than a connection has open: what it writes would be kept nowhere."""
    if opened is None or opened.file is None:
        return
    now = look(opened.path)
    if now.file != opened.file:
        raise StoreError("gone", "the file is not the one that was opened")
    if opened.log and now.log != opened.log:
        raise StoreError("gone", "the file's -wal is not the one that was opened")


def _inode(path: Path) -> Inode | None:
    """None for what is not there, or cannot be reached any more."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class Sole:
    """One bot on one file, on this machine, whatever names and links lead to it: the lock belongs to the file itself.

    SQLite serves one bot: a second one would send what the first has in hand.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: list[int] = []

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Nobody else is inside. Raises StoreError (locked) and OSError. It ends with the process, however that ends."""
        mark = os.open(self._path, os.O_RDWR)
        self._open.append(mark)
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError("locked", "another bot runs on this database; several can only share PostgreSQL") from None
        try:
            yield
        finally:
            fcntl.flock(mark, fcntl.LOCK_UN)

    def close(self) -> None:
        """Lets go of the file. Only when SQLite has: closing it lets go of the locks that SQLite holds on it in this process."""
        while self._open:
            os.close(self._open.pop())

"""Waiting in line: a lock that is given in the order in which it was asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from bot.store.errors import StoreError


class Line:
    """SQLite has one writer, and those who wait for it only look again from time to time: a busy worker would starve all others.

    So the threads of one process stand in line before they ask SQLite.
    """

    def __init__(self, wait: float) -> None:
        self._wait, self._guard = wait, Lock()
        self._held, self._waiting = False, deque[Lock]()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Nobody else is inside. Raises StoreError (locked) when that takes too long, as it does for a thread that is inside already."""
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        if not mine.acquire(timeout=self._wait):
            self._give_up(mine)

    def _give_up(self, mine: Lock) -> None:
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                raise StoreError("locked", "another thread of this program is writing")

    def _leave(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False

"""Who in this process cannot write at the moment, and why: for `/health`, and an alarm at its beginning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from bot.store.errors import StoreError


class Failing:
    """Who failed has to write something again before it counts as mended: a small row may fit where another one did not."""

    def __init__(self) -> None:
        self.alarm: Callable[[str], None] = lambda _name: None
        self._errors: dict[str, StoreError] = {}
        self._waited: set[str] = set()
        self._guard = Lock()

    @contextmanager
    def noted(self, who: str) -> Iterator[None]:
        """What is inside writes; a StoreError that it raises counts until the same one succeeds."""
        try:
            yield
        except StoreError as error:
            self.failed(who, error)
            raise
        self._end(who)

    def failed(self, who: str, error: StoreError) -> None:
        """A write failed; with an alarm, unless it went on failing. That somebody else writes at the moment only counts the second time."""
        with self._guard:
            if error.code == "locked" and who not in self._waited:
                self._waited.add(who)
                return
            begins = who not in self._errors
            self._errors[who] = error
        if begins:
            self.alarm("store")

    def _end(self, who: str) -> None:
        if who in self._errors or who in self._waited:
            with self._guard:
                self._errors.pop(who, None)
                self._waited.discard(who)

    @property
    def error(self) -> StoreError | None:
        """What fails at the moment; None when everybody can write."""
        with self._guard:
            return next(iter(self._errors.values()), None)

"""What is done from time to time beside the work: deleting what may go, and keeping timers right when the clock was put forward or back.

A clock that is wrong must not delete anything. So nothing is deleted before the clock has been right for a while, as far as anybody can
tell, and a large part of all conversations only when a person says so.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Wall, jumped
from bot.delivery.inbox import Inbox
from bot.delivery.outbox import Outbox
from bot.operations.retention import Retention
from bot.store import seen
from bot.store.store import Store

log = logging.getLogger(__name__)

LOOK_EVERY = 60.0
"""Seconds between two looks at the clock."""
TIDY_EVERY = 3600.0
BELIEVED = timedelta(hours=1)
"""How long the clock must have gone on without a jump, and a bot looked at it, before anything is deleted by it."""
STRAYS = timedelta(minutes=1)
"""What the clock may differ from time going by, from one look to the next."""


@dataclass
class Upkeep:
    """One worker's. Methods raise StoreError, and are done again."""

    store: Store
    retention: Retention
    alarm: Callable[[str], None]
    monotonic: Callable[[], float] = time.monotonic
    tidied: float | None = None
    _since: datetime | None = None
    _looked: tuple[datetime, float] | None = None
    _followed: timedelta = timedelta(0)

    def look(self, clock: Wall) -> None:
        """Once a minute, and whenever the clock was put forward or back: what waits goes with it."""
        now, at = clock(), self.monotonic()
        if jumped(clock) != self._followed:
            self._follow(jumped(clock) - self._followed, now)
        strayed = self._strayed(now, at)
        if self._looked and not strayed and at - self._looked[1] < LOOK_EVERY:
            return
        Inbox(self.store).wait_anew(now)
        Outbox(self.store).wait_anew(now)
        self._since = seen.note(self.store, now, jumped=strayed)
        self._looked = (now, at)

    def _follow(self, by: timedelta, now: datetime) -> None:
        log.warning("the clock has jumped by %s; timers go with it", by)
        if by > timedelta(0):
            Inbox(self.store).shift_timers(by, now - by)
        self._followed += by
        self.alarm("clock")

    def _strayed(self, now: datetime, at: float) -> bool:
        if self._looked is None:
            return False
        before, looked = self._looked
        return abs(now - before - timedelta(seconds=at - looked)) > STRAYS

    def tidy(self, clock: Wall) -> None:
        """Deletes some of what may go, once an hour until it is all. Never all at once, and never by a clock that nobody believes."""
        at = self.monotonic()
        if self.tidied is not None and at - self.tidied < TIDY_EVERY:
            return
        self.look(clock)
        now = clock()
        if self._since is None or now - self._since < BELIEVED or self._strayed(now, at):
            return
        if share := self.retention.too_much(self.store, now):
            log.error("%d of %d conversations would go; `partwell purge` asks whether they may", share.quiet, share.all)
            self.alarm("purge")
            self.tidied = at
        elif self.retention.tidy(self.store, now):
            self.tidied = at

"""A clock that does not jump: it goes on as time goes by, and follows the machine's clock only where that can be believed.

A clock that is put an hour back stops everything that was due, one that is put forward calls everything overdue. Both happen, for
seconds, when a machine starts, wakes up, or is set by hand.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

log = logging.getLogger(__name__)

Wall = Callable[[], datetime]
STEP = timedelta(seconds=2)
"""What a clock may be off: it is followed at once, since machines set their clocks by such steps all the time."""
HELD = timedelta(minutes=5)
"""How long a machine has to stay with a new time before it is believed."""


class Jump(NamedTuple):
    """How far the machine's clock is from ours, and since when on the monotonic clock."""

    by: timedelta
    since: float


class Steady:
    """Call it for the time. From any thread. `jumped` adds up what it has followed by jumping itself."""

    def __init__(self, wall: Wall, monotonic: Callable[[], float] = time.monotonic, held: timedelta = HELD) -> None:
        self._wall, self._monotonic, self._held = wall, monotonic, held
        self._guard = threading.Lock()
        self._set, self._set_at = wall(), monotonic()
        self._jump: Jump | None = None
        self.jumped = timedelta(0)

    def __call__(self) -> datetime:
        """What time it is."""
        with self._guard:
            at, wall = self._monotonic(), self._wall()
            now = self._set + timedelta(seconds=at - self._set_at)
            if abs(wall - now) > STEP and not self._believed(Jump(wall - now, at)):
                return now
            self._set, self._set_at, self._jump = wall, at, None
            return wall

    def _believed(self, jump: Jump) -> bool:
        """Whether the machine has stayed with its new time for long enough."""
        if self._jump is None or abs(self._jump.by - jump.by) > STEP:
            log.warning("the machine's clock jumped by %s; it is followed when it stays so for %s", jump.by, self._held)
            self._jump = jump
        if jump.since - self._jump.since < self._held.total_seconds():
            return False
        self.jumped += jump.by
        return True


def jumped(clock: Wall) -> timedelta:
    """How far a clock has jumped by itself; one that is not steady does not know."""
    return clock.jumped if isinstance(clock, Steady) else timedelta(0)

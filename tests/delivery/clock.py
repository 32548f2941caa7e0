"""Clocks for tests: one that stands still until it is told to go on, and one that is put forward and back under several processes."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

SECONDS = struct.Struct("d")


@dataclass
class Clock:
    """Call it for the time."""

    now: datetime = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Time goes by."""
        self.now += timedelta(seconds=seconds)


class Shift:
    """How much a machine's clock is wrong, in a file that several processes look at. Call it for the time."""

    def __init__(self, file: Path) -> None:
        self._file = file
        with file.open("a+b") as shared:
            if not shared.tell():
                shared.write(SECONDS.pack(0.0))
                shared.flush()
            self._memory = mmap.mmap(shared.fileno(), SECONDS.size)

    @property
    def by(self) -> float:
        """Seconds."""
        found: float = SECONDS.unpack(self._memory[:])[0]
        return found

    @by.setter
    def by(self, seconds: float) -> None:
        self._memory[:] = SECONDS.pack(seconds)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.by)

"""What a sender has in hand: a row until its lease ends, and whoever posts it."""

from __future__ import annotations

import asyncio
import contextlib
import math
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.delivery.outbox import Held, Result

LIMIT = 20.0
"""Seconds that a row may take, looking for it included."""


@dataclass
class Attempt:
    """One try to send a row. `called` is when the call began that makes the message; before that, nothing can have happened.

    `ends` is when the lease does, on the event loop's clock: the other one can be put forward and back.
    """

    held: Held
    ends: float = math.inf
    called: datetime | None = None
    limit: asyncio.Timeout = field(default_factory=lambda: asyncio.timeout(LIMIT))

    def hang_up(self) -> None:
        """Wait no longer."""
        with contextlib.suppress(RuntimeError):  # it is over already
            self.limit.reschedule(0)


class Poster(Protocol):
    """Where rows of the outbox go: a channel says how."""

    async def send(self, held: Held, attempt: Attempt | None = None) -> Result | None:
        """What came of a row; None when the lease ran out: then it is another's."""

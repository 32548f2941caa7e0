"""Everything that runs beside Slack's connection in one process: intake, worker, sender, each waking the next.

intake ─ inbox ─→ worker (a thread) ─ outbox ─→ sender
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from bot.delivery.inbox import Inbox
from bot.delivery.intake import Intake, Told
from bot.delivery.items import Item, Outgoing
from bot.delivery.leases import Poster
from bot.delivery.outbox import Outbox, Terms
from bot.delivery.sender import LEASE, PACE, Sender, holder
from bot.delivery.single_instance import single_instance
from bot.delivery.worker import Alarm, Apology, Chores, Handler, Worker, ignored
from bot.operations.retention import USUAL, Retention
from bot.operations.upkeep import Upkeep
from bot.store.store import Store, StoreError

log = logging.getLogger(__name__)

Offline = Callable[[Item, StoreError], Sequence[Outgoing]]
"""What to say to an item while the store is away. Called in a thread."""
PATIENCE = 2.0
"""Seconds that a stop waits for what the worker, and then the sender, has in hand."""


def nothing(_item: Item, _error: StoreError) -> Sequence[Outgoing]:
    """Silence while the store is away."""
    return ()


def alone(chores: Chores) -> Chores:
    """Nothing besides."""
    return chores


@dataclass
class Service:
    """`async with` it: on leaving, what is in hand is finished and the rest is left for the next start."""

    store: Store
    handlers: Mapping[str, Handler]
    poster: Poster
    clock: Callable[[], datetime]
    apologise: Apology | None = None
    alarm: Alarm = ignored
    offline: Offline = nothing
    lease: timedelta = LEASE
    pace: timedelta = PACE
    retention: Retention = USUAL
    following: Callable[[Chores], Chores] = alone
    """what the worker does beside its work, besides upkeep: following what editors publish"""
    _open: ExitStack = field(default_factory=ExitStack)

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self.store.failing.alarm = self.alarm
        self._open.enter_context(single_instance(self.store, self.clock()))
        terms = Terms(holder(), self.lease, self.pace)
        self.sender = Sender(Outbox(self.store), self.poster, self.clock, self.alarm, terms)
        self.upkeep = Upkeep(self.store, self.retention, self.alarm)
        self.worker = Worker(self.store, self.handlers, self.clock, self.apologise, self.alarm, self.following(self.upkeep))
        self.worker.posted = lambda: loop.call_soon_threadsafe(self.sender.wake)
        self.intake = Intake(Inbox(self.store), self.clock, self.worker.wake, self._tell, lambda: self.store.late("intake"))
        self._thread = threading.Thread(target=self.worker.run, name="worker", daemon=True)
        self._thread.start()
        self._sending = asyncio.create_task(self.sender.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.intake.close()
        self.worker.stop()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await asyncio.gather(asyncio.to_thread(self._thread.join, PATIENCE), asyncio.to_thread(self.intake.join))
        self.sender.stop()
        try:
            async with asyncio.timeout(PATIENCE):
                await self._sending
        except TimeoutError:
            log.warning("some messages were still under way; the next start looks after them")
        finally:
            self._open.close()

    async def _tell(self, item: Item, error: StoreError) -> Told:
        told: Told = {}
        for outgoing in await asyncio.to_thread(self.offline, item, error):
            if message := await self.sender.say(outgoing):
                told[outgoing.key] = [message.channel, message.ts]
        return told

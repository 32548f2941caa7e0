"""The sender: takes what waits in the outbox and has it posted, in order within a channel, several channels at once.

It takes a row only when it has a hand free for it, so a lease never waits behind another post. What became of rows and what comes
next is one transaction; rows that are ready at the same moment share it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.items import Outgoing
from bot.slack.posting import ClientFor, Poster
from bot.store.errors import StoreError
from bot.store.outbox import POSTS, Again, Held, Message, Outbox, Result, Sent, Terms

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
PACE = timedelta(seconds=1)
HANDS = 8
"""Posts under way at once."""
POLL = 0.5
"""Seconds until one looks for what other processes put in."""
STORE_PAUSE = 1.0


def holder() -> str:
    """A name that no other sender has."""
    return f"{os.getpid()}-{uuid.uuid4().hex[:8]}"


@dataclass
class Sender:
    """One event loop's sender."""

    outbox: Outbox
    client_for: ClientFor
    clock: Callable[[], datetime]
    alarm: Callable[[str], None] = lambda _name: None
    terms: Terms = field(default_factory=lambda: Terms(holder(), LEASE, PACE))
    hands: int = HANDS
    poll: float = POLL

    def __post_init__(self) -> None:
        self._poster = Poster(self.client_for, self.clock, self.alarm)
        self._bell = asyncio.Event()
        self._results: list[Result] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False

    def wake(self) -> None:
        """Something may wait to be sent. On the event loop."""
        self._bell.set()

    def stop(self) -> None:
        """Finish what is in hand, then leave `run`. On the event loop."""
        self._stopping = True
        self._bell.set()

    async def run(self) -> None:
        """Send until `stop`. Waits out a database that is away. When it is cancelled, what it holds is free for others at once."""
        try:
            with ThreadPoolExecutor(1, "sender") as thread:
                while True:
                    self._bell.clear()
                    await self._exchange(thread)
                    if self._stopping and not self._tasks and not self._results:
                        return
                    with contextlib.suppress(TimeoutError):
                        # not `wait_for`: in Python 3.11 it can swallow a cancellation
                        async with asyncio.timeout(self.poll):
                            await self._bell.wait()
        finally:
            for task in self._tasks:
                task.cancel()
            with contextlib.suppress(StoreError):
                self.outbox.free(self.terms.holder, self.clock())

    async def _exchange(self, thread: ThreadPoolExecutor) -> None:
        """Hand in results, take as many rows as there are hands free."""
        results, self._results = self._results, []
        free = 0 if self._stopping else self.hands - len(self._tasks)
        if not results and not free:
            return
        loop = asyncio.get_running_loop()
        try:
            rows = await loop.run_in_executor(thread, self.outbox.exchange, self.terms, self.clock(), free, results)
        except Exception as error:  # noqa: BLE001  (the sender outlives its own mistakes)
            self._results = [*results, *self._results]
            await self._pause(error)
            return
        for held in rows:
            task = asyncio.create_task(self._send(held))
            self._tasks.add(task)
            task.add_done_callback(self._finished)

    async def _pause(self, error: Exception) -> None:
        if isinstance(error, StoreError):
            log.warning("the store is away: %s", error)
        else:
            log.error("the sender failed", exc_info=error)
            self.alarm("sender")
        await asyncio.sleep(STORE_PAUSE)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._bell.set()

    async def _send(self, held: Held) -> None:
        result = await self._poster.send(held)
        if result:
            self._results.append(result)
            self._wake_for(result)

    def _wake_for(self, result: Result) -> None:
        """Look again when the next in this channel is due."""
        loop = asyncio.get_running_loop()
        if isinstance(result, Again):
            loop.call_later(max(0.0, (result.due - self.clock()).total_seconds()), self._bell.set)
        elif isinstance(result, Sent) and result.held.outgoing.method in POSTS:
            loop.call_later(self.terms.pace.total_seconds(), self._bell.set)

    async def say(self, outgoing: Outgoing) -> Message | None:
        """Post past the outbox, while the database is away. None when Slack does not take it."""
        now = self.clock()
        held = Held(0, outgoing, None, orphan=False, doubtful=False, attempts=1, created=now, lease=now + self.terms.lease)
        match await self._poster.send(held):
            case Sent(_, str(channel), str(ts)):
                return Message(channel, ts)
        return None

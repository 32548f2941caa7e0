"""The sender: takes what waits in the outbox and has it posted, in order within a channel, several channels at once.

It takes a row only when it has a hand free for it, so a lease never waits behind another post. A call that Slack takes its time for
gives its hand back: however many channels hang, the others do not wait for them. What became of rows and what comes next is one
transaction; rows that are ready at the same moment share it.
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
from functools import partial

from bot.delivery.items import Outgoing
from bot.delivery.leases import Attempt, Poster
from bot.delivery.outbox import POSTS, Again, Held, Message, Outbox, Result, Sent, Still, Terms
from bot.store.errors import StoreError

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
PACE = timedelta(seconds=1)
HANDS = 32
"""Posts under way at once that Slack is not slow with."""
SLOW = 0.2
"""Seconds after which a call is a slow one, and its hand free for another channel."""
MOST_SLOW = 64
"""Slow calls at once; when there are more, one hangs up on the longest of them."""
POLL = 0.5
"""Seconds until one looks for what other processes put in."""
STORE_PAUSE = 1.0
LET_GO = 0.5
"""Seconds to say in the end that what is held is free."""


def holder() -> str:
    """A name that no other sender has."""
    return f"{os.getpid()}-{uuid.uuid4().hex[:8]}"


@dataclass
class Sender:
    """One event loop's sender."""

    outbox: Outbox
    poster: Poster
    clock: Callable[[], datetime]
    alarm: Callable[[str], None] = lambda _name: None
    terms: Terms = field(default_factory=lambda: Terms(holder(), LEASE, PACE))
    hands: int = HANDS
    poll: float = POLL

    def __post_init__(self) -> None:
        self._bell = asyncio.Event()
        self._results: list[Result] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: dict[int, Attempt] = {}
        self._slow: dict[int, Attempt] = {}
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
        thread = ThreadPoolExecutor(1, "sender")
        try:
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
            await self._let_go(thread)

    async def _let_go(self, thread: ThreadPoolExecutor) -> None:
        """Of what it holds; not when the database hangs, then the leases end by themselves."""
        hanging = {row: attempt.called for row, attempt in self._held.items() if attempt.called}
        for task in self._tasks:
            task.cancel()
        with contextlib.suppress(StoreError, TimeoutError):
            async with asyncio.timeout(LET_GO):
                free = partial(self.outbox.free, self.terms.holder, self.clock(), hanging)
                await asyncio.get_running_loop().run_in_executor(thread, free)
        thread.shutdown(wait=False)

    async def _exchange(self, thread: ThreadPoolExecutor) -> None:
        """Hand in results, take as many rows as there are hands free."""
        loop = asyncio.get_running_loop()
        begins, ends = loop.time(), loop.time() + self.terms.lease.total_seconds()
        kept = self._keep_on(begins)
        results, self._results = [*kept, *self._results], []
        free = 0 if self._stopping else max(0, self.hands - len(self._held) + len(self._slow))
        if not results and not free:
            return
        mine = frozenset(self._held)
        try:
            rows = await loop.run_in_executor(thread, self.outbox.exchange, self.terms, self.clock(), free, results, mine)
        except Exception as error:  # noqa: BLE001  (the sender outlives its own mistakes)
            self._results = [*results[len(kept) :], *self._results]
            await self._pause(error)
            return
        for still in kept:
            self._held.get(still.held.id, Attempt(still.held)).ends = ends
        for held in rows:
            self._begin(Attempt(held, ends))

    def _keep_on(self, now: float) -> list[Still]:
        """What is in hand for so long that its lease has to begin anew."""
        soon = now + self.terms.lease.total_seconds() * 2 / 3
        return [Still(attempt.held, attempt.called) for attempt in self._held.values() if attempt.ends < soon]

    def _begin(self, attempt: Attempt) -> None:
        self._held[attempt.held.id] = attempt
        task = asyncio.create_task(self._send(attempt))
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

    async def _send(self, attempt: Attempt) -> None:
        row = attempt.held.id
        slow = asyncio.get_running_loop().call_later(SLOW, self._slows, row, attempt)
        try:
            result = await self.poster.send(attempt.held, attempt)
        finally:
            slow.cancel()
        del self._held[row]
        self._slow.pop(row, None)
        if result:
            self._results.append(result)
            self._wake_for(result)

    def _slows(self, row: int, attempt: Attempt) -> None:
        """Slack takes its time: the hand is free, and who finds the row without us knows that Slack may be at it still."""
        self._slow[row] = attempt
        self._results.append(Still(attempt.held, attempt.called))
        if len(self._slow) > MOST_SLOW:
            next(iter(self._slow.values())).hang_up()
        self._bell.set()

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
        match await self.poster.send(held):
            case Sent(_, str(channel), str(ts)):
                return Message(channel, ts)
        return None

"""The intake: what arrives is on the disk before anybody acknowledges it. What arrives together is written together.

While the database is away nothing is acknowledged, so Slack will come again; the customer is answered all the same (N13), and when
the database is back the item is kept with a note of what was told already, so that the answer is recorded and not said again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.delivery.inbox import Inbox
from bot.delivery.items import ESCAPED, Item, escaped
from bot.store.errors import StoreError

log = logging.getLogger(__name__)

Result = TypeVar("Result")
Told = dict[str, list[str]]
"""By the key of an Outgoing, channel and ts of the message."""
Tell = Callable[[Item, StoreError], Awaitable[Told]]
"""Answers an item past the store."""

MOST_ASIDE = 1000
"""Items that are answered past the store, at most; the others wait for Slack to come again."""
ACK = 2.0
"""Seconds that a request waits for being kept: Slack gives three, and comes again. It is kept all the same when the database is back."""
AGAIN = 1.0
"""Seconds until the database is tried again."""
PROVEN = 1.0
"""Seconds for which it is taken as read that something can be kept, or that nothing can: whoever asks often writes no more often."""


async def silence(_item: Item, _error: StoreError) -> Told:
    """No answer past the store."""
    return {}


def late() -> StoreError:
    """What is said to somebody who waited long enough."""
    return StoreError("unreachable", "the database does not answer in time")


@dataclass
class Intake:
    """One transaction at a time; who comes while it runs goes into the next one. For one event loop.

    `arrived` is called when something new is in the inbox.
    """

    inbox: Inbox
    clock: Callable[[], datetime]
    arrived: Callable[[], None]
    tell: Tell = silence
    late: Callable[[], StoreError] = late
    _waiting: list[tuple[Sequence[Item], asyncio.Future[list[bool]]]] = field(default_factory=list)
    _aside: dict[str, asyncio.Task[Item]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _writing: bool = False
    _trying: bool = False
    _proof: asyncio.Future[None] | None = None
    _proved: float = 0.0
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "intake"))

    async def receive(self, items: Sequence[Item]) -> list[bool]:
        """Keeps items; says of each whether it was new. When this returns they are on the disk.

        Raises StoreError, also when that takes too long: they may be kept then, and are once however often they come.
        """
        kept: asyncio.Future[list[bool]] = asyncio.get_running_loop().create_future()
        self._waiting.append((items, kept))
        if not self._writing:
            self._writing = True
            self._start(self._write())
        return await self._soon(kept)

    async def promise(self, item: Item, wait: timedelta) -> None:
        """Keeps an item that lacks something; it waits so long for it at most. Raises StoreError."""
        now = self.clock()
        await self._soon(self._alone(self.inbox.promise, item, now + wait, now))

    async def complete(self, item: Item) -> None:
        """Gives a promised item what it lacked. Raises StoreError: then it is worked off without."""
        await self._alone(self.inbox.complete, item, self.clock())
        self.arrived()

    async def prove(self) -> None:
        """Tries whether something that arrives now could be kept; one try at a time, however many ask. Raises StoreError.

        It takes as long as the database does. Whoever cannot wait may go: the try goes on.
        """
        now = asyncio.get_running_loop().time()
        if self._proof is None or (self._proof.done() and now - self._proved > PROVEN):
            self._proof = asyncio.ensure_future(self._alone(self.inbox.probe, self.clock()))
            self._proof.add_done_callback(self._note_proof)
        await asyncio.shield(self._proof)

    def _note_proof(self, proof: asyncio.Future[None]) -> None:
        self._proved = asyncio.get_running_loop().time()
        if not proof.cancelled():
            proof.exception()  # also when nobody waits for it any more

    async def _soon(self, kept: Awaitable[Result]) -> Result:
        try:
            async with asyncio.timeout(ACK):
                return await kept
        except TimeoutError:
            self._try_again()  # whether it answers again shows in nothing else
            raise self.late() from None

    async def _alone(self, write: Callable[..., object], *values: object) -> None:
        try:
            await self._in_thread(write, *values)
        except StoreError:
            self._try_again()
            raise

    async def _write(self) -> None:
        try:
            while self._waiting:
                together, self._waiting = self._waiting, []
                try:
                    new = await self._keep([item for items, _ in together for item in items])
                except Exception as error:  # noqa: BLE001  (each who waits gets it)
                    for items, kept in together:
                        _answer(kept, error)
                        self._put_aside(items, error)
                else:
                    rest = iter(new)
                    for items, kept in together:
                        _answer(kept, [next(rest) for _ in items])
        finally:
            self._writing = False

    async def _keep(self, items: list[Item]) -> list[bool]:
        """Those that were put aside come first: they carry what was told already."""
        being_told = [item.key for item in items if item.key in self._aside and not self._aside[item.key].done()]
        if being_told:
            raise StoreError("locked", "an answer is on its way past the database")
        aside = [task.result() for task in self._aside.values() if task.done()]
        new = await self._kept([*aside, *items])
        for item in aside:
            del self._aside[item.key]
        if any(new):
            self.arrived()
        return new[len(aside) :]

    async def _kept(self, items: list[Item]) -> list[bool]:
        """Together; when one of them cannot be kept as it is, each alone, and that one as text. Raises StoreError."""
        try:
            return await self._in_thread(self.inbox.receive, items, self.clock())
        except StoreError:
            raise
        except Exception:
            if len(items) > 1:
                return [new for item in items for new in await self._kept([item])]
            if not items or ESCAPED in items[0].data:
                raise
            log.exception("an item of the kind %s cannot be kept as it is", items[0].kind)
        return await self._kept([escaped(items[0])])

    async def _in_thread(self, write: Callable[..., Result], *values: object) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, write, *values)

    def _put_aside(self, items: Sequence[Item], error: Exception) -> None:
        """Have them answered past the store, and try to keep them from time to time."""
        if not isinstance(error, StoreError):
            return
        self._try_again()
        for item in items:
            if item.key not in self._aside and len(self._aside) < MOST_ASIDE:
                self._aside[item.key] = asyncio.create_task(self._told(item, error))

    async def _told(self, item: Item, error: StoreError) -> Item:
        try:
            told = await self.tell(item, error)
        except Exception:
            log.exception("%s could not be answered past the store", item.key)
            told = {}
        return replace(item, data={**item.data, "told": told}) if told else item

    def _try_again(self) -> None:
        if not self._trying:
            self._trying = True
            self._start(self._until_kept())

    async def _until_kept(self) -> None:
        """Tries from time to time, also when nothing is to be kept: whether the store is back shows in nothing else."""
        try:
            while True:
                await asyncio.sleep(AGAIN)
                try:
                    if self._aside:
                        await self.receive([])
                    else:
                        await self._in_thread(self.inbox.probe, self.clock())
                except StoreError as error:
                    log.warning("the store is away: %s", error)
                else:
                    if not self._aside:
                        return
        finally:
            self._trying = False

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Stops what runs; the thread ends when the database lets it go."""
        for task in [*self._tasks, *self._aside.values()]:
            task.cancel()
        self._thread.shutdown(wait=False)

    def join(self) -> None:
        """Waits for the thread's end, after `close`."""
        self._thread.shutdown()


def _answer(kept: asyncio.Future[list[bool]], answer: list[bool] | Exception) -> None:
    if kept.done():  # who gave up waiting needs no answer
        return
    if isinstance(answer, Exception):
        kept.set_exception(answer)
    else:
        kept.set_result(answer)

"""The worker: takes what happened from the inbox and has it handled, each item once and in order within its conversation.

A handler's effects, the item's done mark and what is to be sent are one transaction. A handler that fails is tried again, with
longer and longer pauses; at last the item is put aside, the customer gets an apology with a reference, and an alarm is raised.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot import logs
from bot.delivery.inbox import Batch, Inbox, Taken
from bot.delivery.items import ESCAPED, Item
from bot.delivery.work import Work
from bot.store.store import Store, StoreError

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Handler = Callable[[Item, Work], None]
Apology = Callable[[Item, Work, str], None]
"""Posts the apology for an item, with this reference."""
Alarm = Callable[[str], None]
"""Counts something that a person has to look at: `dead_letter`, `outbox_failed`, …"""

GROUP = 8
"""Items in one transaction."""
GROUP_SECONDS = 0.02
"""… as long as it does not hold SQLite's one writer longer than that: what arrives has to be written too."""
PAUSES = (0.2, 0.5, 1.0, 3.0)
"""Seconds before an item is tried again; after the last it is put aside."""
POLL = 0.5
"""Seconds until one looks for what other processes put in, and for timers."""
PAUSES_OF_STORE = (0.05, 0.2, 1.0, 5.0)
"""Seconds to wait for a database that is away."""


def ignored(_name: str) -> None:
    """An alarm that nobody counts."""


class Chores(Protocol):
    """What a worker does from time to time beside its work. Methods raise StoreError, and are done again."""

    def look(self, clock: Clock) -> None:
        """Before each transaction of work."""

    def tidy(self, clock: Clock) -> None:
        """While there is nothing to work off."""


class Nothing:
    """No chores."""

    def look(self, clock: Clock) -> None:
        """Looks at nothing."""

    def tidy(self, clock: Clock) -> None:
        """Tidies nothing."""


class Unkept(Exception):
    """An item could not be kept as it came: nothing would be gained by trying it again."""


@dataclass
class Worker:
    """Handlers by the kind of item. `clock` gives moments with a time zone. `posted` is called when there is something to send."""

    store: Store
    handlers: Mapping[str, Handler]
    clock: Clock
    apologise: Apology | None = None
    alarm: Alarm = ignored
    chores: Chores = field(default_factory=Nothing)
    posted: Callable[[], object] = lambda: None
    poll: float = POLL
    _bell: threading.Event = field(default_factory=threading.Event)
    _stopping: bool = False

    def wake(self) -> None:
        """Something may have arrived. From any thread."""
        self._bell.set()

    def stop(self) -> None:
        """Finish what is in hand, then leave `run`. From any thread."""
        self._stopping = True
        self._bell.set()

    def run(self) -> None:
        """Work until `stop`. Waits out a database that is away, and outlives its own mistakes."""
        failures = 0
        while not self._stopping:
            try:
                self.chores.look(self.clock)
                worked = self.work()
                if not worked:
                    self.chores.tidy(self.clock)
            except StoreError as error:
                log.log(logging.WARNING if failures else logging.ERROR, "the store is away: %s", error)
                failures = self._pause(failures)
            except Exception:
                log.exception("the worker failed")
                self.alarm("worker")
                failures = self._pause(failures)
            else:
                failures = 0
                if not worked:
                    self._sleep(self.poll)

    def _pause(self, failures: int) -> int:
        self._sleep(PAUSES_OF_STORE[min(failures, len(PAUSES_OF_STORE) - 1)])
        return failures + 1

    def _sleep(self, seconds: float) -> None:
        if not self._stopping:
            self._bell.wait(seconds)
        self._bell.clear()

    def work(self) -> int:
        """One transaction of work; how many items it looked at. Raises StoreError, and nothing happened."""
        self._bell.clear()
        works: list[Work] = []
        with Inbox(self.store).batch(self.clock(), GROUP) as batch:
            failed = self._handle_all(batch, works)
            if not failed:
                batch.commit()
        if failed:
            self._failed(failed[0].item.key, failed[1])
        elif any(work.posted for work in works):
            self.posted()
        return len(batch.taken)

    def _handle_all(self, batch: Batch, works: list[Work]) -> tuple[Taken, Exception] | None:
        """Handle as many as there is time for; the first that fails, if one does: then nothing may be committed."""
        end = time.monotonic() + GROUP_SECONDS
        for taken in batch.taken:
            work = Work(self.store, batch.connection, taken.item, batch.now)
            try:
                self._handle(work)
            except StoreError:
                raise
            except Exception as error:  # noqa: BLE001  (whatever a handler raises must not stop the others)
                return taken, error
            batch.done(taken, work.then)
            works.append(work)
            if self.store.has_one_writer and time.monotonic() > end:
                break
        return None

    def _handle(self, work: Work) -> None:
        if ESCAPED in work.item.data:
            raise Unkept
        try:
            with logs.about(kind=work.item.kind, conversation=logs.mark(work.item.conversation)):
                self.handlers[work.item.kind](work.item, work)
        except (DBAPIError, PoolTimeout):
            with self.store.explained():
                raise

    def _failed(self, key: str, error: Exception) -> None:
        """Put it back for later, or aside when it failed too often."""
        now, dead = self.clock(), False
        with Inbox(self.store).batch(now, 1, key) as batch:
            for taken in batch.taken:
                reference, dead = reference_of(key), taken.attempts >= len(PAUSES) or isinstance(error, Unkept)
                about = logs.of(reference=reference, kind=taken.item.kind, conversation=logs.mark(taken.item.conversation))
                log.error("reference %s: failed, attempt %d", reference, taken.attempts + 1, exc_info=error, extra=about)
                if dead:
                    batch.dead(taken, logs.error_location(error))
                    self._apologise(batch, taken.item, reference)
                else:
                    batch.later(taken, now + timedelta(seconds=PAUSES[taken.attempts]), logs.error_location(error))
            batch.commit()
        if dead:
            self.alarm("dead_letter")
            self.posted()

    def _apologise(self, batch: Batch, item: Item, reference: str) -> None:
        if self.apologise is None:
            return
        try:
            with batch.connection.begin_nested():
                self.apologise(item, Work(self.store, batch.connection, item, batch.now), reference)
        except StoreError:
            raise
        except Exception:
            log.exception("reference %s: nor could the apology be made", reference, extra=logs.of(reference=reference))


def reference_of(key: str) -> str:
    """A short reference that stands in the log and in the customer's message alike."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]

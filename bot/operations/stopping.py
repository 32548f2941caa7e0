"""How a process that runs is stopped: the first signal asks, the second does not, and neither waits longer than a few seconds.

Nothing is lost whenever a process ends, so what does not stop in time is ended: the next start looks after what was under way. A thread
of its own takes the signals, so it does not matter what the others wait for: a database, a lock, a log that nobody reads, or Python's
own end, which waits for every thread.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import connection
from typing import Any

log = logging.getLogger(__name__)

SECONDS = 4.5
"""From the signal to the end, whatever hangs; who sent it is told five."""
SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT})
INTERRUPT = signal.SIGUSR1
"""What wakes the main thread, whatever it waits for."""
SAYING = 0.2
"""Seconds for a last word in the log, which may hang too."""


class Stop:
    """Whether this process is to stop. From the moment that it is asked to it has `SECONDS` left."""

    def __init__(self, end: Callable[[int], Any] = os._exit) -> None:
        self.asked = False
        self._end, self._guard = end, threading.Lock()
        self._tell: Callable[[], object] = _interrupt

    def ask(self) -> None:
        """From now on the process is stopping. For any thread."""
        with self._guard:
            if self.asked:
                return
            self.asked = True
        late = threading.Timer(SECONDS, self._give_up)
        late.daemon = True  # a process that is done sooner does not wait for it
        late.start()
        with suppress(RuntimeError):  # what was to be told has ended just now
            self._tell()

    def take(self, numbers: Iterable[signal.Signals]) -> None:
        """Waits for signals, for ever."""
        while True:
            self.signalled(signal.sigwait(numbers))

    def signalled(self, number: int, *_: object) -> None:
        """The first one asks; the second one ends the process at once."""
        if self.asked:
            self._kill(128 + number)
        self.ask()

    def with_parent(self) -> None:
        """Waits for the end of the process that started this one, which is the end of this one too."""
        if parent := multiprocessing.parent_process():
            connection.wait([parent.sentinel])
            self.ask()

    async def governs(self, work: Callable[[asyncio.Event, asyncio.Event], Coroutine[Any, Any, None]]) -> None:
        """Does `work`, which is given two events. It sets the first once it has begun, and until then a stop cancels it. The second
        is set by a stop, and then it ends by itself.
        """
        loop, begun, asked = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
        self._tell = lambda: loop.call_soon_threadsafe(asked.set)
        if self.asked:
            asked.set()
        try:
            await _governed(work, begun, asked)
        finally:
            self._tell = _interrupt

    def _give_up(self) -> None:
        saying = threading.Thread(target=log.warning, args=("something did not stop in time; the next start looks after it",), daemon=True)
        saying.start()
        saying.join(SAYING)
        self._kill(0)

    def _kill(self, code: int) -> None:
        """Ends this process, and those that it started: one that hangs would not see that its parent is gone."""
        for child in multiprocessing.active_children():
            with suppress(OSError, ValueError):
                child.kill()
        self._end(code)


@contextmanager
def stoppable(taken: frozenset[signal.Signals] = SIGNALS) -> Iterator[Stop]:
    """For the main thread, from its beginning to its end: `taken` stop the process, and others of `SIGNALS` do not reach it.

    What is inside is interrupted when it is to stop, but for what `Stop.governs`.
    """
    stop = Stop()
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # and so in every thread from here on: they wait for the one that takes them
    for number in SIGNALS:  # where somebody lets one through all the same
        signal.signal(number, stop.signalled if number in taken else signal.SIG_IGN)
    signal.signal(INTERRUPT, signal.default_int_handler)
    for wait in (lambda: stop.take(taken), stop.with_parent):
        threading.Thread(target=wait, daemon=True).start()
    try:
        yield stop
    except KeyboardInterrupt:
        if not stop.asked:
            raise
        log.info("stopped before everything had begun")


def _interrupt() -> None:
    """KeyboardInterrupt in the main thread."""
    main = threading.main_thread().ident
    assert main
    signal.pthread_kill(main, INTERRUPT)


async def _governed(
    work: Callable[[asyncio.Event, asyncio.Event], Coroutine[Any, Any, None]], begun: asyncio.Event, asked: asyncio.Event
) -> None:
    working, waiting = asyncio.create_task(work(begun, asked)), asyncio.create_task(asked.wait())
    await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not working.done() and not begun.is_set():
        log.info("stopping before everything had begun")
        working.cancel()
        await asyncio.wait({working})
        if working.cancelled():
            return
    await working

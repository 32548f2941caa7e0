"""How a process that runs is stopped: the first signal asks, the second does not, and neither waits longer than a few seconds.

Nothing is lost whenever a process ends, so what does not stop in time is ended: the next start looks after what was under way.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable, Coroutine
from typing import Any

log = logging.getLogger(__name__)

SECONDS = 4.5
"""From the signal to the end, whatever hangs; who sent it is told five."""
SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Stop:
    """Set by SIGTERM and SIGINT; from then on the process has `SECONDS` left. A second signal ends it at once. For one event loop."""

    def __init__(self, end: Callable[[int], Any] = os._exit) -> None:
        self._event, self._end = asyncio.Event(), end
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._signalled, number)

    def _signalled(self, number: signal.Signals) -> None:
        if self._event.is_set():
            self._end(128 + number)
        self.ask()

    def ask(self) -> None:
        """From now on the process is stopping."""
        if not self._event.is_set():
            self._event.set()
            late = threading.Timer(SECONDS, self._give_up)
            late.daemon = True  # a process that is done sooner does not wait for it
            late.start()

    def _give_up(self) -> None:
        log.warning("something did not stop in time; the next start looks after it")
        self._end(0)

    async def wait(self) -> None:
        """Returns when the process is to stop."""
        await self._event.wait()

    async def governs(self, work: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
        """Does `work`, which sets the event it is given once it has begun, and then ends by itself. Until then a stop cancels it."""
        begun = asyncio.Event()
        task = asyncio.create_task(work(begun))
        asked = asyncio.create_task(self.wait())
        await asyncio.wait({task, asked}, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        if not task.done() and not begun.is_set():
            log.info("stopping before everything had begun")
            task.cancel()
            await asyncio.wait({task})
            if task.cancelled():
                return
        await task

"""The processes of `--workers` beside the first one. One that dies is followed by another, and all of them end with the first."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing.context import SpawnProcess
from typing import Any

log = logging.getLogger(__name__)

AGAIN = 5.0
"""Seconds until one that died is followed by another: what it died of may be there still."""
PATIENCE = 2.0
"""Seconds that a stop waits for one to finish what it has in hand; what is not finished is for the next start."""


@dataclass(frozen=True)
class Helpers:
    """So many processes that do `work`. `async with` `running` them."""

    count: int
    work: Callable[..., None]
    given: tuple[Any, ...] = ()
    again: float = AGAIN

    @asynccontextmanager
    async def running(self, alarm: Callable[[str], None]) -> AsyncIterator[None]:
        """Keeps them up while inside."""
        kept = [asyncio.create_task(self._keep_up(f"worker-{number}", alarm)) for number in range(2, self.count + 2)]
        try:
            yield
        finally:
            for each in kept:
                each.cancel()
            await asyncio.gather(*kept, return_exceptions=True)

    async def _keep_up(self, name: str, alarm: Callable[[str], None]) -> None:
        while True:
            try:
                log.error("%s ended with %s; another one follows", name, await self._one(name))
            except OSError:
                log.exception("%s cannot be started", name)
            alarm("helper")
            await asyncio.sleep(self.again)

    async def _one(self, name: str) -> int | None:
        """The exit code of a process, once it has ended. When this is cancelled, it is stopped."""
        process = multiprocessing.get_context("spawn").Process(target=self.work, args=self.given, name=name)
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, ())
        process.start()
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)  # the first start of all lets signals through (multiprocessing.resource_tracker)
        try:
            await _readable(process.sentinel)
        finally:
            await asyncio.to_thread(_end, process)
        return process.exitcode


def _end(process: SpawnProcess) -> None:
    process.terminate()
    process.join(PATIENCE)
    process.kill()
    process.join()


async def _readable(handle: int) -> None:
    """Returns when there is something to be read: of a process, that it has ended."""
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(handle, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(handle)

"""Waiting for what happens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def until(happened: Callable[[], object], seconds: float = 20) -> None:
    """Wait for it. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while True:
            if happened():
                return
            await asyncio.sleep(0.01)

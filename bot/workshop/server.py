"""The workshop on a port, inside a loop that runs already."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.channels.slack.transport.connections import Limited
from bot.operations.http import listening
from bot.workshop.app import Workshop, application


class _Patient(Limited):
    """A help page takes its time to come, and publishing to be answered."""

    reading_seconds = answering_seconds = 300.0


@asynccontextmanager
async def serving(shop: Workshop, host: str, port: int) -> AsyncIterator[str]:
    """The page's address, while inside. Raises OSError for a port that is taken."""
    shown = f"[{host}]" if ":" in host else host
    try:
        async with listening(application(shop, host), host, port, _Patient) as at:
            yield f"http://{shown}:{at}"
    finally:
        shop.norms.close()

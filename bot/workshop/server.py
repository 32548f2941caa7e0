"""The workshop on a port, inside a loop that runs already."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from bot.workshop.app import Workshop, application

SOON = 2
"""Seconds that a stop waits for a page that is under way."""


class _Server(uvicorn.Server):
    """Signals are the process's own business."""

    def install_signal_handlers(self) -> None:
        """None of its own."""


@asynccontextmanager
async def serving(shop: Workshop, host: str, port: int) -> AsyncIterator[str]:
    """The page's address, while inside. Raises OSError for a port that is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        config = uvicorn.Config(application(shop, host), log_config=None, access_log=False, timeout_graceful_shutdown=SOON, lifespan="off")
        server = _Server(config)
        running = asyncio.create_task(server._serve(sockets=[listening]))  # noqa: SLF001  (`serve` would take the signals)
        shown = f"[{host}]" if ":" in host else host
        try:
            yield f"http://{shown}:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running
            shop.norms.close()

"""The whole bot in a process of its own, as people run it: `partwell run`, with the sandbox as its Slack."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.sandbox.population import TEAM
from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import User
from tests.delivery.until import until


class Whole:
    """One such process, with its helpers when there are several `workers`. What it says goes to `log`."""

    def __init__(self, sandbox: Sandbox, database: str, cache: Path, log: Path, workers: int = 1) -> None:
        self.sandbox = sandbox
        self.process: Any = None
        self._log = log
        self._command = [sys.executable, "-m", "bot", "run", "--port", "0", "--database", database, "--workers", str(workers)]
        self._environment = {
            **os.environ,
            "PYTHONFAULTHANDLER": "1",
            "PARTWELL_CACHE": str(cache.resolve()),
            "PARTWELL_SLACK_BOT_TOKEN": sandbox.bot_token,
            "PARTWELL_SLACK_APP_TOKEN": sandbox.app_token,
            "PARTWELL_SLACK_URL": sandbox.api_url,
        }

    async def start(self, seconds: float = 300) -> None:
        """Start it, and wait until it is connected. Raises RuntimeError with what it said and where it stood."""
        before = set(self.sandbox.sockets.open)
        with self._log.open("wb") as log:
            self.process = await asyncio.to_thread(
                subprocess.Popen, self._command, env=self._environment, stdout=subprocess.DEVNULL, stderr=log
            )
        try:
            await until(lambda: set(self.sandbox.sockets.open) - before or self.process.poll() is not None, seconds)
        except TimeoutError:
            await self.end(signal.SIGABRT)
        if self.process.poll() is not None:
            raise RuntimeError(self._log.read_text()[-5000:])

    async def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop it, or kill it."""
        self.process.send_signal(how)
        await asyncio.to_thread(self.process.wait)

    def memory(self) -> float:
        """Resident memory in MB (Linux)."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def customers(sandbox: Sandbox, count: int) -> list[str]:
    """So many more customers, each with a direct message."""
    names = [f"U0C{number:05}" for number in range(count)]
    for name in names:
        sandbox.workspace.add_user(User(name, TEAM, name.lower(), "Customer"))
        sandbox.direct(name)
    return names


def keys(sandbox: Sandbox, user: str) -> Sequence[str]:
    """The keys of what the bot said to somebody, as it stands there."""
    messages = sandbox.channel(sandbox.direct(user)).messages.values()
    return [message["metadata"]["event_payload"]["key"] for message in messages if "metadata" in message]

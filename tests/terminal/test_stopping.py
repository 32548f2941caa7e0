"""A process of the bot is told to stop, in each phase of its life and beside a Slack that hangs: it is gone within five seconds."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.server import Sandbox
from tests.conftest import CACHE
from tests.worker.until import until

SECONDS = 5.0
BOTH = pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])


class Silent:
    """A Slack that takes every call and never answers."""

    def __init__(self) -> None:
        self.heard, self._writers = b"", []  # type: ignore[var-annotated]

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        while data := await reader.read(10_000):
            self.heard += data
        writer.close()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        async with server:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/"
            for writer in self._writers:
                writer.close()


@asynccontextmanager
async def started(url: str, folder: Path, bot: str = "xoxb-1", app: str = "xapp-1") -> AsyncIterator[Any]:
    """`partwell run` in a process of its own."""
    settings = {"CACHE": CACHE.resolve(), "DATA": folder, "SLACK_URL": url, "SLACK_BOT_TOKEN": bot, "SLACK_APP_TOKEN": app}
    environment = {**os.environ, **{f"PARTWELL_{name}": str(value) for name, value in settings.items()}}
    log = (folder / "log").open("wb")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", "--port", "0", env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=log
    )
    try:
        yield process
    finally:
        log.close()
        if process.returncode is None:
            process.kill()
            await process.wait()


def busy() -> float:
    """How many times longer things take on this machine at the moment."""
    return max(1.1, os.getloadavg()[0] / (os.cpu_count() or 1))


async def stopped(process: Any, *how: signal.Signals) -> int:
    """The exit code, once it has ended in time."""
    began = time.monotonic()
    for each in how:
        process.send_signal(each)
        await asyncio.sleep(0.2)
    async with asyncio.timeout(60):
        code: int = await process.wait()
    assert time.monotonic() - began < SECONDS * busy()
    return code


@BOTH
async def test_while_it_starts(tmp_path: Path, how: signal.Signals) -> None:
    async with Silent().open() as url, started(url, tmp_path) as process:
        await asyncio.sleep(0.5)
        assert await stopped(process, how) in {-signal.SIGTERM, -signal.SIGINT, 130}


@BOTH
async def test_while_it_connects_to_a_slack_that_hangs(tmp_path: Path, how: signal.Signals) -> None:
    slack = Silent()
    async with slack.open() as url, started(url, tmp_path) as process:
        await until(lambda: b"apps.connections.open" in slack.heard, 120)
        assert await stopped(process, how) == 0
    assert b"Traceback" not in (tmp_path / "log").read_bytes()


@pytest.mark.parametrize(("how", "most"), [((signal.SIGTERM,), SECONDS), ((signal.SIGINT, signal.SIGINT), 2.0)], ids=["once", "twice"])
async def test_while_a_post_hangs_and_a_second_time_at_once(tmp_path: Path, how: tuple[signal.Signals, ...], most: float) -> None:
    async with Sandbox(rate_limits=False) as sandbox:
        sandbox.recording = True
        sandbox.faults.slow("chat.postMessage", 60_000)
        async with started(sandbox.api_url, tmp_path, sandbox.bot_token, sandbox.app_token) as process:
            await until(lambda: bool(sandbox.sockets.open), 120)
            await sandbox.say("cancel octopus crm")
            await until(lambda: "chat.postMessage" in [method for method, _ in sandbox.calls], 60)
            began = time.monotonic()
            code = await stopped(process, *how)
            assert code in {0, 130}
            assert time.monotonic() - began < most * busy()

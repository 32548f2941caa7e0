"""A process of the bot is told to stop, in each phase of its life and beside a Slack that hangs: it is gone within five seconds."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.sandbox.server import Sandbox
from bot.store.schema import LOCK
from bot.understanding.shipped import PATH as MODEL
from tests.conftest import CACHE
from tests.delivery.until import until

SECONDS = 5.0
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
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
async def started(url: str, folder: Path, command: str = "run --port 0", log: Any = None, **changed: Any) -> AsyncIterator[Any]:
    """`partwell run` in a process of its own, or another command."""
    settings = {"CACHE": CACHE.resolve(), "DATA": folder, "SLACK_URL": url, **TOKENS, **changed}
    environment = {**os.environ, "TMPDIR": str(folder), **{f"PARTWELL_{name}": str(value) for name, value in settings.items()}}
    said = (folder / "log").open("wb")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *command.split()), env=environment, stdin=asyncio.subprocess.PIPE, stdout=said, stderr=log or said
    )
    try:
        yield process
    finally:
        said.close()
        if process.returncode is None:
            process.kill()
            await process.wait()


def tokens(sandbox: Sandbox) -> dict[str, str]:
    """The settings with which it is let in."""
    return {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}


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
        assert await stopped(process, how) in {0, -signal.SIGTERM, -signal.SIGINT, 130}


@BOTH
async def test_while_it_connects_to_a_slack_that_hangs(tmp_path: Path, how: signal.Signals) -> None:
    slack = Silent()
    async with slack.open() as url, started(url, tmp_path) as process:
        await until(lambda: b"apps.connections.open" in slack.heard, 120)
        assert await stopped(process, how) == 0
    assert b"Traceback" not in (tmp_path / "log").read_bytes()


@pytest.mark.parametrize(("how", "most"), [((signal.SIGTERM,), SECONDS), ((signal.SIGINT, signal.SIGINT), 2.0)], ids=["once", "twice"])
async def test_while_a_post_hangs_and_a_second_time_at_once(tmp_path: Path, how: tuple[signal.Signals, ...], most: float) -> None:
    async with Sandbox(app="Partwell", rate_limits=False) as sandbox:
        sandbox.recording = True
        sandbox.faults.slow("chat.postMessage", 60_000)
        async with started(sandbox.api_url, tmp_path, **tokens(sandbox)) as process:
            await until(lambda: bool(sandbox.sockets.open), 120)
            await sandbox.say("cancel octopus crm")
            await until(lambda: "chat.postMessage" in [method for method, _ in sandbox.calls], 60)
            began = time.monotonic()
            code = await stopped(process, *how)
            assert code in {0, 130}
            assert time.monotonic() - began < most * busy()


def said(folder: Path) -> str:
    return (folder / "log").read_text(encoding="utf-8", errors="replace")


@pytest.mark.usefixtures("interruptible")
@BOTH
async def test_while_a_model_is_trained(tmp_path: Path, how: signal.Signals) -> None:
    before = MODEL.read_bytes()
    async with started("http://127.0.0.1:1/api/", tmp_path, command="train") as process:
        await until(lambda: "training: encoding" in said(tmp_path), 120)
        assert await stopped(process, how) in {130, -signal.SIGTERM}
    assert "Traceback" not in said(tmp_path)
    assert MODEL.read_bytes() == before


async def test_while_a_database_does_not_answer(tmp_path: Path) -> None:
    database = Silent()
    async with database.open() as url:
        address = url.removeprefix("http://").removesuffix("/api/")
        async with started(url, tmp_path, DATABASE=f"postgresql://u@{address}/d") as process:
            await until(lambda: bool(database.heard), 120)
            assert await stopped(process, signal.SIGTERM) == 0
    assert "Traceback" not in said(tmp_path)


async def test_while_another_process_migrates(tmp_path: Path, postgres_url: str) -> None:
    async with await psycopg.AsyncConnection.connect(postgres_url) as other:
        await other.execute(f"SELECT pg_advisory_lock({LOCK})".encode())
        async with started("http://127.0.0.1:1/api/", tmp_path, DATABASE=postgres_url) as process:
            waits = b"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            async with asyncio.timeout(120):
                while (await (await other.execute(waits)).fetchone()) == (0,):  # noqa: ASYNC110  (PostgreSQL tells nobody)
                    await asyncio.sleep(0.05)
            assert await stopped(process, signal.SIGINT) == 0
    assert "Traceback" not in said(tmp_path)


def helpers_of(process: Any) -> list[int]:
    """The processes of `--workers`."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
    return [int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def is_there(pid: int) -> bool:
    with suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("killed", [False, True], ids=["told", "killed"])
async def test_with_helpers_of_which_one_hangs(tmp_path: Path, postgres_url: str, killed: bool) -> None:
    """One that hangs ends with its parent; when that was killed, those that do not hang do."""
    async with Sandbox(app="Partwell", rate_limits=False) as sandbox:
        several = {"DATABASE": postgres_url, **tokens(sandbox)}
        async with started(sandbox.api_url, tmp_path, command="run --port 0 --workers 3", **several) as process:
            await until(lambda: said(tmp_path).count("running;") == 3, 180)
            hangs, works = helpers = helpers_of(process)
            os.kill(hangs, signal.SIGSTOP)
            try:
                assert await stopped(process, signal.SIGKILL if killed else signal.SIGTERM) == (-signal.SIGKILL if killed else 0)
                await until(lambda: not is_there(works), SECONDS * busy())
                if not killed:
                    assert not any(map(is_there, helpers))
            finally:
                for each in filter(is_there, helpers):
                    os.kill(each, signal.SIGKILL)


async def test_while_nobody_reads_its_log(tmp_path: Path) -> None:
    """Whoever writes a line waits for ever then, the loop too."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with suppress(BlockingIOError):
        while True:
            os.write(writing, b"x" * 4096)
    with suppress(BlockingIOError):
        while True:
            os.write(writing, b"x")
    os.set_blocking(writing, True)
    async with started("http://127.0.0.1:1/api/", tmp_path, log=writing) as process:
        await until((tmp_path / "partwell.db").exists, 120)
        assert await stopped(process, signal.SIGTERM) == 0
    os.close(reading)
    os.close(writing)


HANGS_AT_THE_END = """
import threading, time
from bot.operations.stopping import stoppable

with stoppable() as stop:
    threading.Thread(target=time.sleep, args=(600,)).start()
    print("begun", flush=True)
    time.sleep(600)
"""


async def test_a_thread_that_hangs_when_everything_else_has_ended(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", HANGS_AT_THE_END, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    assert await process.stdout.readline() == b"begun\n"
    assert await stopped(process, signal.SIGTERM) == 0


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("how", ["end of input", signal.SIGTERM, signal.SIGINT])
async def test_a_chat_that_waits_for_a_word(tmp_path: Path, how: Any) -> None:
    async with started("http://127.0.0.1:1/api/", tmp_path, command="chat") as process:
        process.stdin.write(b"hello\n")
        await until(lambda: "automated" in said(tmp_path), 120)
        if how == "end of input":
            process.stdin.close()
            assert await stopped(process) == 0
        else:
            assert await stopped(process, how) in {-signal.SIGTERM, 130}
    assert "Traceback" not in said(tmp_path)

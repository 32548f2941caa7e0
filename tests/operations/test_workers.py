"""Processes of `--workers`: followed by others when they die, and ended with the one that started them."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.operations import workers
from bot.operations.stopping import stoppable
from bot.operations.workers import Helpers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

SECONDS = 30.0


def work(folder: Path) -> None:
    """Leaves a mark, and goes on until it is told to stop or its parent is gone."""
    Path(folder, str(os.getpid())).touch()
    with stoppable():
        time.sleep(3600)


def stubborn(folder: Path) -> None:
    """Does not listen."""
    with stoppable(frozenset()):
        Path(folder, str(os.getpid())).touch()
        time.sleep(3600)


def running(folder: Path) -> set[int]:
    """The processes that have left a mark and are there still."""
    return {int(mark.name) for mark in folder.iterdir() if Path(f"/proc/{mark.name}/stat").exists() and not zombie(mark.name)}


def zombie(pid: str) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"


async def until(wanted: Callable[[], bool]) -> None:
    async with asyncio.timeout(SECONDS):
        while not wanted():  # noqa: ASYNC110  (processes tell nobody)
            await asyncio.sleep(0.02)


async def test_one_that_dies_is_followed_by_another_with_an_alarm(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    alarms: list[str] = []
    async with Helpers(2, work, (tmp_path,), again=0.01).running(alarms.append):
        await until(lambda: len(running(tmp_path)) == 2)
        assert alarms == []
        first, _ = before = running(tmp_path)
        os.kill(first, signal.SIGKILL)
        await until(lambda: len(running(tmp_path) - {first}) == 2)
        assert alarms == ["helper"]
        assert len(running(tmp_path) & before) == 1
        assert "ended with -9" in caplog.text
    assert running(tmp_path) == set()


async def test_one_that_does_not_stop_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "PATIENCE", 0.1)
    async with Helpers(1, stubborn, (tmp_path,)).running(print):
        await until(lambda: len(running(tmp_path)) == 1)
    assert running(tmp_path) == set()


async def test_none_outlives_the_one_that_started_it(tmp_path: Path) -> None:
    """Even one that was killed: a helper alone would work on unseen, beside the next start."""
    program = f"""
import asyncio
from pathlib import Path
from bot.operations.workers import Helpers
from tests.operations.test_workers import work

async def main():
    async with Helpers(2, work, (Path({str(tmp_path)!r}),)).running(print):
        await asyncio.Event().wait()

if __name__ == "__main__":
    asyncio.run(main())
"""
    script = tmp_path.with_suffix(".py")
    script.write_text(program, encoding="utf-8")
    root = Path(workers.__file__).parents[2]
    parent = await asyncio.create_subprocess_exec(sys.executable, str(script), env={**os.environ, "PYTHONPATH": str(root)})
    await until(lambda: len(running(tmp_path)) == 2)
    parent.kill()
    await parent.wait()
    await until(lambda: not running(tmp_path))

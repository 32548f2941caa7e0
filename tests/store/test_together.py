"""Threads and processes on one database."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

import bot
from bot.store.store import Record, Store

AT = datetime(2025, 3, 1, tzinfo=UTC)
ROOT = Path(bot.__file__).parents[1]
WORKER = Path(__file__).with_name("worker.py")


def start(*arguments: str) -> subprocess.Popen[str]:
    """A process of its own that uses the store."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "error", str(WORKER), *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finish(processes: list[subprocess.Popen[str]]) -> None:
    """All of them ended well, or what they said."""
    said = [(process.communicate(timeout=120)[0], process.returncode) for process in processes]
    assert said == [("", 0)] * len(processes)


def add_one(store: Store, name: str) -> None:
    """A turn that counts in the state what it found there."""
    with store.turn("shared") as turn:
        number = (turn.state or {"number": 0})["number"]
        turn.commit(Record(AT, {"number": number + 1}, [{"by": name, "found": number}, {"by": name, "found": number}]))


def assert_in_line(store: Store, turns: int) -> None:
    """Each turn found what the one before left, and its events lie together."""
    assert [event["found"] for event in store.events("shared")] == [n for n in range(turns) for _ in "12"]
    assert [(c.state, c.events) for c in store.conversations()] == [({"number": turns}, 2 * turns)]


def test_threads_take_turns(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: add_one(store, str(n)), range(40)))
    assert_in_line(store, 40)


def test_threads_take_turns_in_memory() -> None:
    with Store.open("sqlite://") as store:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda n: add_one(store, str(n)), range(20)))
        assert_in_line(store, 20)


def test_processes_take_turns(store_url: str, store: Store) -> None:
    finish([start("turns", store_url, "15") for _ in range(2)])
    assert_in_line(store, 30)


def test_four_processes_open_a_new_database_at_once(store_url: str) -> None:
    finish([start("turns", store_url, "3") for _ in range(4)])
    with Store.open(store_url) as store:
        assert_in_line(store, 12)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_opening_a_current_database_imports_no_alembic(kind: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue(f"{kind}_url")
    Store.open(url).close()
    finish([start("lean", url)])


def test_without_psycopg_it_says_what_to_install(tmp_path: Path) -> None:
    """A stand-in that cannot be imported, as when the extra is not installed."""
    (tmp_path / "psycopg.py").write_text("raise ModuleNotFoundError(name='psycopg')", encoding="utf-8")
    process = subprocess.run(
        [sys.executable, str(WORKER), "turns", "postgresql://user:secret@localhost/name", "1"],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    last = process.stderr.splitlines()[-1]
    assert last == "bot.store.errors.StoreError: driver_missing: PostgreSQL needs psycopg: pip install 'partwell[postgres]'"
    assert "secret" not in process.stderr

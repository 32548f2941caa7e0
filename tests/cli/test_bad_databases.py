"""Every command that reads the database, on every kind of file that is none or is not well: a sentence and an exit code, no traceback."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.delivery import outbox
from bot.delivery.inbox import Inbox
from bot.delivery.items import Item, Outgoing
from bot.store.store import Record, Store
from bot.store.tables import METADATA
from tests.cli.test_command_line import Shell

AT = datetime(2025, 3, 1, tzinfo=UTC)
COMMANDS = {
    "export": ["export", "U1"],
    "forget": ["forget", "U1", "--yes"],
    "purge": ["purge", "--all"],
    "desk": ["desk"],
    "a case at the desk": ["desk", "PW-7F3AQ2CXLM", "--json"],
    "receipt": ["receipt", "PW-7F3AQ2CXLM"],
    "unanswered": ["unanswered"],
    "outbox": ["outbox"],
    "retry": ["retry", "--all"],
    "drop": ["drop", "--all"],
    "doctor": ["doctor"],
}
TOKENS = {"PARTWELL_SLACK_BOT_TOKEN": "xoxb-1", "PARTWELL_SLACK_APP_TOKEN": "xapp-1", "PARTWELL_SLACK_URL": "http://127.0.0.1:1/api/"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which there is something of everything."""
    path = tmp_path_factory.mktemp("whole") / "partwell.db"
    with Store.open(f"sqlite:///{path}") as store:
        for number in range(30):
            with store.turn(f"T1/C{number}/-/U1") as turn:
                turn.commit(Record(AT, {"slots": {}}, [{"event": "user", "text": "x" * 3000}]))
        Inbox(store).receive([Item("a", "T1/dm/-/U1", "1", "message", "T1", "D1", "U1", None, {"text": "x"})], AT)
        with store.writing() as connection:
            outbox.add(connection, "T1/dm/-/U1", Outgoing("k", "T1", "D1", "chat.postMessage", {"text": "x"}), AT)
            connection.commit()
    return path


def torn(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\x5a" * (len(whole) - 4096))


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:6000])


def only_a_head(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def text(path: Path) -> None:
    path.write_text("Dear customer,\n" * 1000)


def someone_elses(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE conversation (name TEXT)")


def without_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for table in METADATA.tables:
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.commit()


def other_columns(path: Path) -> None:
    without_tables(path)
    with closing(sqlite3.connect(path)) as connection:
        for table in METADATA.tables:
            connection.execute(f"CREATE TABLE {table} (something TEXT)")
        connection.commit()


def version(number: object) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (number,))
            connection.commit()

    return write


def no_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM alembic_version")
        connection.commit()


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_device(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/null")


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def a_link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


def unreadable(path: Path) -> None:
    path.chmod(0)


BAD: dict[str, Callable[[Path], None]] = {
    "torn": torn,
    "cut short": cut_short,
    "only a head": only_a_head,
    "text": text,
    "somebody else's": someone_elses,
    "without tables": without_tables,
    "other columns": other_columns,
    "newer": version("9999"),
    "no version": no_version,
    "a version of bytes": version(b"\xff"),
    "a folder": a_folder,
    "a device": a_device,
    "a pipe": a_pipe,
    "a link to itself": a_link_to_itself,
    "unreadable": unreadable,
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program has its data."""
    for name, value in (TOKENS | {"PARTWELL_DATA": str(tmp_path)}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("PARTWELL_DATABASE", raising=False)
    return tmp_path


@pytest.fixture
def locked(folder: Path, whole: Path) -> Iterator[Path]:
    """A database that another program has for itself."""
    path = folder / "partwell.db"
    shutil.copy(whole, path)
    with ExitStack() as stack:
        other = stack.enter_context(closing(sqlite3.connect(path, isolation_level=None)))
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("DELETE FROM turn")
        yield path


def said(words: list[str], database: str | None = None, *, may_work: bool = False) -> str:
    """What a command says on stderr, with its exit code: never a traceback."""
    done = CliRunner().invoke(app, [*words, *(["--database", database] if database else [])])
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    assert done.exit_code in ({0, 1, 2} if may_work else {1, 2}), done.output
    assert "Traceback" not in done.output
    if done.exit_code:
        assert done.stderr.startswith("partwell: ") or (words[0] == "doctor" and "BROKEN" in done.stdout), done.output
    return done.output


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_a_sentence(folder: Path, whole: Path, kind: str, command: str) -> None:
    if kind == "unreadable" and os.geteuid() == 0:
        pytest.skip("root reads everything")
    path = folder / "partwell.db"
    shutil.copy(whole, path)
    BAD[kind](path)
    said(COMMANDS[command])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_locked_file_is_a_sentence(locked: Path, command: str) -> None:
    said(COMMANDS[command], f"sqlite:///{locked}?timeout=0.05")


@pytest.mark.parametrize("command", COMMANDS)
def test_an_empty_file_is_an_empty_database(folder: Path, command: str) -> None:
    (folder / "partwell.db").touch()
    said(COMMANDS[command], may_work=True)


@pytest.mark.parametrize("command", ["export", "doctor", "run"])
def test_so_it_is_in_a_process_of_its_own(tmp_path: Path, whole: Path, command: str) -> None:
    shell = Shell(tmp_path)
    shell.data.mkdir()
    shutil.copy(whole, shell.data / "partwell.db")
    torn(shell.data / "partwell.db")
    done = shell.run(*COMMANDS.get(command, [command, "--port", "0"]), **TOKENS)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr

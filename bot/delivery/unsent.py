"""What a person sees of the outbox, and decides about it: what is not sent yet, and what was put aside."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, Text, Update, and_, cast, delete, or_, select, update

from bot.delivery.items import Data, report_key
from bot.store.tables import INBOX, OUTBOX

if TYPE_CHECKING:
    from bot.store.store import Store

WAITS = OUTBOX.c.done.is_(None)
ASIDE = and_(OUTBOX.c.failed, OUTBOX.c.done.is_not(None))
KEPT = cast(OUTBOX.c.payload, Text) != "{}"
"""After a month the words are gone: then there is nothing to be sent any more."""


@dataclass(frozen=True)
class Unsent:
    """A row of the outbox that Slack does not have, without anybody's words."""

    key: str
    aside: bool
    created: datetime
    due: datetime
    team: str
    channel: str
    method: str
    attempts: int
    error: str | None
    at_desk: bool


def unsent(store: Store) -> list[Unsent]:
    """All that waits or was put aside, oldest first. Raises StoreError."""
    columns = (OUTBOX.c[name] for name in ("key", "created", "due", "team", "channel", "method", "attempts", "error", "done", "lane"))
    with store.explained(), store.engine.connect() as connection:
        rows = connection.execute(select(*columns).where(or_(WAITS, ASIDE)).order_by(OUTBOX.c.id)).mappings().all()
    found = [{name: value for name, value in row.items() if name not in ("done", "lane")} for row in rows]
    return [Unsent(**one, aside=row["done"] is not None, at_desk=row["lane"] != "-") for one, row in zip(found, rows, strict=True)]


def retry(store: Store, keys: Collection[str] | None, now: datetime) -> int:
    """Has it sent now, all of it or what has these keys; how many. It is looked for first: Slack may have it. Raises StoreError."""
    mine = and_(or_(WAITS, and_(ASIDE, KEPT)), _free(now), _named(keys))
    again = {"done": None, "failed": False, "due": now, "attempts": 0, "doubtful": True}
    return _set(store, update(OUTBOX).where(mine).values(again))


def again(connection: Connection, key: str, now: datetime, payload: Data | None = None) -> bool:
    """The same for one message that was put aside, in the open transaction, with another `payload` where one is given: whether it was.
    What becomes of it is reported anew.
    """
    mine = and_(OUTBOX.c.key == key, ASIDE, OUTBOX.c.ts.is_(None), KEPT, _free(now))
    changed = {"done": None, "failed": False, "due": now, "attempts": 0, "doubtful": True} | ({"payload": payload} if payload else {})
    if not connection.execute(update(OUTBOX).where(mine).values(changed)).rowcount:
        return False
    connection.execute(delete(INBOX).where(INBOX.c.key.startswith(report_key(key, ""), autoescape=True)))
    return True


def withdraw(connection: Connection, key: str, now: datetime) -> bool:
    """Never has a message sent that was put aside, in the open transaction: whether it was."""
    mine = and_(OUTBOX.c.key == key, ASIDE, OUTBOX.c.ts.is_(None))
    return bool(connection.execute(update(OUTBOX).where(mine).values(_dropped(now))).rowcount)


def drop(store: Store, keys: Collection[str] | None, now: datetime) -> int:
    """Never has it sent, all that was put aside or what has these keys; how many. Raises StoreError."""
    mine = and_(ASIDE if keys is None else or_(WAITS, ASIDE), _free(now), _named(keys))
    return _set(store, update(OUTBOX).where(mine).values(_dropped(now)))


def _dropped(now: datetime) -> Data:
    return {"done": now, "failed": False, "error": "dropped", "payload": {}, "called": None}


def _named(keys: Collection[str] | None) -> ColumnElement[bool]:
    return OUTBOX.c.key.in_(keys) if keys is not None else OUTBOX.c.key.is_not(None)


def _free(now: datetime) -> ColumnElement[bool]:
    """Nobody sends it at this moment."""
    return or_(OUTBOX.c.lease.is_(None), OUTBOX.c.lease <= now)


def _set(store: Store, statement: Update) -> int:
    with store.writing() as connection, store.explained():
        changed = connection.execute(statement).rowcount
        connection.commit()
    return int(changed)

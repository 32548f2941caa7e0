"""What is kept of conversations: reading all of it, and deleting it, inside a transaction that is open. All with Core statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, and_, delete, func, or_, select, update

from bot.address import ending, is_of
from bot.store.tables import CASE, CONVERSATION, HANDOFF, INBOX, OUTBOX, RECEIPT, TURN, UNANSWERED, keepable_text
from bot.store.turns import OPEN

Data = dict[str, Any]
Counts = Counter[str]
"""How many rows of each kind."""
Remains = Callable[[Data], Data | None]
"""What has to stay of a conversation's snapshot; None when all of it may go."""

OF_CONVERSATION: dict[str, Table] = {
    "turns": TURN,
    "cases": CASE,
    "receipts": RECEIPT,
    "handoffs": HANDOFF,
    "unanswered": UNANSWERED,
    "inbox": INBOX,
    "outbox": OUTBOX,
}
"""Every table with rows of conversations, by what they are called for people."""


class Limits(NamedTuple):
    """Who was quiet since `quiet` goes; what has to remain of them goes when they were quiet since `cooled`, which is no later."""

    quiet: datetime
    cooled: datetime


def conversations_of(connection: Connection, user: str, team: str | None) -> list[str]:
    """The ids of a person's conversations; also of those of which only something waits."""
    user, team = keepable_text(user), team and keepable_text(team)
    found: set[str] = set()
    for column in (CONVERSATION.c.id, *(table.c.conversation_id for table in OF_CONVERSATION.values())):
        mine = or_(column == user, column.endswith(ending(user), autoescape=True))
        found.update(connection.execute(select(column).where(mine).distinct()).scalars())
    return sorted(each for each in found if is_of(each, user, team))


def everything(connection: Connection, conversation: str) -> Data:
    """All that is kept of a conversation, every row with all its columns."""
    own = connection.execute(select(CONVERSATION).where(CONVERSATION.c.id == conversation)).mappings().first()
    rows = {name: _rows(connection, table, conversation) for name, table in OF_CONVERSATION.items()}
    return {"conversation": conversation, "snapshot": dict(own) if own else None, **rows}


def _rows(connection: Connection, table: Table, conversation: str) -> list[Data]:
    query = select(table).where(table.c.conversation_id == conversation).order_by(*table.primary_key.columns)
    return [dict(row) for row in connection.execute(query).mappings()]


def forget(connection: Connection, conversations: Sequence[str]) -> Counts:
    """Deletes conversations and everything of them; those that are not there are forgotten already."""
    # what a worker has in hand is waited for, and nothing of theirs begins: in the order in which it takes them
    connection.execute(select(INBOX.c.key).where(INBOX.c.conversation_id.in_(conversations)).order_by(INBOX.c.key).with_for_update())
    _locked(connection, conversations)
    gone = _delete_rows(connection, conversations)
    gone["conversations"] += _delete_snapshots(connection, conversations)
    return gone


def quiet(connection: Connection, limits: Limits, most: int) -> list[str]:
    """Some of the conversations that may go."""
    found = _quiet(limits).order_by(CONVERSATION.c.updated).limit(most)
    return list(connection.execute(found).scalars())


def share(connection: Connection, limits: Limits) -> tuple[int, int]:
    """How many conversations may go, of how many."""
    may_go = select(func.count()).select_from(_quiet(limits).subquery())
    there = select(func.count()).select_from(CONVERSATION)
    return connection.execute(may_go).scalar_one(), connection.execute(there).scalar_one()


def _quiet(limits: Limits) -> Select[Any]:
    """Conversations in which nothing happened for long, that no person has, and in which nothing is under way."""
    more = or_(CONVERSATION.c.events > 0, CONVERSATION.c.state.is_(None), CONVERSATION.c.updated < limits.cooled)
    at_desk = select(HANDOFF.c.conversation_id).where(HANDOFF.c.status.in_(OPEN))
    arrived = select(INBOX.c.conversation_id).where(or_(INBOX.c.done.is_(None), INBOX.c.received >= limits.quiet))
    said = select(OUTBOX.c.conversation_id).where(or_(OUTBOX.c.done.is_(None), OUTBOX.c.created >= limits.quiet))
    busy = [CONVERSATION.c.id.not_in(each) for each in (at_desk, arrived, said)]
    return select(CONVERSATION.c.id).where(CONVERSATION.c.updated < limits.quiet, more, *busy)


def purge(connection: Connection, conversations: Sequence[str], limits: Limits, remains: Remains) -> Counts:
    """Deletes those of these conversations that are quiet still, but for what remains of them. Others may work on the rest meanwhile."""
    states = _still_quiet(connection, conversations, limits)
    gone = _delete_rows(connection, list(states), limits.quiet)
    kept = {name: left for name, state in states.items() if (left := remains(state) if state else None)}
    for name, left in kept.items():
        connection.execute(update(CONVERSATION).where(CONVERSATION.c.id == name).values(state=left, events=0))
    _delete_snapshots(connection, [name for name in states if name not in kept])
    gone["conversations"] += len(states)
    return gone


def _still_quiet(connection: Connection, conversations: Sequence[str], limits: Limits) -> dict[str, Data | None]:
    """Their snapshots, locked; None where nothing may remain. One that somebody works on at this moment is not quiet."""
    wanted = and_(CONVERSATION.c.id.in_(conversations), CONVERSATION.c.updated < limits.quiet)
    query = select(CONVERSATION.c.id, CONVERSATION.c.state, CONVERSATION.c.updated).where(wanted).with_for_update(skip_locked=True)
    return {row.id: row.state if row.updated >= limits.cooled else None for row in connection.execute(query)}


def _locked(connection: Connection, conversations: Sequence[str]) -> None:
    """Nobody else can add to them until the transaction ends."""
    query = select(CONVERSATION.c.id).where(CONVERSATION.c.id.in_(conversations)).order_by(CONVERSATION.c.id)
    connection.execute(query.with_for_update())


def _delete_rows(connection: Connection, conversations: Sequence[str], before: datetime | None = None) -> Counts:
    return Counter({name: _deleted(connection, table, conversations, before) for name, table in OF_CONVERSATION.items()})


def _deleted(connection: Connection, table: Table, conversations: Sequence[str], before: datetime | None) -> int:
    """With `before`, what arrived or is to be sent since then stays: it is not done, and must not be lost."""
    mine = table.c.conversation_id.in_(conversations)
    this = and_(mine, table.c.done < before) if before and table in (INBOX, OUTBOX) else mine
    return connection.execute(delete(table).where(this)).rowcount


def _delete_snapshots(connection: Connection, conversations: Iterable[str]) -> int:
    return connection.execute(delete(CONVERSATION).where(CONVERSATION.c.id.in_(list(conversations)))).rowcount

"""The desk's statements on the table of handoffs, inside a transaction that is open. What time it is comes in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, or_, select, update

from bot.address import Address, ending
from bot.delivery.work import Work
from bot.store.tables import HANDOFF, OUTBOX, Handoff
from bot.store.turns import OPEN

Data = dict[str, Any]
MOST_ADDED = 6
"""Messages to a case that waits for a person which stand on its card; all of them are in the transcript."""

OF_CONVERSATION = select(HANDOFF).where(HANDOFF.c.conversation_id == bindparam("conversation")).order_by(HANDOFF.c.id.desc())
# built once: every message of a customer asks it


def of_case(connection: Connection, case: str) -> Handoff | None:
    """The handoff of a case."""
    row = connection.execute(select(HANDOFF).where(HANDOFF.c.case_id == case)).mappings().first()
    return Handoff(**row) if row else None


def of_conversation(connection: Connection, conversation: str) -> list[Handoff]:
    """The handoffs of a conversation, the newest first."""
    rows = connection.execute(OF_CONVERSATION, {"conversation": conversation}).mappings()
    return [Handoff(**row) for row in rows]


def of_today(connection: Connection, team: str | None, since: datetime) -> list[Handoff]:
    """All cases at the desk of a workspace, or of all of them, and those that have left it since."""
    theirs = [HANDOFF.c.conversation_id.startswith(f"{team}/", autoescape=True)] if team else []
    now = or_(HANDOFF.c.status.in_(OPEN), HANDOFF.c.ended >= since)
    rows = connection.execute(select(HANDOFF).where(*theirs, now).order_by(HANDOFF.c.id)).mappings()
    return [Handoff(**row) for row in rows]


def number(connection: Connection, handoff: Handoff) -> int:
    """Which case it is of those that a person had at the desk: the first, the second …"""
    place = Address.found(handoff.conversation_id)
    if place is None:
        return 1
    theirs = HANDOFF.c.conversation_id.startswith(f"{place.team}/", autoescape=True)
    query = select(func.count()).where(theirs, HANDOFF.c.conversation_id.endswith(ending(place.user), autoescape=True))
    return connection.execute(query.where(HANDOFF.c.id <= handoff.id)).scalar_one()


def at_desk(work: Work, conversation: str) -> list[Handoff]:
    """Those of them that are waiting or claimed. Every message of a customer asks for them, and few conversations ever had one."""
    found = of_conversation(work.connection, conversation) if work.unit(conversation).was_at_desk else []
    return [handoff for handoff in found if handoff.status in OPEN]


def in_charge(work: Work, conversation: str) -> Handoff | None:
    """The handoff that decides who answers: a claimed one before one that waits."""
    found = at_desk(work, conversation)
    return next((handoff for handoff in found if handoff.status == "claimed"), found[0] if found else None)


def claim(connection: Connection, case: str, agent: str, now: datetime) -> bool:
    """Gives a waiting case to an agent (`team/user`); False when somebody else was quicker."""
    free = and_(HANDOFF.c.case_id == case, HANDOFF.c.status == "waiting", HANDOFF.c.assignee.is_(None))
    return _set(connection, free, status="claimed", assignee=agent, claimed=now, warned=None)


def transfer(connection: Connection, case: str, to: str, now: datetime) -> bool:
    """Gives a case at the desk to another agent; False when it left the desk, or is theirs already. When it was first claimed stays."""
    others = and_(HANDOFF.c.case_id == case, HANDOFF.c.status.in_(OPEN), HANDOFF.c.assignee.is_distinct_from(to))
    first = func.coalesce(HANDOFF.c.claimed, now)
    return _set(connection, others, status="claimed", assignee=to, claimed=first, warned=None)


def resolve(connection: Connection, case: str, outcome: str, note: str | None, now: datetime) -> bool:
    """Ends a claimed case."""
    claimed = and_(HANDOFF.c.case_id == case, HANDOFF.c.status == "claimed")
    return _set(connection, claimed, status="resolved", outcome=outcome, note=note, ended=now, asked=None)


def release(connection: Connection, case: str) -> bool:
    """Makes a claimed case free for everybody again."""
    claimed = and_(HANDOFF.c.case_id == case, HANDOFF.c.status == "claimed")
    return _set(connection, claimed, status="waiting", assignee=None)


def reopen(connection: Connection, case: str, agent: str | None, now: datetime, *, asked: bool) -> bool:
    """Puts a case that has left the desk there again; with an agent (`team/user`) when one is named. `asked`: they wait for an answer."""
    left = and_(HANDOFF.c.case_id == case, HANDOFF.c.status.not_in(OPEN))
    values: Data = {"status": "claimed" if agent else "waiting", "assignee": agent, "asked": now if asked and agent else None}
    return _set(connection, left, **values, ended=None, outcome=None, note=None, warned=None)


def give_back(connection: Connection, case: str, by: str, now: datetime) -> bool:
    """Returns a case at the desk to the bot. `by`: `by_agent`, `by_customer`, or `kept` by them."""
    open_ = and_(HANDOFF.c.case_id == case, HANDOFF.c.status.in_(OPEN))
    return _set(connection, open_, status="returned", outcome=by, ended=now, asked=None)


def asked(connection: Connection, case: str, now: datetime) -> bool:
    """Notes that the customer wrote to the agent; False when an earlier message waits for an answer already."""
    return _set(connection, and_(HANDOFF.c.case_id == case, HANDOFF.c.asked.is_(None)), asked=now)


def answered(connection: Connection, case: str) -> None:
    """Notes that the agent wrote to the customer."""
    _set(connection, HANDOFF.c.case_id == case, asked=None, warned=None)


def warned(connection: Connection, case: str, now: datetime) -> None:
    """Notes that the customer was told that nobody is there yet."""
    _set(connection, HANDOFF.c.case_id == case, warned=now)


def heard(brief: Data, words: str) -> Data:
    """What a brief has of the customer's last words, and of those before them: what they added stays on the card."""
    return {"last_words": words, "added": [*brief.get("added", []), words][-MOST_ADDED:]}


def note(connection: Connection, handoff: Handoff, told: Data) -> None:
    """Keeps in the brief what is known by now."""
    if any(handoff.brief.get(name) != value for name, value in told.items()):
        _set(connection, HANDOFF.c.id == handoff.id, brief={**handoff.brief, **told})


def shown(connection: Connection, case: str) -> None:
    """Counts a change of the card."""
    _set(connection, HANDOFF.c.case_id == case, shown=HANDOFF.c.shown + 1)


def with_copy(connection: Connection, conversation: str, key: str) -> Handoff | None:
    """The handoff in whose thread stands the message with this key."""
    query = select(OUTBOX.c.of_key).where(OUTBOX.c.key == key, OUTBOX.c.conversation_id == conversation)
    card = connection.execute(query).scalar()
    return of_case(connection, card.split("/")[1]) if card else None


def _set(connection: Connection, where: ColumnElement[bool], **values: Any) -> bool:
    return connection.execute(update(HANDOFF).where(where).values(**values)).rowcount > 0

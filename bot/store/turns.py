"""What one turn leaves behind: writing it, and reading what happened. With Core statements: a turn happens too often for an ORM session."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, select, update

from bot.store.tables import CASE, CONVERSATION, HANDOFF, RECEIPT, TURN, UNANSWERED

Data = dict[str, Any]

ADD_TURN = insert(TURN)
OPEN = ("waiting", "claimed")
"""A case at the desk. One that left it and comes back waits again; one that somebody has stays theirs."""
AGAIN: Data = {"status": "waiting", **dict.fromkeys(("assignee", "claimed", "ended", "asked", "warned", "outcome", "note"))}
END_TURN = (
    update(CONVERSATION)
    .where(CONVERSATION.c.id == bindparam("conversation_id"))
    .values({name: bindparam(name) for name in ("state", "events", "updated")})
)


@dataclass(frozen=True)
class Record:
    """One turn. `at` has a time zone; `state` is the tracker's snapshot after `events`.

    `case`: `{"id", "product", "status", "language", "opened", "words"}`, `opened` a datetime or its ISO form; `updated` is `at`.
    `receipts`: `{"document", "text"}`, the document with `case` and `outcome`. `handoffs`: briefs with `case` and `rule`.
    `unanswered`: `{"kind", "words"}`, with `product` and `topic` where they are known.
    """

    at: datetime
    state: Data
    events: list[Data]
    case: Data | None = None
    receipts: list[Data] = field(default_factory=list)
    handoffs: list[Data] = field(default_factory=list)
    unanswered: list[Data] = field(default_factory=list)


def write(connection: Connection, conversation_id: str, kept: int, record: Record) -> None:
    """Writes a turn of a conversation that has `kept` events so far, in the open transaction. Raises driver errors."""
    _write_turn(connection, conversation_id, kept, record)
    if record.case:
        _write_case(connection, conversation_id, record.case, record.at)
    for receipt in record.receipts:
        _write_receipt(connection, conversation_id, receipt, record.at)
    for brief in record.handoffs:
        _write_handoff(connection, conversation_id, brief, record.at)
    if record.unanswered:
        rows = [{"product": None, "topic": None, **row, "conversation_id": conversation_id, "at": record.at} for row in record.unanswered]
        connection.execute(insert(UNANSWERED), rows)


def events_of(connection: Connection, conversation_id: str) -> list[Data]:
    """All that happened in a conversation, in order."""
    query = select(TURN.c.events).where(TURN.c.conversation_id == conversation_id).order_by(TURN.c.seq)
    return [event for events in connection.execute(query).scalars() for event in events]


def _write_turn(connection: Connection, conversation_id: str, kept: int, record: Record) -> None:
    if record.events:
        connection.execute(ADD_TURN, {"conversation_id": conversation_id, "seq": kept + 1, "at": record.at, "events": record.events})
    snapshot = {"state": record.state, "events": kept + len(record.events), "updated": record.at}
    connection.execute(END_TURN, {"conversation_id": conversation_id, **snapshot})


def _write_case(connection: Connection, conversation_id: str, case: Data, at: datetime) -> None:
    opened = case["opened"]
    row = {**case, "opened": datetime.fromisoformat(opened) if isinstance(opened, str) else opened, "updated": at}
    # only this conversation's: a case id that is another's must fail, never take its case over
    mine = and_(CASE.c.id == case["id"], CASE.c.conversation_id == conversation_id)
    if connection.execute(update(CASE).where(mine).values(row)).rowcount == 0:
        connection.execute(insert(CASE), {**row, "conversation_id": conversation_id})


def _write_receipt(connection: Connection, conversation_id: str, receipt: Data, at: datetime) -> None:
    document = receipt["document"]
    last = connection.execute(select(func.max(RECEIPT.c.seq)).where(RECEIPT.c.case_id == document["case"])).scalar()
    row = {"case_id": document["case"], "seq": (last or 0) + 1, "outcome": document["outcome"], "document": document}
    connection.execute(insert(RECEIPT), {**row, "text": receipt["text"], "conversation_id": conversation_id, "created": at})


def _write_handoff(connection: Connection, conversation_id: str, brief: Data, at: datetime) -> None:
    mine = and_(HANDOFF.c.case_id == brief["case"], HANDOFF.c.conversation_id == conversation_id)
    found = connection.execute(select(HANDOFF.c.rules, HANDOFF.c.status, HANDOFF.c.round, HANDOFF.c.brief).where(mine)).first()
    if found is None:
        row = {"case_id": brief["case"], "conversation_id": conversation_id, "status": "waiting", "round": 1, "shown": 0}
        connection.execute(insert(HANDOFF), {**row, "rules": [brief["rule"]], "brief": brief, "created": at, "since": at})
        return
    rules = list(dict.fromkeys([*found.rules, brief["rule"]]))
    brief = {**brief, **({"added": added} if (added := found.brief.get("added")) else {})}
    again = {} if found.status in OPEN else {**AGAIN, "since": at, "round": found.round + 1}
    connection.execute(update(HANDOFF).where(mine).values(brief=brief, rules=rules, **again))

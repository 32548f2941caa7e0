"""One handoff a case, with what the desk knows of it: who has it, since when, and how it ended."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0003"
down_revision = "0002"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """The rows of one case, one a reason, become one row with all reasons and the newest brief."""
    rows = _rows("id", "case_id", "conversation_id", "rule", "brief", "status", "assignee", "created")
    op.drop_table("handoff")
    op.create_table(
        "handoff",
        Column("id", sa.Integer, nullable=False),
        Column("case_id", sa.Text, nullable=False),
        Column("conversation_id", sa.Text, nullable=False),
        Column("rules", sa.JSON, nullable=False),
        Column("brief", sa.JSON, nullable=False),
        Column("status", sa.Text, nullable=False),
        Column("assignee", sa.Text, nullable=True),
        Column("created", MOMENT, nullable=False),
        Column("since", MOMENT, nullable=False),
        Column("claimed", MOMENT, nullable=True),
        Column("ended", MOMENT, nullable=True),
        Column("asked", MOMENT, nullable=True),
        Column("warned", MOMENT, nullable=True),
        Column("outcome", sa.Text, nullable=True),
        Column("note", sa.Text, nullable=True),
        Column("round", sa.Integer, nullable=False),
        Column("shown", sa.Integer, nullable=False),
        *_keys(sa.UniqueConstraint("case_id", name="uq_handoff_case_id")),
    )
    _indexes()
    table = _table("rules", "brief", "created", "since", "case_id", "conversation_id", "status", "assignee", "round", "shown")
    for same in _by_case(rows).values():
        last = {name: same[-1][name] for name in ("case_id", "conversation_id", "brief", "status", "assignee")}
        since = same[0]["created"]
        values = {**last, "rules": [row["rule"] for row in same], "created": since, "since": since, "round": 1, "shown": 0}
        op.execute(table.insert().values(values))


def downgrade() -> None:
    """The newest reason of a case is the one that stays; who had it when is lost."""
    rows = _rows("id", "case_id", "conversation_id", "rules", "brief", "status", "assignee", "created")
    op.drop_table("handoff")
    op.create_table(
        "handoff",
        Column("id", sa.Integer, nullable=False),
        Column("case_id", sa.Text, nullable=False),
        Column("conversation_id", sa.Text, nullable=False),
        Column("rule", sa.Text, nullable=False),
        Column("brief", sa.JSON, nullable=False),
        Column("status", sa.Text, nullable=False),
        Column("assignee", sa.Text, nullable=True),
        Column("created", MOMENT, nullable=False),
        *_keys(sa.UniqueConstraint("case_id", "rule", name="uq_handoff_case_id_rule")),
    )
    _indexes()
    table = _table("rule", "brief", "created", "case_id", "conversation_id", "status", "assignee")
    for row in rows:
        kept = {name: row[name] for name in ("case_id", "conversation_id", "brief", "status", "assignee", "created")}
        op.execute(table.insert().values({**kept, "rule": row["rules"][-1]}))


def _keys(unique: sa.UniqueConstraint) -> tuple[Any, ...]:
    conversation = sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name="fk_handoff_conversation_id")
    return (sa.PrimaryKeyConstraint("id", name="pk_handoff"), unique, conversation)


def _indexes() -> None:
    op.create_index("ix_handoff_status", "handoff", ["status"])
    op.create_index("ix_handoff_conversation_id", "handoff", ["conversation_id"])


def _table(*names: str) -> sa.TableClause:
    kinds: dict[str, Any] = {"rules": sa.JSON(), "brief": sa.JSON(), "created": MOMENT, "since": MOMENT}
    kinds |= {"round": sa.Integer(), "shown": sa.Integer()}
    return sa.table("handoff", *(sa.column(name, kinds.get(name, sa.Text())) for name in names))


def _rows(*names: str) -> list[dict[str, Any]]:
    table = _table(*names)
    return [dict(row) for row in op.get_bind().execute(sa.select(table).order_by(sa.text("id"))).mappings()]


def _by_case(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["case_id"], []).append(row)
    return found

"""What happened in a turn is one row instead of one an event: there are thirty in a turn, and it is read as a whole."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0004"
down_revision = "0003"

MOMENT = sa.DateTime(timezone=True)
MOVED = "INSERT INTO turn (conversation_id, seq, at, events) SELECT conversation_id, seq, at, "
AS_LIST = {"sqlite": "'[' || data || ']' FROM event", "postgresql": "('[' || data::text || ']')::json FROM event"}


def upgrade() -> None:
    """Each event becomes a turn of one event: the JSON stays as it was written, with brackets around it."""
    _make("turn", "events")
    op.execute(MOVED + AS_LIST[op.get_bind().dialect.name])
    op.drop_table("event")


def downgrade() -> None:
    """Every event has its own row again."""
    _make("event", "data")
    turns, events = _table("turn", "events"), _table("event", "data")
    for row in op.get_bind().execute(sa.select(turns)).mappings().all():
        same = {"conversation_id": row["conversation_id"], "at": row["at"]}
        op.bulk_insert(events, [{**same, "seq": seq, "data": event} for seq, event in enumerate(row["events"], row["seq"])])
    op.drop_table("turn")


def _make(name: str, column: str) -> None:
    op.create_table(
        name,
        Column("conversation_id", sa.Text, nullable=False),
        Column("seq", sa.Integer, nullable=False, autoincrement=False),
        Column("at", MOMENT, nullable=False),
        Column(column, sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=f"fk_{name}_conversation_id"),
        sqlite_with_rowid=False,
    )


def _table(name: str, column: str) -> sa.TableClause:
    kinds: dict[str, Any] = {"conversation_id": sa.Text(), "seq": sa.Integer(), "at": MOMENT, column: sa.JSON()}
    return sa.table(name, *(sa.column(each, kind) for each, kind in kinds.items()))

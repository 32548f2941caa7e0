"""The first tables. A revision says its types itself: it must not change when `bot.store.tables` does."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Conversations with their events, cases, receipts, handoffs and unanswered questions."""
    _conversations()
    _cases()
    _handoffs()
    _unanswered()
    for table in ("cases", "receipt", "handoff", "unanswered"):
        op.create_index(f"ix_{table}_conversation_id", table, ["conversation_id"])


def downgrade() -> None:
    """Everything is lost."""
    for table in ("unanswered", "handoff", "receipt", "cases", "event", "conversation"):
        op.drop_table(table)


def _conversation_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=f"fk_{table}_conversation_id")


def _conversations() -> None:
    op.create_table(
        "conversation",
        Column("id", sa.Text, nullable=False),
        Column("state", sa.JSON, nullable=True),
        Column("events", sa.Integer, nullable=False),
        Column("updated", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
    )
    op.create_table(
        "event",
        Column("conversation_id", sa.Text, nullable=False),
        Column("seq", sa.Integer, nullable=False, autoincrement=False),
        Column("at", MOMENT, nullable=False),
        Column("data", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name="pk_event"),
        _conversation_key("event"),
        sqlite_with_rowid=False,
    )


def _cases() -> None:
    op.create_table(
        "cases",
        Column("id", sa.Text, nullable=False),
        Column("conversation_id", sa.Text, nullable=False),
        Column("product", sa.Text, nullable=True),
        Column("status", sa.Text, nullable=False),
        Column("language", sa.Text, nullable=False),
        Column("opened", MOMENT, nullable=False),
        Column("updated", MOMENT, nullable=False),
        Column("words", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        _conversation_key("cases"),
    )
    op.create_table(
        "receipt",
        Column("case_id", sa.Text, nullable=False),
        Column("seq", sa.Integer, nullable=False, autoincrement=False),
        Column("conversation_id", sa.Text, nullable=False),
        Column("outcome", sa.Text, nullable=False),
        Column("document", sa.JSON, nullable=False),
        Column("text", sa.Text, nullable=False),
        Column("created", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "seq", name="pk_receipt"),
        _conversation_key("receipt"),
    )


def _handoffs() -> None:
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
        sa.PrimaryKeyConstraint("id", name="pk_handoff"),
        sa.UniqueConstraint("case_id", "rule", name="uq_handoff_case_id_rule"),
        _conversation_key("handoff"),
    )
    op.create_index("ix_handoff_status", "handoff", ["status"])


def _unanswered() -> None:
    op.create_table(
        "unanswered",
        Column("id", sa.Integer, nullable=False),
        Column("conversation_id", sa.Text, nullable=False),
        Column("product", sa.Text, nullable=True),
        Column("kind", sa.Text, nullable=False),
        Column("topic", sa.Text, nullable=True),
        Column("words", sa.Text, nullable=False),
        Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unanswered"),
        _conversation_key("unanswered"),
    )

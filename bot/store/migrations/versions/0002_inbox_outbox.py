"""What arrives and what is to be sent, beside the state they belong to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0002"
down_revision = "0001"

MOMENT = sa.DateTime(timezone=True)
UNDONE = sa.text("done IS NULL")


def upgrade() -> None:
    """Inbox and outbox."""
    _inbox()
    _outbox()


def downgrade() -> None:
    """What waits is lost."""
    op.drop_table("outbox")
    op.drop_table("inbox")


def _inbox() -> None:
    op.create_table(
        "inbox",
        Column("key", sa.Text, nullable=False),
        Column("conversation_id", sa.Text, nullable=False),
        Column("position", sa.Text, nullable=False),
        Column("kind", sa.Text, nullable=False),
        Column("body", sa.JSON, nullable=False),
        Column("due", MOMENT, nullable=False),
        Column("received", MOMENT, nullable=False),
        Column("done", MOMENT, nullable=True),
        Column("attempts", sa.Integer, nullable=False),
        Column("dead", sa.Boolean, nullable=False),
        Column("error", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_inbox"),
    )
    _pending("inbox", "conversation_id", "position")
    _pending("inbox", "due")


def _outbox() -> None:
    op.create_table(
        "outbox",
        Column("id", sa.Integer, nullable=False),
        Column("key", sa.Text, nullable=False),
        Column("conversation_id", sa.Text, nullable=False),
        Column("team", sa.Text, nullable=False),
        Column("channel", sa.Text, nullable=False),
        Column("method", sa.Text, nullable=False),
        Column("payload", sa.JSON, nullable=False),
        Column("of_key", sa.Text, nullable=True),
        Column("instead", sa.Text, nullable=True),
        Column("created", MOMENT, nullable=False),
        Column("due", MOMENT, nullable=False),
        Column("done", MOMENT, nullable=True),
        Column("posted_in", sa.Text, nullable=True),
        Column("ts", sa.Text, nullable=True),
        Column("attempts", sa.Integer, nullable=False),
        Column("holder", sa.Text, nullable=True),
        Column("lease", MOMENT, nullable=True),
        Column("doubtful", sa.Boolean, nullable=False),
        Column("failed", sa.Boolean, nullable=False),
        Column("error", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    _pending("outbox", "team", "channel", "id")
    _pending("outbox", "due")
    op.create_index("ix_outbox_ts", "outbox", ["ts"])


def _pending(table: str, *columns: str) -> None:
    name = f"ix_{table}_{'_'.join(columns)}"
    op.create_index(name, table, list(columns), sqlite_where=UNDONE, postgresql_where=UNDONE)

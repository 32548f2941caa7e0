"""What is to be sent keeps its order within a lane of its channel, and remembers a call that Slack never answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)
UNDONE = sa.text("done IS NULL")


def upgrade() -> None:
    """All that waits is in the one lane that a channel had so far."""
    op.drop_index("ix_outbox_team_channel_id", "outbox")
    with op.batch_alter_table("outbox", recreate="auto") as table:
        table.add_column(Column("lane", sa.Text, nullable=False, server_default="-"))
        table.add_column(Column("rank", sa.Integer, nullable=False, server_default="0"))
        table.add_column(Column("called", MOMENT, nullable=True))
    _pending("team", "channel", "lane", "id")


def downgrade() -> None:
    """What waits goes out in the order in which it was put in."""
    op.drop_index("ix_outbox_team_channel_lane_id", "outbox")
    _pending("team", "channel", "id")
    with op.batch_alter_table("outbox") as table:
        for name in ("called", "rank", "lane"):
            table.drop_column(name)


def _pending(*columns: str) -> None:
    name = f"ix_outbox_{'_'.join(columns)}"
    op.create_index(name, "outbox", list(columns), sqlite_where=UNDONE, postgresql_where=UNDONE)

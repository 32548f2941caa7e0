"""When a bot last ran, and since when its clock can be believed: nothing is purged by a clock that has just jumped."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0006"
down_revision = "0005"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """One row, once a bot has run."""
    op.create_table(
        "seen",
        Column("id", sa.Integer, nullable=False, autoincrement=False),
        Column("last", MOMENT, nullable=False),
        Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_seen"),
    )


def downgrade() -> None:
    """Nobody remembers."""
    op.drop_table("seen")

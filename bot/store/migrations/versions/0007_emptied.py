"""What was worked off is emptied: its words stood in the inbox for a month, also those of people who never called the bot."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Only what failed for good keeps its body."""
    op.execute("UPDATE inbox SET body = '{}' WHERE done IS NOT NULL AND NOT dead")


def downgrade() -> None:
    """What is gone stays gone; the older program never reads it."""

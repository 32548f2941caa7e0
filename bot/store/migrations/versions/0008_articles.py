"""The workshop's tables: published revisions of articles, drafts, who did what, and who may."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column

revision = "0008"
down_revision = "0007"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Nothing is published yet: what the files say is served."""
    op.create_table(
        "article_revision",
        Column("id", sa.Integer, nullable=False),
        *(_text(name) for name in ("product", "kind", "article", "source", "hash", "base", "author", "why")),
        Column("number", sa.Integer, nullable=False),
        Column("entry", sa.JSON, nullable=False),
        Column("reviewer", sa.Text, nullable=True),
        Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_article_revision"),
        sa.UniqueConstraint("product", "number", name="uq_article_revision_product_number"),
    )
    op.create_table(
        "article_draft",
        *(_text(name) for name in ("product", "author", "article", "source", "base", "base_article")),
        Column("entry", sa.JSON, nullable=False),
        Column("review", sa.JSON, nullable=True),
        Column("updated", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("product", "author", name="pk_article_draft"),
    )
    op.create_table(
        "article_audit",
        Column("id", sa.Integer, nullable=False),
        Column("at", MOMENT, nullable=False),
        *(_text(name) for name in ("who", "what", "product")),
        Column("detail", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_article_audit"),
    )
    op.create_table(
        "editor",
        *(_text(name) for name in ("name", "role", "key_hash")),
        Column("created", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_editor"),
        sa.UniqueConstraint("key_hash", name="uq_editor_key_hash"),
    )


def downgrade() -> None:
    """The files stay; what was published and not written there is lost."""
    for table in ("editor", "article_audit", "article_draft", "article_revision"):
        op.drop_table(table)


def _text(name: str) -> Column[str]:
    return Column(name, sa.Text, nullable=False)

"""Alembic's scripts: how the schema came to be. A new one goes to `versions/` and into `bot.store.schema.REVISIONS`."""

"""The schema's version: which one a database has, and bringing it to ours.

Alembic is only imported when there is something to migrate: its import takes longer than all of the start.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from bot.store.errors import StoreError, missing_table
from bot.store.tables import METADATA

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
"""Every revision in `migrations/versions`, oldest first."""
MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x50617274  # any number that all processes agree on ("Part")


def bring_up_to_date(engine: Engine) -> None:
    """Migrates a database that is older. Raises StoreError (newer; wrong_url: it is something else's) and driver errors."""
    if not _is_current(_version(engine)):
        _migrate(engine)


def _is_current(version: str | None) -> bool:
    if version is not None and version not in REVISIONS:
        raise StoreError("newer", f"the database has schema {version}, this program knows up to {REVISIONS[-1]}")
    return version == REVISIONS[-1]


def _version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        try:
            return _read(connection)
        except DBAPIError as error:
            if missing_table(error):
                return None
            raise


def _read(connection: Connection) -> str | None:
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


def _migrate(engine: Engine) -> None:
    # before the lock, so that nobody waits for an import
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.execution_options(immediate=True).begin() as connection:
        if _still_old(connection):
            _wait_long(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _wait_long(connection: Connection) -> None:
    """A migration of much takes as long as it takes."""
    if connection.dialect.name == "postgresql":
        from bot.store.postgres import patient

        patient(connection)


def _still_old(connection: Connection) -> bool:
    """Whether it still is to be done, now that no other process can do it."""
    lock(connection)
    tables = set(inspect(connection).get_table_names())
    version = _read(connection) if "alembic_version" in tables else None
    if version is None and tables & set(METADATA.tables):
        raise StoreError("wrong_url", "the database has tables of something else with the names of ours")
    return not _is_current(version)


def lock(connection: Connection) -> None:
    """Nobody else changes the schema until the transaction ends (SQLite's BEGIN IMMEDIATE is lock enough)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})

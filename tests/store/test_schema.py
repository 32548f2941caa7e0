"""The migrations make exactly the tables that the code knows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from bot.store.schema import MIGRATIONS, REVISIONS
from bot.store.store import Store, StoreError
from bot.store.tables import METADATA
from bot.store.turns import Record


def test_migrated_is_what_the_tables_say(store: Store) -> None:
    options = {"compare_type": True, "compare_server_default": True}
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []


def test_tables_made_from_metadata_and_by_migration_are_the_same_to_the_letter(tmp_path: Path, sqlite_url: str) -> None:
    """compare_metadata sees neither WITHOUT ROWID nor the names of primary keys."""
    made = create_engine(f"sqlite:///{tmp_path}/made.db")
    METADATA.create_all(made)
    query = text("SELECT name, replace(sql, char(10), '') FROM sqlite_master WHERE name != 'alembic_version' ORDER BY name")
    with Store.open(sqlite_url) as store, made.connect() as expected, store.engine.connect() as migrated:
        tables = {name: normal(sql) for name, sql in expected.execute(query)}
        assert {name: normal(sql) for name, sql in migrated.execute(query) if "alembic" not in name} == tables
    made.dispose()


def normal(sql: str | None) -> list[str]:
    """The parts of a definition, whatever their order."""
    return sorted(part.strip() for part in (sql or "").replace("\t", "").split(", "))


def test_every_revision_is_listed() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    assert [script.revision for script in scripts][::-1] == list(REVISIONS)


def test_opening_again_keeps_what_is_there(store_url: str) -> None:
    Store.open(store_url).close()
    with Store.open(store_url) as store, store.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [REVISIONS[-1]]


def test_a_newer_database_is_refused(store_url: str) -> None:
    with Store.open(store_url) as store, store.engine.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()
    with pytest.raises(StoreError) as caught:
        Store.open(store_url)
    assert caught.value.code == "newer"
    assert "9999" in caught.value.detail


def test_tables_of_something_else_are_left_alone(store_url: str) -> None:
    with Store.open(store_url) as store, store.engine.connect() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        connection.commit()
    with pytest.raises(StoreError) as caught:
        Store.open(store_url)
    assert caught.value.code == "wrong_url"


def test_a_percent_sign_in_the_path_is_no_obstacle(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path}/100%25/partwell.db").close()
    assert any(tmp_path.glob("100*/partwell.db"))


def test_events_that_had_a_row_each_become_turns_and_back(store_url: str) -> None:
    at = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    said, done = {"event": "user", "text": "a\0b \ud800 \u00e8"}, {"event": "action", "name": "action_listen"}
    with Store.open(store_url) as store, store.turn("c") as turn:
        turn.commit(Record(at, {"events": 2}, [said, done]))
    take_back(store_url, "0003")
    with Store.open(store_url) as store, store.engine.connect() as connection:
        assert store.events("c") == [said, done]
        assert [row.seq for row in connection.execute(text("SELECT seq FROM turn ORDER BY seq"))] == [1, 2]


def take_back(url: str, revision: str) -> None:
    """A database as an earlier program left it."""
    with Store.open(url) as store, store.engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.downgrade(config, revision)

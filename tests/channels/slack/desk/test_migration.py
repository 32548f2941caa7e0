"""Handoffs that were kept before the desk knew who has them."""

from __future__ import annotations

from datetime import UTC, datetime

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from bot.store.engine import build, parse
from bot.store.schema import MIGRATIONS
from bot.store.store import Store

AT = "2026-11-22 09:00:00.000000"


def migrate(url: str, revision: str) -> None:
    """To a revision, as it was then."""
    engine = build(parse(url))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def put(url: str, *statements: str) -> None:
    engine = build(parse(url))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement.replace(":", "\\:")))
    engine.dispose()


def test_the_rows_of_a_case_become_one_with_all_reasons(store_url: str) -> None:
    if store_url.startswith("sqlite"):
        parse(store_url).path.parent.mkdir(parents=True, exist_ok=True)  # type: ignore[union-attr]
    migrate(store_url, "0002")
    row = "INSERT INTO handoff (case_id, conversation_id, rule, brief, status, assignee, created) VALUES "
    put(
        store_url,
        f"INSERT INTO conversation (id, events, updated) VALUES ('c', 0, '{AT}')",
        row + f"""('PW-1', 'c', 'premium', '{{"rule": "premium"}}', 'waiting', NULL, '{AT}')""",
        row + f"""('PW-1', 'c', 'legal', '{{"rule": "legal"}}', 'waiting', NULL, '{AT}')""",
        row + f"""('PW-2', 'c', 'asked', '{{"rule": "asked"}}', 'claimed', 'T/U', '{AT}')""",
    )
    with Store.open(store_url) as store:
        kept = [(h.case_id, h.rules, h.brief, h.status, h.assignee, h.since, h.round) for h in store.handoffs()]
    since = datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert kept == [
        ("PW-1", ["premium", "legal"], {"rule": "legal"}, "waiting", None, since, 1),
        ("PW-2", ["asked"], {"rule": "asked"}, "claimed", "T/U", since, 1),
    ]

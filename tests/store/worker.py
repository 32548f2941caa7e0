"""A process that uses the store, for the tests: `turns URL COUNT`, `lean URL`. Silent and 0 when all is well."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from bot.store.store import Record, Store


def turns(url: str, count: str) -> None:
    """Take turns in the shared conversation, each counting on from what it finds."""
    with Store.open(url) as store:
        for _ in range(int(count)):
            with store.turn("shared") as turn:
                number = (turn.state or {"number": 0})["number"]
                turn.commit(Record(datetime(2025, 3, 1, tzinfo=UTC), {"number": number + 1}, [{"found": number}, {"found": number}]))


def lean(url: str) -> None:
    """Open, take a turn, and see what that loaded."""
    turns(url, "1")
    assert "alembic" not in sys.modules


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["turns", url, count]:
            turns(url, count)
        case ["lean", url]:
            lean(url)

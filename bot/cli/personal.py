"""`partwell forget`, `export` and `purge`: what is kept of people, for whoever answers for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.address import Address
from bot.cli.errors import MISUSED, fail, told
from bot.cli.options import settings_of

if TYPE_CHECKING:
    from bot.store.privacy import Counts
    from bot.store.store import Store

CALLED = {"turns": "turn", "cases": "case", "receipts": "receipt", "handoffs": "handoff", "conversations": "conversation"}
"""What one of them is called; the other kinds are called the same, however many."""


class Ambiguous(Exception):
    """The user id is known in several workspaces, where it may be several people's."""


def found(store: Store, user: str, team: str | None) -> list[str]:
    """The ids of a person's conversations, none when nothing is kept. Raises Ambiguous, StoreError."""
    conversations = store.conversations_of(user, team)
    teams = sorted({place.team for each in conversations if (place := Address.found(each))})
    if len(teams) > 1:
        raise Ambiguous(f"{user} is known in several workspaces: {', '.join(teams)}; say which one with --team")
    return conversations


def counted(gone: Counts) -> str:
    """How many rows of each kind, in words."""
    kinds = ("conversations", *(kind for kind in gone if kind != "conversations"))
    return ", ".join(f"{gone[kind]} {CALLED.get(kind, kind) if gone[kind] == 1 else kind}" for kind in kinds)


def exported(store: Store, user: str, conversations: list[str]) -> str:
    """All that is kept of a person, as JSON. Raises StoreError."""
    data = {"user": user, "conversations": store.everything(conversations)}
    text = json.dumps(data, ensure_ascii=False, indent=2, default=_plain)
    # half a surrogate pair is no text for any file; as an escape it is JSON still
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _plain(value: Any) -> str:
    if not isinstance(value, datetime):
        raise TypeError(type(value).__name__)
    return value.isoformat()


User = Annotated[str, typer.Argument(help="The person's user id in Slack, or the name of a conversation in the terminal.")]
Team = Annotated[str | None, typer.Option("--team", help="Id of the workspace, where there are several.")]


@contextmanager
def person(user: str, team: str | None, database: str | None) -> Iterator[tuple[Store, list[str]]]:
    """The store, and which conversations in it are a person's."""
    from bot import bootstrap

    with told(), bootstrap.store(settings_of(database)) as kept:
        try:
            conversations = found(kept, user, team)
        except Ambiguous as error:
            fail(str(error), MISUSED)
        if not conversations:
            fail(f"nothing is kept of {user}" + (f" in {team}" if team else ""))
        yield kept, conversations

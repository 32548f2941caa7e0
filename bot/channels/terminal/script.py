"""`partwell chat --script FILE`: conversations from YAML, each in a fresh store, a JSON line a turn."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.data_files import DataError, read_any
from bot.store.store import Store
from bot.turn import Conversations, Outcome, Turn
from knowledge.conditions import stated
from knowledge.schema import LANGUAGES

BETWEEN_TURNS = timedelta(seconds=20)


@dataclass(frozen=True)
class Script:
    """One conversation to play."""

    id: str
    language: str | None
    turns: list[str]


def read(path: Path) -> list[Script]:
    """The conversations of a file: `- id: …, language: en|it|null, turns: [text, …]`. Raises DataError."""
    data = read_any(path)
    if not isinstance(data, list):
        raise DataError(f"{path}: a list of conversations is needed, each with `id`, `language` and `turns`")
    return [_script(path, number, entry) for number, entry in enumerate(data, 1)]


def _script(path: Path, number: int, entry: Any) -> Script:
    where = f"{path}: conversation {number}"
    if not isinstance(entry, dict) or "id" not in entry or not isinstance(entry.get("turns"), list):
        raise DataError(f"{where}: `id` and a list of `turns` are needed")
    if entry.get("language") not in (None, *LANGUAGES):
        raise DataError(f"{where}: the language is one of {', '.join(LANGUAGES)}, or null")
    return Script(str(entry["id"]), entry.get("language"), ["" if turn is None else str(turn) for turn in entry["turns"]])


def play(script: Script, conversations: Conversations, fresh: Callable[[], Store], began: datetime) -> Iterator[tuple[str, Outcome]]:
    """Each turn's words with what came of it."""
    conversations.store = fresh()
    at = began
    for text in script.turns:
        yield text, conversations.handle(Turn(script.id, text, at, script.language))
        at += BETWEEN_TURNS
    conversations.store.close()


def line(script: Script, turn: int, user: str, outcome: Outcome) -> str:
    """One turn as JSON."""
    slots, understood = outcome.slots, outcome.understood()
    brief = outcome.handoff
    return json.dumps(
        {
            "conversation": script.id,
            "turn": turn,
            "user": user,
            "replies": [
                {"text": r.text, "buttons": [{"title": b.title, "payload": b.payload} for b in r.buttons]} for r in outcome.replies
            ],
            "understanding": {key: understood[key] for key in ("intent", "confidence", "commands")},
            "acts": [act.written() for act in outcome.reading.said],
            "case": {
                "product": slots["product"],
                "attributes": stated(slots["attributes"] or {}),
                "path": slots["path"],
                "status": slots["status"],
            },
            "offer": outcome.offer,
            "handoff": {"reason": brief["rule"], "contact": _contact(brief), "brief": brief} if brief else None,
        },
        ensure_ascii=False,
    )


def _contact(brief: dict[str, Any]) -> str | None:
    """Whom the article names, in the customer's language."""
    return brief["contact"]["name"][brief["language"]] if brief["contact"] else None

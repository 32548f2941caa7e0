"""`partwell understand`: messages in, understandings out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from bot import bootstrap
from bot.dialogue.commands import as_data
from bot.dialogue.policy import Policy
from bot.dialogue.tracker import Tracker
from bot.settings import Settings
from bot.terminal.errors import MISUSED, fail
from bot.terminal.progress import bar
from bot.understanding.pipeline import Context
from knowledge.schema import LANGUAGES


def understood(settings: Settings, lines: Iterable[str], *, as_json: bool, language: str | None) -> Iterator[dict[str, Any]]:
    """What each line is understood as, at the beginning of a conversation."""
    knowledge, talk = bootstrap.served(settings, remember=False).library, bootstrap.dialogue()
    domain = talk.engine.domain
    with bar("training") as progress:
        pipeline = bootstrap.pipeline(settings, knowledge, domain.intents, progress)
    policy = Policy(talk.engine.flows, domain, knowledge)
    fresh = Tracker("understand", domain.initial_slots() | {"introduced": True})
    today = datetime.now().astimezone().date()
    for number, line in enumerate(lines, 1):
        text, spoken = _message(line, number, language) if as_json else (line.rstrip("\n"), language)
        found = pipeline.understand(text, Context(language=spoken, today=today, allowed=policy.allowed(fresh)))
        commands = [as_data(c) for c in policy.commands(fresh, found) if getattr(c, "name", "") != "said"]
        yield {"text": text, **found.as_data(), "commands": commands}


def _message(line: str, number: int, language: str | None) -> tuple[str, str | None]:
    """The text and language of a JSON line."""
    try:
        data = json.loads(line)
        spoken = data.get("language", language)
        if spoken not in (None, *LANGUAGES):
            fail(f"line {number}: the language is one of {', '.join(LANGUAGES)}", MISUSED)
        return str(data["text"]), spoken
    except (ValueError, KeyError, TypeError):
        fail(f"line {number} is no JSON object with a `text`", MISUSED)
        raise

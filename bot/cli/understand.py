"""`partwell understand`: messages in, readings out, each where it was said."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.errors import MISUSED, fail, told
from bot.cli.options import LanguageOption, say, settings_of
from bot.settings import Settings
from knowledge.schema import LANGUAGES

if TYPE_CHECKING:
    from bot.dialogue.tracker import Tracker
    from bot.turn import Conversations

BETWEEN = timedelta(seconds=20)


def understood(settings: Settings, lines: Iterable[str], *, as_json: bool, language: str | None) -> Iterator[dict[str, Any]]:
    """What each line is read as: at the beginning of a conversation, or after the turns that a JSON line brings with it."""
    from bot import bootstrap
    from bot.dialogue.commands import as_data
    from bot.turn import Turn

    knowledge = bootstrap.served(settings, remember=False).library
    profile = {"offers": settings.offers, "cool_down_days": settings.cool_down_days}
    talk = replace(bootstrap.decisions(settings, knowledge, profile), reader=bootstrap.reader(settings, knowledge))
    played: dict[tuple[str, ...], Tracker] = {}
    for number, line in enumerate(lines, 1):
        text, spoken, before = _message(line, number, language) if as_json else (line.rstrip("\n"), language, ())
        key = (spoken or "", *before)
        if key not in played:
            played[key] = _after(talk, before, spoken)
        reading = talk.read(Turn("understand", text, datetime.now().astimezone(), spoken), played[key])
        commands = [as_data(command) for command in talk.policy.commands(played[key], reading)]
        yield {"text": text, **reading.as_data(), "commands": commands}


def _after(talk: Conversations, before: Iterable[str], spoken: str | None) -> Tracker:
    """A conversation after these turns."""
    from bot.turn import Turn

    tracker, at = talk.tracker("understand", None), datetime.now().astimezone()
    tracker = tracker._replace(slots={**tracker.slots, "introduced": True})
    for text in before:
        tracker = talk.decide(Turn("understand", text, at, spoken), tracker).after
        at += BETWEEN
    return tracker


def _message(line: str, number: int, language: str | None) -> tuple[str, str | None, tuple[str, ...]]:
    """The text, language and earlier turns of a JSON line."""
    try:
        data = json.loads(line)
        spoken, before = data.get("language", language), data.get("turns") or []
        text = str(data["text"])
    except (ValueError, KeyError, TypeError, AttributeError):
        fail(f"line {number} is no JSON object with a `text`", MISUSED)
        raise
    if spoken not in (None, *LANGUAGES):
        fail(f"line {number}: the language is one of {', '.join(LANGUAGES)}", MISUSED)
    if not isinstance(before, list) or not all(isinstance(turn, str) for turn in before):
        fail(f"line {number}: `turns` is a list of texts", MISUSED)
    return text, spoken, tuple(before)


def understand(
    as_json: Annotated[bool, typer.Option("--json", help="Read JSON lines with a `text` (and `language`), not plain text.")] = False,
    language: LanguageOption = None,
) -> None:
    """Read messages from standard input, one a line, and print what is understood as JSON lines."""
    with told():
        for result in understood(settings_of(None), sys.stdin, as_json=as_json, language=language):
            say(json.dumps(result, ensure_ascii=False))

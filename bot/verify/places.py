"""Where to look: file and line of a flow's step, a response, an article's sentence."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from bot.dialogue.tracker import Tracker

DIALOGUE = Path(__file__).parent.parent / "dialogue"


def flow_step(tracker: Tracker) -> str:
    """The step that the dialogue stands at."""
    if not tracker.stack:
        return "bot/dialogue/flows: nothing open"
    flow, step = tracker.stack[-1]["flow"], tracker.stack[-1]["step"]
    for path in sorted((DIALOGUE / "flows").glob("*.yml")):
        lines = _lines(path)
        begins = _find(lines, rf"  {flow}:")
        if begins:
            number = _find(lines, rf"\s+- id: {step}\b", begins) or begins
            return f"bot/dialogue/flows/{path.name}:{number} {flow}.{step}"
    return f"{flow}.{step}"


def response(name: str, language: str) -> str:
    """A response's text."""
    path = DIALOGUE / "responses" / f"{language}.yml"
    return f"bot/dialogue/responses/{path.name}:{_find(_lines(path), rf'  {name}:') or 1} {name}"


def article(home: Path, product: str, words: str) -> str:
    """A sentence, or the beginning of one, in a product's article."""
    path = home / "articles" / f"{product}.yml"
    start = re.escape(" ".join(words.split()[:4]))
    return f"knowledge/articles/{path.name}:{_find(_lines(path), rf'.*{start}') or 1}"


@cache
def _lines(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8").splitlines()) if path.exists() else ()


def _find(lines: tuple[str, ...], pattern: str, after: int = 0) -> int | None:
    """Number (from 1) of the first line after `after` that a pattern begins."""
    expression = re.compile(pattern)
    return next((number for number, line in enumerate(lines, 1) if number > after and expression.match(line)), None)

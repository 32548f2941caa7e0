"""Courtesy around an answer: «Done, thanks» is «Done». People say please, thanks and sorry, and mean the rest."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bot.data_files import read

COURTEOUS = frozenset({"thanks", "help", "greet", "goodbye", "affirm"})
"""What a message seems to want because of its courtesy alone."""
_LONGEST = 80
_MOST = 4
"""Courtesies that are taken off at one end."""


def without_courtesy(text: str) -> str:
    """The text without what is only polite at its beginning and end; as it is when nothing else is in it."""
    before, behind, only = _patterns()
    rest = text
    for _ in range(_MOST):
        if not (found := before.match(rest[:_LONGEST])):
            break
        rest = rest[found.end() :]
    for _ in range(_MOST):
        end = rest[-_LONGEST:]
        found = behind.search(end)
        if not found or (len(end) == len(rest) and found.start() == 0):
            break
        rest = rest[: len(rest) - len(end) + found.start()]
    return text if len(rest) <= _LONGEST and only.fullmatch(rest) else rest.strip()


class _Patterns(NamedTuple):
    before: re.Pattern[str]
    behind: re.Pattern[str]
    only: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """Courtesy before an answer, behind it, and nothing but courtesy."""
    data = read(Path(__file__).with_name("courtesy.yml"))
    phrase, help_, praise = ("|".join(p for each in data[kind].values() for p in each) for kind in ("polite", "help", "praise"))
    polite = rf"(?:{phrase})(?: (?:{phrase}))?"
    return _Patterns(
        re.compile(rf"\s*(?:{praise}|{polite}|{help_})\s*[,.!;:]+\s*", re.IGNORECASE),
        re.compile(rf"\s*(?:[,.!;:]+\s*(?:{polite}|{help_}|{praise})|\s(?:{polite}))\s*[.!?]*\s*$", re.IGNORECASE),
        re.compile(rf"\W*(?:(?:{praise}|{polite}|{help_})\W*){{0,3}}", re.IGNORECASE),
    )

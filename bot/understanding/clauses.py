"""A message cut into clauses: where a sentence ends, and where a conjunction or a comma begins another thought.

One pass over the words of a bounded text; no expression that could go back over what it has read. The cut need not be
perfect: the whole message is read beside its clauses, and a clause too many says what its neighbour says.
"""

from __future__ import annotations

import re

from bot.language.lexicon import words

LONGEST = 1500
"""Characters of a message that are looked at."""
MOST = 6
"""Clauses of a message: of one with more, the first and the last ones."""
FEWEST_WORDS = 3
"""A part with fewer words stays with the one before it, unless a sentence ends there."""
_TOKEN = re.compile(r"\n|[^\s]+")
_WORD = re.compile(r"\w", re.UNICODE)
_ENDS = frozenset(".!?;…")
_NUMBER_OR_LETTERS = re.compile(r"(?:\w\.)+|\d+\.")
_QUESTION = re.compile(r"\w[^\w?]{0,6}\?(?!\w)")
_PAUSES = frozenset(",:-–—)")


def clauses(text: str) -> list[str]:
    """The clauses of a message in their order, at most `MOST`; one (or none, of blanks) where nothing is to be cut."""
    parts: list[list[str]] = [[]]
    hard = True
    for token in (found.group() for found in _TOKEN.finditer(text[:LONGEST])):
        if token == "\n":  # noqa: S105 - a line break
            hard, parts = True, _begin(parts)
            continue
        if _begins(token, parts[-1], hard=hard):
            parts = _begin(parts)
        parts[-1].append(token)
        hard = _ends(token)
        if hard:
            parts = _begin(parts)
    return _few([" ".join(part) for part in _joined(parts)])


def asks(text: str) -> bool:
    """Whether a sentence ends as a question; a question mark within an address ends none."""
    return _QUESTION.search(text[:LONGEST]) is not None


def _begin(parts: list[list[str]]) -> list[list[str]]:
    return parts if not parts[-1] else [*parts, []]


def _ends(token: str) -> bool:
    """Whether a sentence ends with this word."""
    bare = token.rstrip("\"'”’»)")
    return bool(bare) and bare[-1] in _ENDS and not _is_short_form(bare.lstrip("\"'“‘«(").lower())


def _is_short_form(token: str) -> bool:
    """Whether a point belongs to its word: «2.», «e.g.», «sig.»."""
    return bool(_NUMBER_OR_LETTERS.fullmatch(token)) or token.rstrip(".") in words("short_forms")


def _begins(token: str, before: list[str], *, hard: bool) -> bool:
    """Whether a new clause begins with this word, inside a sentence."""
    if hard or len(before) < FEWEST_WORDS:
        return False
    paused = before[-1][-1] in _PAUSES
    return paused or token in {"-", "–", "—", "(", "..."} or token.lower().strip(",'\"(") in words("joins")


def _joined(parts: list[list[str]]) -> list[list[str]]:
    """Parts without a word go to the one before; short last ones inside a sentence too."""
    kept: list[list[str]] = []
    for part in parts:
        if not part:
            continue
        said = sum(1 for token in part if _WORD.search(token))
        inside = bool(kept) and not _ends(kept[-1][-1])
        if kept and (not said or (inside and said < FEWEST_WORDS and not _ends(part[-1]))):
            kept[-1] += part
        else:
            kept.append(part)
    return kept


def _few(found: list[str]) -> list[str]:
    if len(found) <= MOST:
        return found
    return [*found[: MOST // 2], *found[-(MOST - MOST // 2) :]]

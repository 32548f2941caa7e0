"""Slips of the finger: a word that is not known becomes the known word that is one edit away."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 5
"""Shorter words have too many neighbours."""
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)


class Speller:
    """Knows the words that messages are made of. Names of products never reach it."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(term for term in known if term.isalpha())
        self._long = sorted(word for word in self._known if len(word) >= SHORTEST - 1)
        self._nearest = lru_cache(maxsize=2048)(self._look_up)

    def right(self, token: str) -> str:
        """The token, its word corrected where it is a slip; punctuation stays."""
        found = _WORD.search(token)
        if not found or len(found.group()) < SHORTEST or found.group().lower() in self._known:
            return token
        return token[: found.start()] + self._nearest(found.group().lower()) + token[found.end() :]

    def _look_up(self, word: str) -> str:
        near = process.extract(word, self._long, scorer=OSA.distance, score_cutoff=1, limit=5)
        same_start = [known for known, _, _ in near if known[0] == word[0]]
        return same_start[0] if same_start else word

"""Words that only lead up to something: «my subscription», «the thing is», «allora». They name nothing and answer nothing."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from bot.data_files import read

MOST = 8
"""Words of a message that may all be fillers: a longer one says something."""
_WORD = re.compile(r"\w+(?:'\w+)*'?")


def only_fillers(words: str) -> bool:
    """Whether a message, whose apostrophes are straight, names nothing and says nothing."""
    found = _WORD.findall(words[:200].lower())
    return 0 < len(found) <= MOST and len(words) <= 200 and "?" not in words and all(_is_filler(word) for word in found)


def is_filler(word: str) -> bool:
    """Whether a word is no product's name by itself."""
    return _is_filler(word.lower())


def _is_filler(word: str) -> bool:
    elided, apostrophe, rest = word.partition("'")
    return word in _fillers() or bool(apostrophe and rest in _fillers() and f"{elided}'" in _ELIDED)


_ELIDED = frozenset({"l'", "un'", "dell'", "all'", "dall'", "nell'", "sull'", "quell'", "quest'", "c'", "d'", "dov'"})


@cache
def _fillers() -> frozenset[str]:
    return frozenset(word for lines in read(Path(__file__).with_name("fillers.yml")).values() for line in lines for word in line.split())

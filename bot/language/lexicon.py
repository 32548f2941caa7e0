"""The word lists of the languages, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from bot.data_files import read

FOLDER = Path(__file__).parent


@cache
def languages() -> tuple[str, ...]:
    """The languages that there is a file of."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yml")))


@cache
def lexicon(language: str) -> dict[str, Any]:
    """The lists of a language. Raises DataError for a file that is none."""
    return dict(read(FOLDER / f"{language}.yml"))


@cache
def words(kind: str) -> frozenset[str]:
    """A list of words, of all languages together: people mix them."""
    return frozenset(str(word) for language in languages() for line in lexicon(language)[kind] for word in str(line).split())

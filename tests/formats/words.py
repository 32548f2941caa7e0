"""What differs by language is there in every language, under the same names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.data_files import read
from bot.language.lexicon import languages, lexicon
from bot.understanding import acts, phrases
from knowledge.schema import LANGUAGES

BESIDE = Path(phrases.__file__).parent
BY_LANGUAGE = ("courtesy", "fillers", "mail")
"""Files of patterns with a list for each language."""
OF_SOME = ("address.",)
"""Lists that a language has only where it makes the difference."""


def problems() -> Iterator[str]:
    """One line each."""
    yield from (f"bot/language/{name}.yml is missing" for name in sorted({*LANGUAGES} - {*languages()}))
    every = {name for language in languages() for name, _ in _keys(lexicon(language))}
    for language in languages():
        lists = dict(_keys(lexicon(language)))
        yield from (
            f"bot/language/{language}.yml: {name} is missing" for name in sorted(every - lists.keys()) if not name.startswith(OF_SOME)
        )
        yield from (f"bot/language/{language}.yml: {name} has no words" for name, words in lists.items() if not words)
        yield from (
            f"bot/language/{language}.yml: exact: no act {name}" for name in sorted(lexicon(language)["exact"].keys() - acts.ALPHABET)
        )
    yield from _twice()
    for name in BY_LANGUAGE:
        for place, found in _by_language(read(BESIDE / f"{name}.yml")):
            yield from (f"understanding/{name}.yml: {place} has nothing in {la}" for la in LANGUAGES if not found.get(la))


def _keys(found: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """The lists of a file by their full names: `names.leaving`."""
    for name, value in found.items():
        if isinstance(value, dict):
            yield from _keys(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _twice() -> Iterator[str]:
    """A phrase that means two things in a language means neither, so it should not stand there."""
    for language in languages():
        seen: dict[str, str] = {}
        for act, listed in lexicon(language)["exact"].items():
            for phrase in listed:
                other = seen.setdefault(phrases._plain(str(phrase)), act)
                if other != act:
                    yield f"bot/language/{language}.yml: «{phrase}» is both {other} and {act}"


def _by_language(found: dict[str, Any], place: str = "it") -> Iterator[tuple[str, dict[str, Any]]]:
    """The parts of a file that are kept by language."""
    if set(found) & {*LANGUAGES}:
        yield place, found
        return
    for name, part in found.items():
        if isinstance(part, dict):
            yield from _by_language(part, str(name))

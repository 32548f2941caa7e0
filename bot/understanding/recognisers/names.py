"""Names of products that nobody here knows: the one to be left, and the one to go to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.language.lexicon import lexicon
from bot.understanding.fillers import is_filler
from bot.understanding.products import is_common

LONGEST = 40
LOOKED_AT = 400
SHORT = 3
"""Words of an answer that may be nothing but a name."""
_WORD = re.compile(r"[^\W_][\w.&+-]*", re.UNICODE)


def unknown(text: str, language: str, *, asked: bool) -> str | None:
    """The name that stands where a product to be left stands; `asked`: a short answer may be nothing but the name."""
    words = [found.group() for found in _WORD.finditer(text[:LOOKED_AT])]
    if asked and len(words) <= SHORT and (name := _capital(words, text) or _rare(words)):
        return name
    return next(_behind(text, language, "leaving"), None) or _capital(words[1:], text)


def stands_behind(text: str, language: str, *, rare: bool) -> bool:
    """Whether a name stands where a product to be left stands; `rare`: one that is in no dictionary."""
    name = next(_behind(text, language, "leaving"), None)
    return name is not None and not (rare and is_common(name.split()[0]))


def destination(text: str, language: str) -> str | None:
    """The name that stands where a product to go to stands."""
    words = [found.group() for found in _WORD.finditer(text[:LOOKED_AT])]
    return next(_behind(text, language, "moving"), None) or _capital(words[1:], text)


def _behind(text: str, language: str, kind: str) -> Iterator[str]:
    """The names that stand right behind one of the words that lead up to one, the surest first."""
    for found in _leads(language, kind).finditer(text[:LOOKED_AT]):
        words = [word.group().rstrip(".-") for word in _WORD.finditer(text[found.end() : found.end() + LONGEST])]
        while words and is_filler(words[0]):
            words = words[1:]
        if not words or not _is_name(words[0], text):
            continue
        name = [words[0]]
        for word in words[1:SHORT]:
            if not (word[0].isupper() and not text.isupper()):
                break
            name.append(word)
        yield " ".join(name).strip(".-")[:LONGEST]


def _is_name(word: str, text: str) -> bool:
    """Capitals make a name of an ordinary word, unless everything is in capitals."""
    if len(word) < 2 or is_filler(word):
        return False
    return (word[0].isupper() and not text.isupper()) or not is_common(word)


def _capital(words: list[str], text: str) -> str | None:
    """The first words in capitals that are no ordinary ones; none where everything is in capitals."""
    if text.isupper():
        return None
    name: list[str] = []
    for word in words:
        if word[0].isupper() and len(word) > 1 and not is_filler(word):
            name.append(word)
        elif name:
            break
    return " ".join(name)[:LONGEST] or None


def _rare(words: list[str]) -> str | None:
    """The words of a short answer that are in no dictionary."""
    return " ".join(word for word in words if not is_filler(word) and not is_common(word))[:LONGEST] or None


@cache
def _leads(language: str, kind: str) -> re.Pattern[str]:
    leads = sorted(map(str, lexicon(language)["names"][kind]), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, leads))})\s+", re.IGNORECASE)

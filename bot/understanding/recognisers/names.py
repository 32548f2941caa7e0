"""Names of products that nobody here knows: the one to be left, and the one to go to. A name is one of them by where it stands: right
behind a word for leaving, or joined to a product that is left. Behind a mere «with» or «a» stand places, people and companies too.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import cache

from bot.language.lexicon import lexicon, words
from bot.understanding.fillers import is_filler
from bot.understanding.products import is_common

LONGEST = 40
LOOKED_AT = 400
SHORT = 3
"""Words of an answer that may be nothing but a name."""
KNOWN = "\ufffc"
"""Stands in a text for a product that is known."""
_WORD = re.compile(r"[^\W_][\w.&+-]*", re.UNICODE)
_STRETCH = re.compile(rf"(?:[^.!?;,(){KNOWN}\n]|\.(?=\w))*")
"""As far as a name can stand behind the word that leads up to it."""
_SENTENCE = re.compile(r"(?:^|[.!?:;\n])[\W_]*$")
"""What stands before the first word of a sentence, which has a capital anyhow."""


def unknown(text: str, language: str, *, asked: bool, known: Container[str] = ()) -> str | None:
    """The name that stands where a product to be left stands; `asked`: a short answer may be nothing but the name; `known`: what plans and
    other things of ours are called, lower case.
    """
    found = [each for each in _WORD.finditer(text[:LOOKED_AT]) if each.group().rstrip(".").lower() not in known]
    named = [each.group() for each in found]
    if asked and len(named) <= SHORT and (name := _capital(named, text) or _rare(named)):
        return name
    behind = (name for name in _behind(text, language, "leaving") if name.lower() not in known)
    name = next(behind, None) or _joined(text, language, known) or _in_capitals(found, text)
    return name or (_alone(found, text) if asked else None)


def stands_behind(text: str, language: str, *, rare: bool, known: Container[str] = ()) -> bool:
    """Whether a name stands right behind a word for leaving, or is joined to a product that is left; `rare`: one in no dictionary."""
    names = [name for name in _behind(text, language, "leaving") if name.lower() not in known]
    if any(not (rare and is_common(name.split()[0])) for name in names[:1]):
        return True
    return _joined(text, language, known) is not None


def destination(text: str, language: str) -> str | None:
    """The name that stands where a product to go to stands."""
    named = [found.group() for found in _WORD.finditer(text[:LOOKED_AT])]
    return next(_behind(text, language, "moving"), None) or _capital(named[1:], text)


def _behind(text: str, language: str, kind: str) -> Iterator[str]:
    """The names that stand right behind one of the words that lead up to one, the surest first."""
    for found in _leads(language, kind).finditer(text[:LOOKED_AT]):
        stretch = _STRETCH.match(text, found.end(), found.end() + LONGEST)
        if name := _first_name(_words(stretch.group() if stretch else ""), text):
            yield name


def _joined(text: str, language: str, known: Container[str]) -> str | None:
    """The name that is joined to a product that is left, and with which the clause ends: «cancel {known} and Foo»."""
    for found in _joins(language).finditer(text[:LOOKED_AT]):
        stretch = _STRETCH.match(text, found.end(), found.end() + LONGEST)
        said = _words(stretch.group() if stretch else "")
        name = _first_name(said, text)
        if name and name.lower() not in known and not name.isdigit():
            rest = [word for word in said[said.index(name.split()[-1]) + 1 :] if word.lower() not in words("beside_names")]
            if not rest:
                return name
    return None


def _words(stretch: str) -> list[str]:
    return [word.group().rstrip(".-") for word in _WORD.finditer(stretch)]


def _first_name(said: list[str], text: str) -> str | None:
    """The name that words begin with, behind those that lead up to it; none where they speak of a plan."""
    while said and is_filler(said[0]):
        if said[0].lower() in words("plans"):
            return None
        said = said[1:]
    if not said or not _is_name(said[0], text):
        return None
    name = [said[0]]
    for word in said[1:SHORT]:
        if not (word[0].isupper() and not text.isupper()):
            break
        name.append(word)
    return " ".join(name).strip(".-")[:LONGEST]


def _is_name(word: str, text: str) -> bool:
    """Capitals make a name of an ordinary word, unless everything is in capitals."""
    if len(word) < 2 or is_filler(word):
        return False
    return (word[0].isupper() and not text.isupper()) or not (is_common(word) or is_filler(word[1:]))


def _in_capitals(found: list[re.Match[str]], text: str) -> str | None:
    """The first words in capitals within a sentence; at the beginning of one only those that are in no dictionary."""
    inner = [each.group() for each in found if not (_SENTENCE.search(text[: each.start()]) and is_common(each.group().strip(".-")))]
    return _capital(inner, text)


def _alone(found: list[re.Match[str]], text: str) -> str | None:
    """The word that is a sentence, or what stands before its first comma: «Oracle. It isn't listed.»"""
    ends = [each for each in found if each.group().endswith(".") or re.match(r"\s*(?:[.,:;!?]|$)", text[each.end() :])]
    return _capital([each.group() for each in ends if _SENTENCE.search(text[: each.start()])][:1], text)


def _capital(named: list[str], text: str) -> str | None:
    """The first words in capitals that are no ordinary ones; none where everything is in capitals."""
    if text.isupper():
        return None
    name: list[str] = []
    for word in named:
        if word[0].isupper() and len(word) > 1 and not is_filler(word):
            name.append(word)
        elif name:
            break
    return " ".join(name).rstrip(".-")[:LONGEST] or None


def _rare(named: list[str]) -> str | None:
    """The words of a short answer that are in no dictionary."""
    return " ".join(word for word in named if not is_filler(word) and not is_common(word))[:LONGEST] or None


@cache
def _leads(language: str, kind: str) -> re.Pattern[str]:
    leads = sorted(map(str, lexicon(language)["names"][kind]), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, leads))})(?:\s+|:\s*)", re.IGNORECASE)


@cache
def _joins(language: str) -> re.Pattern[str]:
    joins = sorted(map(str, lexicon(language)["names"]["joining"]), key=len, reverse=True)
    return re.compile(rf"{KNOWN}\s*(?:{'|'.join(map(re.escape, joins))})\s", re.IGNORECASE)

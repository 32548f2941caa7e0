"""What a text says, as far as it can be compared across languages: its numbers, and the words that carry its meaning (`meaning.yml`)."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from ruamel.yaml import YAML

from knowledge.locate import readable

WORDS = {
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen twenty thirty forty fifty sixty ninety",
    "it": (
        "due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici venti trenta quaranta "
        "cinquanta sessanta novanta"
    ),
}
VALUES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 20, 30, 40, 50, 60, 90)
ORDINALS = {"en": {"sixtieth": "60", "thirtieth": "30"}, "it": {"sessantesim": "60", "trentesim": "30"}}
_NOT_NUMBERS = {"it": re.compile(r"\bsei\b(?! (?:mes|giorn|or[ae]|ann|settiman|licen|post))", re.IGNORECASE)}
"""«Sei» is more often «you are» than six."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_OF_A_STEP = re.compile(r"\b(?:steps?|passaggi?o?|passo|passi) \d+", re.IGNORECASE)
"""Our own count of the document's steps."""
_REACHED = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+|(?<![\w.,/-])\+?\(?\d(?:[ ()/-]{0,3}\d){6,}")
"""Addresses and telephone numbers: they are held against the document as they are."""
_CAPTION = re.compile(r"“[^”]*”")
_OF_THE_PAGE = re.compile(
    r"[^.;:!?]*\b(?:the help page|the page|the document|la guida|il documento)\b[^.;!?]*\b"
    r"(?:does not|doesn't|gives no|names no|non dice|non dà|non riporta|non indica|non nomina)\b[^.;!?]*[.;!?]?",
    re.IGNORECASE,
)


class Concept(NamedTuple):
    """Something that a text can say."""

    name: str
    strong: bool
    """nothing but the document may put it into a fact"""
    patterns: dict[str, re.Pattern[str]]


@cache
def concepts() -> tuple[Concept, ...]:
    """All of them, in the order of the file."""
    data = YAML(typ="safe").load(Path(__file__).with_name("meaning.yml").read_text(encoding="utf-8"))["concepts"]
    return tuple(
        Concept(name, entry.get("strong", False), {language: _pattern(entry[language]) for language in WORDS})
        for name, entry in data.items()
    )


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words.replace(' ', r'[ ]')})", re.IGNORECASE)


STRONG = frozenset(concept.name for concept in concepts() if concept.strong)
"""What nothing but the document may put into a fact."""


@lru_cache(maxsize=8192)
def said(text: str, language: str) -> frozenset[str]:
    """The concepts that a text names. What is only a caption of a screen says nothing."""
    plain = " ".join(_CAPTION.sub(" ", text.replace("’", "'")).split())
    return frozenset(concept.name for concept in concepts() if language in concept.patterns and concept.patterns[language].search(plain))


def of_the_product(text: str) -> str:
    """A text without what it says of the help page itself («The help page gives no phone number»)."""
    return _OF_THE_PAGE.sub(" ", text)


@lru_cache(maxsize=8192)
def numbers(text: str, language: str) -> frozenset[str]:
    """The numbers that a text names, in figures or in words; steps are counted by us."""
    plain = _OF_A_STEP.sub(" ", _REACHED.sub(" ", readable(text)))
    if language in _NOT_NUMBERS:
        plain = _NOT_NUMBERS[language].sub(" ", plain)
    found = {_figure(number) for number in _NUMBER.findall(plain)}
    words = dict(zip(WORDS.get(language, "").split(), map(str, VALUES), strict=False)) | ORDINALS.get(language, {})
    for word in re.findall(r"\w+", plain.casefold()):
        found |= {value for name, value in words.items() if word == name or (name in ORDINALS.get(language, {}) and word.startswith(name))}
    return frozenset(found)


def _figure(number: str) -> str:
    """«2,000» and «2.000» are two thousand; «10.5» and «10,5» ten and a half."""
    return re.sub(r"[.,](?=\d{3}(?:\D|$))", "", number).replace(",", ".")

"""Finding products in a message: exact first, then with typing errors, never a common word.

Names up to 4 letters must be exact, 5 to 7 may have one edit, 8 and more two. The index cuts each name into one part
more than it may have edits, so one part of a misspelt name is always intact (the pigeonhole principle): a look-up
touches only the names that share a part, and costs the same with 5 articles as with 5,000.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, pairwise
from pathlib import Path

from rapidfuzz.distance import OSA

from bot.data_files import read
from knowledge.library import Name

MOST_WORDS = 4
MOST_EDITS = 2
MOST_TOKENS = 250
"""Words of a message that are looked at: more than a message of ordinary words has."""
MOST_MISSPELT = 120
"""Words of a message that may be a slip for a name: comparing them takes longest of all."""
MOST_FOUND = 12
"""Stretches that are taken for products: nobody leaves more at once."""
LONGEST_NAME = 40
_TOKEN = re.compile(r"\w+", re.UNICODE)
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Found:
    """A product in a text. `role` is `destination` for the one that somebody moves to."""

    product: str
    start: int
    end: int
    exact: bool
    role: str | None = None
    instead: bool = False
    """whether it is named in place of another one: «I meant {name}»"""
    denied: bool = False
    """whether it is named only to say that it is not meant: «not {name}»"""


def allowed_edits(length: int) -> int:
    """How many letters may be wrong in a name of this length."""
    return 0 if length <= 4 else 1 if length <= 7 else 2


def plain(text: str) -> str:
    """Letters and digits only, lower case: «Their-Tool» and «theirtool» are one."""
    return "".join(_TOKEN.findall(text.lower())).replace("_", "")


class ProductIndex:
    """All names of all products."""

    def __init__(self, names: Iterable[Name], known: Container[str] = ()) -> None:
        """`known`: words that messages are made of, and that are therefore no misspelt names."""
        self._exact: dict[str, str] = {}
        self._parts: dict[tuple[str, int, int], set[str]] = {}
        self._known = known
        for name in names:
            key = plain(name.text)
            self._exact.setdefault(key, name.product)
            for part, at in _cut(key):
                self._parts.setdefault((part, at, len(key)), set()).add(key)
        self._cuts = {(at, len(part), length) for part, at, length in self._parts}
        self._nearest = lru_cache(maxsize=4096)(self._look_near)

    def find(self, text: str) -> list[Found]:
        """The products in a text, from left to right, each stretch once."""
        tokens = [(found.group(), found.start(), found.end()) for found in islice(_TOKEN.finditer(text), MOST_TOKENS)]
        taken: list[Found] = []
        for exact, most in ((True, MOST_TOKENS), (False, MOST_MISSPELT)):
            words = tokens[:most]
            for size in range(min(MOST_WORDS, len(words)), 0, -1):
                for first in range(len(words) - size + 1):
                    group = words[first : first + size]
                    start, end = group[0][1], group[-1][2]
                    if any(start < f.end and f.start < end for f in taken):
                        continue
                    if product := self._look_up([token for token, _, _ in group], exact=exact):
                        taken.append(Found(product, start, end, exact))
                    if len(taken) == MOST_FOUND:
                        return self._with_roles(text, taken)
        return self._with_roles(text, taken)

    def _with_roles(self, text: str, taken: list[Found]) -> list[Found]:
        """In the order of the text, those marked that the customer moves to."""
        several = len({found.product for found in taken}) > 1
        return sorted((_with_role(text, found, several=several) for found in taken), key=lambda found: found.start)

    def _look_up(self, tokens: list[str], *, exact: bool) -> str | None:
        key = plain(" ".join(tokens))
        if exact:
            return self._exact.get(key)
        if (
            not allowed_edits(len(key))
            or len(key) > LONGEST_NAME
            or key.isdecimal()
            or all(token.lower() in self._known for token in tokens)
        ):
            return None
        best = self._nearest(key)
        return best if best and not all(is_common(token) for token in tokens) else None

    def _look_near(self, key: str) -> str | None:
        """The product whose name is nearest, if it is near enough."""
        best = min(self._near(key), default=None)
        return self._exact[best[1]] if best else None

    def _near(self, key: str) -> Iterator[tuple[int, str]]:
        """(edits, name) of every name near enough."""
        for name in set(self._sharing_a_part(key)):
            most = allowed_edits(len(name))
            edits = OSA.distance(key, name, score_cutoff=most)
            if edits <= most:
                yield edits, name

    def _sharing_a_part(self, key: str) -> Iterator[str]:
        """The names of about this length that have a part of theirs here, at about its place (edits shift it by up to two)."""
        for at, size, length in self._cuts:
            if abs(length - len(key)) <= MOST_EDITS:
                for start in range(max(0, at - MOST_EDITS), min(at + MOST_EDITS, len(key) - size) + 1):
                    yield from self._parts.get((key[start : start + size], at, length), ())


def _cut(key: str) -> set[tuple[str, int]]:
    """The name's parts with their places; one more than it may have edits. As many cuts, each a letter further on:
    two letters that changed places across a cut spoil both its parts, but not those of the next cut.
    """
    edits = allowed_edits(len(key))
    if not edits:
        return set()
    inner = [round(i * len(key) / (edits + 1)) for i in range(1, edits + 1)]
    cuts = [[0, *(place + shift for place in inner), len(key)] for shift in range(1 - edits, 2)]
    return {(key[a:b], a) for bounds in cuts for a, b in pairwise(bounds)}


@cache
def _dictionary() -> frozenset[str]:
    """English and Italian words. Read only when a word looks like a misspelt product: seldom."""
    from spellchecker import SpellChecker

    return frozenset(word for language in ("en", "it") for word in SpellChecker(language=language).word_frequency.words())


def is_common(word: str) -> bool:
    """Whether a word is an ordinary English or Italian word."""
    return word.isdigit() or len(word) < 3 or word.lower() in _dictionary()


@cache
def _destinations() -> dict[str, list[re.Pattern[str]]]:
    groups = read(_HERE / "destinations.yml").items()
    return {group: [re.compile(p.replace("{name}", "\ufffc"), re.IGNORECASE) for p in patterns] for group, patterns in groups}


def _with_role(text: str, found: Found, *, several: bool) -> Found:
    """Marks the product that the customer moves to, which is not the one to cancel."""
    marked = f"{text[: found.start]}\ufffc{text[found.end :]}"
    patterns = [*_destinations()["alone"], *(_destinations()["beside"] if several else [])]
    never = _matches("never", marked)
    is_destination = any(pattern.search(marked) for pattern in patterns) and not never
    role = "destination" if is_destination else None
    denied = several and _matches("denied", marked)
    return Found(found.product, found.start, found.end, found.exact, role, never or _matches("meant", marked), denied)


def _matches(group: str, marked: str) -> bool:
    return any(pattern.search(marked) for pattern in _destinations()[group])

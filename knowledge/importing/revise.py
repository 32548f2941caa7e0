"""The old and the new text of a source side by side: which facts have to be read again, which sentences are new, which are gone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from knowledge.importing.document import Document, Form
from knowledge.importing.sentences import sentences
from knowledge.importing.wording import plain
from knowledge.importing.words import likely_language, words
from knowledge.locate import located

ALIKE = 60
"""How alike two sentences must be, of 100, for one to be the other's new wording."""


@dataclass(frozen=True)
class Line:
    """A sentence or heading of a text, where it stands."""

    start: int
    end: int
    text: str
    key: str
    """its words alone: markup and blanks change nothing"""


@dataclass(frozen=True)
class Again:
    """A fact that has to be read again."""

    where: str
    """which part of the article it is"""
    quote: str
    now: str
    """what the page says there now; nothing where it says no such thing any more"""
    moved: bool = False
    """the words are the same, but stand elsewhere"""


@dataclass(frozen=True)
class Revision:
    """What a new text changes."""

    again: tuple[Again, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.again or self.new or self.gone)


@dataclass(frozen=True)
class _Pairing:
    """Two texts, and which sentence of the old one is which of the new one."""

    old: Document
    new: Document
    before: list[Line]
    after: list[Line]
    same: dict[int, int]
    moved: dict[int, int]
    reworded: dict[int, int]

    @property
    def settled(self) -> dict[int, int]:
        """The sentences whose words are the same."""
        return self.same | self.moved

    def again(self, where: str, quote: str) -> Again | None:
        """A fact, when it has to be read again."""
        touched = [place for place, line in enumerate(self.before) if _touches(self.old.text, quote, line)]
        if touched and all(place in self.settled for place in touched):
            return Again(where, quote, quote, moved=True) if any(place in self.moved for place in touched) else None
        if not touched and located(self.new.text).find(quote):
            return None
        pairs = self.settled | self.reworded
        return Again(where, quote, " ".join(self.after[pairs[place]].text for place in touched if place in pairs))


def revise(old: Document, new: Document, quotes: Iterable[tuple[str, str]]) -> Revision:
    """What the new text changes for an article whose facts (where, quote) were taken from the old one."""
    pairing = _paired(old, new)
    again = tuple(found for where, quote in dict.fromkeys(quotes) if (found := pairing.again(where, quote)))
    told = {place for place, line in enumerate(pairing.before) if any(_touches(old.text, fact.quote, line) for fact in again)}
    known = {*pairing.settled.values(), *(other for place, other in pairing.reworded.items() if place in told)}
    fresh = tuple(line.text for place, line in enumerate(pairing.after) if place not in known)
    gone = tuple(line.text for place, line in enumerate(pairing.before) if place not in pairing.settled and place not in told)
    return Revision(again, fresh, gone)


def _paired(old: Document, new: Document) -> _Pairing:
    before, after = lines(old), lines(new)
    same = _aligned(before, after)
    moved = _moved(before, after, same)
    return _Pairing(old, new, before, after, same, moved, _reworded(before, after, same | moved))


def lines(document: Document) -> list[Line]:
    """Every sentence and heading of a document, in the order of the page."""
    lists = words(likely_language(document.text))
    heads = [(block.start, block.end) for block in document.blocks if block.form is Form.heading]
    spans = sorted({*heads, *((sentence.start, sentence.end) for sentence in sentences(document, lists))})
    return [Line(start, end, document.text[start:end], _key(document.text[start:end])) for start, end in spans]


def _key(text: str) -> str:
    return re.sub(r"[^\w%€$£]+", " ", plain(text)).strip().lower()


def _aligned(before: list[Line], after: list[Line]) -> dict[int, int]:
    """Which sentence is which, where both stand in the same order."""
    found: dict[int, int] = {}
    for step in Levenshtein.opcodes([line.key for line in before], [line.key for line in after]):
        if step.tag == "equal":
            found |= {step.src_start + offset: step.dest_start + offset for offset in range(step.src_end - step.src_start)}
    return found


def _moved(before: list[Line], after: list[Line], same: Mapping[int, int]) -> dict[int, int]:
    """Which sentence stands elsewhere now."""
    taken, found = set(same.values()), {}
    for place, line in enumerate(before):
        if place in same:
            continue
        other = next((number for number, new in enumerate(after) if number not in taken and new.key == line.key), None)
        if other is not None:
            taken.add(other)
            found[place] = other
    return found


def _reworded(before: list[Line], after: list[Line], settled: Mapping[int, int]) -> dict[int, int]:
    """Which sentence is another's new wording: the most alike first, each once."""
    old = [place for place in range(len(before)) if place not in settled]
    new = [place for place in range(len(after)) if place not in set(settled.values())]
    if not old or not new:
        return {}
    scores = process.cdist([before[place].key for place in old], [after[place].key for place in new], scorer=fuzz.ratio, score_cutoff=ALIKE)
    pairs = sorted(
        ((scores[row][column], -row, -column) for row in range(len(old)) for column in range(len(new)) if scores[row][column]), reverse=True
    )
    found: dict[int, int] = {}
    for _, row, column in pairs:
        if old[-row] not in found and new[-column] not in found.values():
            found[old[-row]] = new[-column]
    return found


def _touches(text: str, quote: str, line: Line) -> bool:
    """Whether a quote takes words of that sentence."""
    span = located(text).find(quote)
    return span is not None and span.start < line.end and line.start < span.end

"""The draft: what a page says about leaving, each part with the slice of the page that says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from knowledge.importing.classify import Kind, Told, chosen_by_guess, classify, rows_of_leaving
from knowledge.importing.document import Document
from knowledge.importing.errors import Unreadable
from knowledge.importing.facts import Fact, Procedure, fact
from knowledge.importing.naming import effective, vendor_of
from knowledge.importing.procedures import procedures
from knowledge.importing.sentences import Sentence, sentences
from knowledge.importing.structure import About, Section, anchor, headed, referred_names, section_of, sections, spread
from knowledge.importing.words import Words, likely_language, words

MOST_REFERRED = 20_000
"""Letters in which headings of other sections are looked for."""
Progress = Callable[[str, float], None]
"""Called with what is being done and the share that is done, 0 to 1."""


@dataclass(frozen=True)
class Draft:
    """All that a page says about leaving a product."""

    document: Document
    vendor: str
    language: str
    effective: str
    effective_quote: str
    """the sentence that says so"""
    sections: tuple[Section, ...]
    chosen: frozenset[int]
    sentences: tuple[Told, ...]
    procedures: tuple[Procedure, ...] = ()
    prerequisites: tuple[Fact, ...] = ()
    handoffs: tuple[Fact, ...] = ()
    offers: tuple[Fact, ...] = ()
    consequences: tuple[Fact, ...] = ()
    deadlines: tuple[Fact, ...] = ()
    verify: tuple[Fact, ...] = ()
    resume: tuple[Fact, ...] = ()
    conditions: tuple[Fact, ...] = ()


def _quiet(_what: str, _share: float) -> None:
    """Tells nobody."""


def draft(
    document: Document,
    language: str | None = None,
    chosen: Iterable[int] | None = None,
    progress: Progress = _quiet,
) -> Draft:
    """The draft of a document. Raises Unreadable when it says nothing about leaving."""
    spoken = language or likely_language(document.text)
    lists = words(spoken)
    document = replace(document, blocks=headed(document))
    progress("sections", 0.3)
    found = sentences(document, lists)
    parts = _sections(document, found, lists)
    ticked = frozenset(chosen) if chosen is not None else guessed(document, found, parts, lists)
    if unknown := ticked - {section.number for section in parts}:
        raise Unreadable(f"There is no section {min(unknown)}; there are {len(parts)}, from 0 to {len(parts) - 1}.")
    progress("sentences", 0.6)
    told = classify(document, found, parts, ticked, lists)
    if not any(one.kinds for one in told) and not ticked:
        raise Unreadable(
            "The document says nothing about cancelling, closing or deleting. If a section of it does, name it with --sections."
        )
    progress("draft", 0.9)
    return _made(document, told, parts, lists, ticked)


def guessed(document: Document, found: list[Sentence], parts: list[Section], lists: Words) -> frozenset[int]:
    """The sections that are about leaving, as far as can be told: by their headings, their steps, and where those send to."""
    chosen = chosen_by_guess(parts)
    told = classify(document, found, parts, chosen, lists)
    chosen |= rows_of_leaving([one for one in told if one.section.about not in {About.returning, About.pointers, About.machine}], lists)
    return chosen | referred(told, parts, chosen)


def _sections(document: Document, found: list[Sentence], lists: Words) -> list[Section]:
    parts = sections(document, lists)
    mentions = dict.fromkeys(range(len(parts)), (0, 0))
    for sentence in found:
        number = section_of(parts, sentence.block).number
        total, speaking = mentions[number]
        mentions[number] = total + 1, speaking + bool(lists.says("leaving", sentence.plain))
    return spread(parts, mentions, flat=document.format in {"text", "pdf"})


def referred(told: list[Told], parts: list[Section], chosen: frozenset[int]) -> frozenset[int]:
    """The sections that a part about leaving without steps of its own sends to: by a link, or by their headings' words."""
    own = {one.section.number for one in told if Kind.step in one.kinds}
    wanting = {section.number for section in parts if section.about is About.leaving and section.number} & (chosen - own)
    said = [one for one in told if one.section.number in wanting]
    named = {name for one in said for name in referred_names(one.sentence.text)}
    texts = " ".join(one.text.lower() for one in said)[:MOST_REFERRED]
    return frozenset(
        section.number
        for section in parts
        if section.number not in wanting
        and (anchor(section.heading) in named or (" " in section.heading and section.heading.lower() in texts))
    )


def _made(document: Document, told: list[Told], parts: list[Section], lists: Words, ticked: frozenset[int]) -> Draft:
    def facts(kind: Kind) -> tuple[Fact, ...]:
        return tuple(fact(one, lists) for one in told if kind in one.kinds)

    when, sentence = effective(told, lists)
    return Draft(
        document=document,
        vendor=vendor_of(document, lists),
        language=lists.language,
        effective=when,
        effective_quote=sentence,
        sections=tuple(parts),
        chosen=ticked,
        sentences=tuple(told),
        procedures=procedures(told, lists),
        prerequisites=facts(Kind.prerequisite),
        handoffs=facts(Kind.handoff),
        offers=facts(Kind.offer),
        consequences=facts(Kind.consequence),
        deadlines=facts(Kind.deadline),
        verify=facts(Kind.verify),
        resume=facts(Kind.resume),
        conditions=facts(Kind.condition),
    )

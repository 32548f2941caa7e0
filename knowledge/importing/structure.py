"""The sections of a document, and what each is about: leaving, what comes after it, coming back, or something else."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from enum import StrEnum

from knowledge.importing.document import Block, Document, Form
from knowledge.importing.wording import plain
from knowledge.importing.words import Words


class About(StrEnum):
    """What a section is about."""

    leaving = "leaving"
    afterwards = "afterwards"
    beforehand = "beforehand"
    returning = "returning"
    elsewhere = "elsewhere"
    machine = "machine"
    """what programs do"""
    pointers = "pointers"
    open = "open"
    """its heading does not say"""


CHOSEN = frozenset({About.leaving, About.afterwards, About.beforehand})
"""what a draft is made of, where nobody has ticked sections"""


MENTIONS, DENSITY = 2, 0.12
"""How many sentences of a page, and which part of them, speak of leaving where the whole page does."""


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it, down to the next one."""

    number: int
    heading: str
    level: int
    about: About
    own: About
    """what its own heading says, whatever it stands under"""
    above: int | None
    """the section that it stands in"""
    first: int
    last: int
    """its blocks: from the first up to, without, the last"""


def sections(document: Document, words: Words) -> list[Section]:
    """All sections, in the order of the page; what stands before the first heading is one too, under the page's title."""
    document = replace(document, blocks=headed(document))
    found = [_section(words, document.title, None, 0, (0, 0))]
    above = [found[0]]
    for place, block in enumerate(document.blocks):
        if block.form is Form.heading:
            found[-1] = replace(found[-1], last=place)
            while len(above) > 1 and above[-1].level >= block.level:
                above.pop()
            found.append(_section(words, plain(document.slice(block)), above[-1], block.level, (len(found), place + 1)))
            above.append(found[-1])
    found[-1] = replace(found[-1], last=len(document.blocks))
    return _phases(document, found)


def headed(document: Document) -> tuple[Block, ...]:
    """The blocks, with paragraphs and items that are headings but for their form; the title of a box heads no section."""
    blocks = [replace(block, form=Form.rule) if block.form is Form.heading and block.note else block for block in document.blocks]
    below = [*blocks[1:], None]
    return tuple(
        replace(block, form=Form.heading, level=7 if block.form is Form.paragraph else 6)
        if _heads(document.slice(block), block, after)
        else block
        for block, after in zip(blocks, below, strict=True)
    )


def _heads(text: str, block: Block, below: Block | None) -> bool:
    """Whether a block is a heading: a bold line, or a numbered title with text of its own below it."""
    if block.form is Form.paragraph:
        return _bold(text)
    if block.form is not Form.item or not block.ordered or block.follows or below is None or len(text) > 70:
        return False
    own = below.follows or below.form is Form.paragraph
    capital = [word[:1].isupper() for word in re.findall(r"[^\W\d_]{4,}", text)]
    return own and (_bold(text) or (len(capital) > 1 and sum(capital) >= 0.8 * len(capital) and not text.rstrip().endswith((".", ":"))))


def section_of(parts: list[Section], block: int) -> Section:
    """The section that a block stands in."""
    return parts[bisect_right(parts, block, key=lambda section: section.first) - 1]


def about(heading: str, words: Words) -> About:
    """What a heading says that its section is about."""
    leaving, returning = words.says("leaving", heading), words.says("returning", heading)
    if words.opens("pointers", heading):
        return About.pointers
    if words.says("machine", heading):
        return About.machine
    if returning and not (leaving and leaving.start() < returning.start()):
        return About.returning
    for name in (About.afterwards, About.beforehand):
        if words.says(name, heading):
            return name
    if leaving:
        return About.leaving
    return About.elsewhere if words.says("elsewhere", heading) else About.open


def _section(words: Words, heading: str, above: Section | None, level: int, place: tuple[int, int]) -> Section:
    """A section that nothing stands under yet. Its place: its own number, and that of its first block."""
    own = about(heading, words)
    inherited = above.about if above else About.open
    meant: About = inherited if own is About.open else own
    return Section(place[0], heading, level, meant, own, above.number if above else None, place[1], place[1])


def spread(parts: list[Section], mentions: dict[int, tuple[int, int]], *, flat: bool) -> list[Section]:
    """The sections of a page that is about leaving as a whole, though its headings do not say so.

    `mentions` tells of each section how many sentences it has, and how many of them speak of leaving. Of a page whose
    headings are only guessed (`flat`), what they say of leaving is not enough.
    """
    said = any(section.about is About.leaving for section in parts)
    total = sum(count for count, _ in mentions.values())
    speaking = sum(count for _, count in mentions.values())
    if (said and not flat) or speaking < MENTIONS or speaking < total * DENSITY:
        return parts
    return [replace(section, about=About.leaving) if section.about is About.open else section for section in parts]


def _phases(document: Document, found: list[Section]) -> list[Section]:
    """Sections that the first part names as steps, as a table of contents does, are parts of leaving."""
    named = {
        anchor(match[1])
        for section in found
        if section.about is About.leaving
        for block in document.blocks[section.first : section.last]
        if block.form is Form.item and (match := re.fullmatch(r"\[[^\]]{1,200}\]\(#([^)\s]{1,200})\)\.?", document.slice(block).strip()))
    }
    return [replace(section, about=About.leaving) if anchor(section.heading) in named else section for section in found]


def referred_names(text: str) -> list[str]:
    """The sections of the same page that a sentence links to, as anchors."""
    found = re.findall(r"\]\(#([^)\s]{1,200})\)|(?<!:)`([^`<>]{1,200})`_(?!_)|:ref:`(?:[^`<>]{1,200}<)?([^`<>]{1,200})>?`", text)
    return [anchor(name) for groups in found for name in groups if name]


def anchor(heading: str) -> str:
    """How a heading is linked to."""
    return re.sub(r"[^\w]+", "-", heading.lower()).strip("-")


def _bold(text: str) -> bool:
    """A paragraph that is one bold line, without a full stop."""
    marked = re.fullmatch(r"(\*\*|__)(?!\s)([^*_\n]{2,100})\1:?|<(?:strong|b)>([^<\n]{2,100})</(?:strong|b)>:?", text.strip())
    return bool(marked) and not (marked[2] or marked[3]).rstrip().endswith(".") if marked else False

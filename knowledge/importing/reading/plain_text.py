"""Plain text: each line may be a paragraph, an item, a heading, or the rest of the line above."""

from __future__ import annotations

from knowledge.importing.document import Block, Document, Form
from knowledge.importing.reading.lines import MARKER, Line, lines

WRAPPED = 50
"""A line shorter than this ends its paragraph."""
HEADING = 80
"""A longer line is no heading."""


def read(text: str) -> Document:
    """The document."""
    return Document(text, tuple(blocks(lines(text))), format="text")


def blocks(found: list[Line]) -> list[Block]:
    """The blocks of these lines."""
    made: list[Block] = []
    open_line: Line | None = None
    for place, line in enumerate(found):
        marker = MARKER.match(line.text)
        if line.blank:
            open_line = None
        elif made and open_line and not marker and _goes_on(open_line, line):
            made[-1] = _longer(made[-1], line)
            open_line = line
        elif marker:
            made.append(Block(Form.item, line.start + marker.end(), line.last, level=1 + line.indent // 3, ordered=bool(marker["number"])))
            open_line = line
        else:
            form = Form.heading if _is_heading(found, place) else Form.paragraph
            made.append(Block(form, line.first, line.last, level=_level(made) if form is Form.heading else 0))
            open_line = None if form is Form.heading else line
    return made


def _level(above: list[Block]) -> int:
    """How deep a heading is: one that stands right below another stands under it."""
    return min(above[-1].level + 1, 6) if above and above[-1].form is Form.heading else 2


def _longer(block: Block, line: Line) -> Block:
    return Block(block.form, block.start, line.last, block.level, block.ordered, block.note, block.follows)


def _goes_on(above: Line, line: Line) -> bool:
    """Whether a line is the rest of the one above: that was full, or broke off, and this goes on in small letters."""
    ended = above.text.rstrip().endswith((".", "!", "?", ":", ";", "…"))
    small = line.text.lstrip()[:1].islower()
    return len(above.text.rstrip()) >= WRAPPED and (small or not ended) if not small else not ended


def _is_heading(found: list[Line], place: int) -> bool:
    """A short line without a full stop, with something below it."""
    line = found[place].text.strip()
    below = next((other for other in found[place + 1 :] if not other.blank), None)
    ended = line.endswith((".", "!", ":", ";", ",", "…"))
    return below is not None and len(line) <= HEADING and not ended and line[:1].isupper() and not _is_row(found, place)


def _is_row(found: list[Line], place: int) -> bool:
    """One of several short lines below each other: a list without marks."""
    near = found[max(0, place - 1) : place + 2]
    return len(near) == 3 and all(0 < len(line.text.strip()) <= HEADING and not line.text.rstrip().endswith(".") for line in near)

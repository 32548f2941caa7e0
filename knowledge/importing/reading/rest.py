"""reStructuredText: headings by their underlines, lists and boxes by their indent.

docutils is not used: it drops the content of every directive that it does not know, and help pages are full of Sphinx's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from knowledge.importing.document import Block, Document, Form
from knowledge.importing.reading.lines import MARKER, Line, lines

_UNDERLINE = re.compile(r"([=\-~^\"'`#*+.:_<>])\1{2,}\s*$")
_DIRECTIVE = re.compile(r"\s*\.\. +([\w:-]+)::\s*(.*)$")
_EXPLICIT = re.compile(r"\s*\.\.(?:\s|$)")
_FIELD = re.compile(r"\s*:[\w -]{1,40}:(?:\s|$)(?!`)")
_BOXES = {"note", "tip", "warning", "important", "caution", "attention", "danger", "hint", "seealso", "admonition"}
_MUTE = {
    "image",
    "figure",
    "toctree",
    "code-block",
    "code",
    "sourcecode",
    "literalinclude",
    "include",
    "raw",
    "meta",
    "contents",
    "csv-table",
    "math",
    "highlight",
    "index",
}


@dataclass
class _Reading:
    """What has been read so far."""

    blocks: list[Block] = field(default_factory=list)
    underlines: list[str] = field(default_factory=list)
    """the kinds of underline, the highest heading's first"""
    note: int | None = None
    """indent of the box that is open"""
    mute: int | None = None
    """indent of what is no text of the page"""
    item: int = 0
    """indent of the words of the open item"""
    open: bool = False
    """whether the next line goes on with the last block"""
    marks: list[int] = field(default_factory=list)
    """indents of the open lists"""


def read(text: str) -> Document:
    """The document."""
    found, reading = lines(text), _Reading()
    skip = -1
    for place, line in enumerate(found):
        if place > skip:
            skip = place + _take(reading, found, place, line)
    return Document(text, tuple(reading.blocks), title="", format="rest")


def _take(reading: _Reading, found: list[Line], place: int, line: Line) -> int:
    """Takes one line; says how many of the following were taken with it."""
    if line.blank:
        reading.open = False
        return 0
    if (mark := _underlined(found, place)) is not None:
        _heading(reading, line, mark)
        return 1
    if _UNDERLINE.match(line.text):
        reading.open = False
        return 0
    for name in ("note", "mute"):
        indent = getattr(reading, name)
        if indent is not None and line.indent <= indent:
            setattr(reading, name, None)
    if reading.mute is None:
        _line(reading, line)
    return 0


def _line(reading: _Reading, line: Line) -> None:
    directive = _DIRECTIVE.match(line.text)
    if directive or _EXPLICIT.match(line.text):
        name = directive[1] if directive else ""
        reading.open = False
        if name in _BOXES:
            reading.note = line.indent
        elif not directive or name in _MUTE:
            reading.mute = line.indent
        if directive and name not in _MUTE and directive[2].strip():
            _paragraph(reading, line, line.start + directive.start(2))
        return
    if not reading.open and _FIELD.match(line.text) and not line.text.lstrip().startswith(":doc:"):
        return
    marker = MARKER.match(line.text)
    if marker and not (reading.open and line.indent > 0 and reading.blocks[-1].form is Form.paragraph):
        _item(reading, line, marker)
    elif reading.open:
        reading.blocks[-1] = replace(reading.blocks[-1], end=line.last)
    else:
        _paragraph(reading, line, line.first)


def _heading(reading: _Reading, line: Line, mark: str) -> None:
    if mark not in reading.underlines:
        reading.underlines.append(mark)
    reading.blocks.append(Block(Form.heading, line.first, line.last, level=reading.underlines.index(mark) + 1))
    reading.open, reading.marks, reading.note, reading.mute = False, [], None, None


def _item(reading: _Reading, line: Line, marker: re.Match[str]) -> None:
    reading.marks = [*(indent for indent in reading.marks if indent < line.indent), line.indent]
    start = line.start + marker.end()
    reading.item = marker.end()
    reading.blocks.append(
        Block(Form.item, start, line.last, len(reading.marks), ordered=bool(marker["number"]), note=reading.note is not None)
    )
    reading.open = True


def _paragraph(reading: _Reading, line: Line, start: int) -> None:
    inside = bool(reading.marks) and line.indent >= reading.item > 0 and reading.note is None
    form = Form.item if inside else Form.paragraph
    reading.marks = reading.marks if inside else []
    last = reading.blocks[-1] if inside else None
    reading.blocks.append(
        Block(
            form, start, line.last, len(reading.marks), ordered=bool(last and last.ordered), note=reading.note is not None, follows=inside
        )
    )
    reading.open = True


def _underlined(found: list[Line], place: int) -> str | None:
    """What underlines a line, when it is a heading."""
    line = found[place]
    if place + 1 >= len(found) or line.indent or _UNDERLINE.match(line.text):
        return None
    below = found[place + 1]
    mark = _UNDERLINE.match(below.text)
    return mark[1] if mark and len(below.text.rstrip()) >= min(len(line.text.rstrip()), 4) - 1 and not below.indent else None

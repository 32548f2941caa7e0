"""Markdown of any dialect: markdown-it finds the blocks, and each is taken from where it stands in the text itself.

What Hugo, Jekyll, MkDocs, Docusaurus and Microsoft's pages add (front matter, template marks, boxes) is covered with blanks of the same
length first, so that every place stays where it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.importing.document import Block, Document, Form
from knowledge.importing.reading import tags
from knowledge.importing.reading.lines import Line, lines

_FRONT = re.compile(r"\A\ufeff?(---\s*\n.*?\n---\s*(?:\n|\Z)|\{\{\{.*?\n\}\}\}\s*\n|\+\+\+\s*\n.*?\n\+\+\+\s*(?:\n|\Z))", re.DOTALL)
_TITLE = re.compile(r"^\s*[\"']?title[\"']?\s*[:=]\s*(.+?),?\s*$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TEMPLATE = re.compile(r"^[ \t]*\{%(?:(?!%\}).)*?%\}[ \t]*$|^[ \t]*\{\{[<%](?:(?!\}\}).){0,400}?\}\}[ \t]*$", re.MULTILINE | re.DOTALL)
_LINE = re.compile(
    r"^[ \t]*(?:\{![^\n]*!\}|\{\w+(?:\|[\w-]+)?\}|\{:[^\n}]*\}|:::\w*[^\n]*|\[!INCLUDE[^\n]*\]\([^\n]*\)|import [^\n]* from [^\n]*)[ \t]*$",
    re.MULTILINE,
)
_TAB = re.compile(r"^[ \t]*\{(?:tab\||start_tabs|end_tabs)", re.MULTILINE)
_BOX = re.compile(r"^[ \t]*(?:!!!|\?\?\?\+?)[ \t]*\w+[^\n]*$", re.MULTILINE)
_ALERT = re.compile(r"(?<=>)[ \t]*\[!\w+\][ \t]*$", re.MULTILINE)
_OPENS = re.compile(
    r"[ \t]*(?:!!!|\?\?\?|:::\s?\w|\{\{[<%]\s*(?:note|warn|tip|aside|caution|important|hint)|\{%\s*(?:hint|note|warning|callout)|>\s*\[!)",
    re.IGNORECASE,
)
_CLOSES = re.compile(r"[ \t]*(?::::\s*$|\{\{[<%]\s*/|\{%\s*end)", re.IGNORECASE)


def read(text: str) -> Document:
    """The document."""
    front = _FRONT.match(text)
    shadow = _covered(text)
    found = lines(text)
    notes = _boxes(found)
    parser = MarkdownIt("commonmark").enable("table").disable(["code", "reference"])
    tokens = parser.parse(shadow)
    title = _TITLE.search(front[0]) if front else None
    name = title[1].strip("\"' ") if title else ""
    return Document(text, tuple(_blocks(text, shadow, found, tokens, notes)), title=name, format="markdown")


def _covered(text: str) -> str:
    """The text with what is no text of the page covered, at the same length."""
    for pattern in (_FRONT, _COMMENT):
        text = pattern.sub(_blanks, text)
    text = _TAB.sub(lambda match: "***" + " " * (len(match[0]) - 3), text)
    for pattern in (_TEMPLATE, _LINE, _BOX, _ALERT):
        text = pattern.sub(_blanks, text)
    return re.sub(r"^\*\*\* [^\n]*$", lambda match: "***" + " " * (len(match[0]) - 3), text, flags=re.MULTILINE)


def _blanks(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _boxes(found: list[Line]) -> frozenset[int]:
    """The lines that stand in a box beside the text."""
    inside: set[int] = set()
    indent: int | None = None
    quoted = closing = False
    for number, line in enumerate(found):
        if _OPENS.match(line.text):
            head = line.text.lstrip()
            quoted, closing = head.startswith(">"), head.startswith((":::", "{{", "{%"))
            indent = line.indent
        elif indent is not None:
            ends = (
                _CLOSES.match(line.text)
                if closing
                else (not line.text.lstrip().startswith(">") if quoted else not line.blank and line.indent <= indent)
            )
            indent = None if ends else indent
        if indent is not None:
            inside.add(number)
    return frozenset(inside)


@dataclass
class _Where:
    """What the tokens have opened so far."""

    lists: list[bool] = field(default_factory=list)
    """each list that is open: whether it is numbered"""
    heading: int = 0
    cell: bool = False
    fresh: bool = False
    """nothing of the item has been taken yet"""
    cursor: int = 0

    def follow(self, token: Token) -> None:
        """Takes what a token opens or closes."""
        kind = token.type
        if kind in {"ordered_list_open", "bullet_list_open"}:
            self.lists.append(kind.startswith("ordered"))
        elif kind in {"ordered_list_close", "bullet_list_close"}:
            self.lists.pop()
        elif kind in {"td_open", "th_open", "td_close", "th_close"}:
            self.cell = kind.endswith("open")
        elif kind in {"heading_open", "heading_close"}:
            self.heading = int(token.tag[1]) if kind.endswith("open") else 0
        self.fresh = kind == "list_item_open" or (self.fresh and kind not in {"ordered_list_close", "bullet_list_close"})

    def block(self, start: int, end: int, *, note: bool) -> Block:
        """The block of a token that stands there."""
        if self.heading:
            return Block(Form.heading, start, end, level=self.heading, note=note)
        if self.cell:
            return Block(Form.cell, start, end, note=note)
        if self.lists:
            follows, self.fresh = not self.fresh, False
            return Block(Form.item, start, end, level=len(self.lists), ordered=self.lists[-1], note=note, follows=follows)
        return Block(Form.paragraph, start, end, note=note)


def _blocks(text: str, shadow: str, found: list[Line], tokens: list[Token], notes: frozenset[int]) -> Iterator[Block]:
    where = _Where()
    for token in tokens:
        where.follow(token)
        if not token.map:
            continue
        first, last = found[token.map[0]], found[max(token.map[0], token.map[1] - 1)]
        if token.type == "hr":
            yield Block(Form.rule, first.start, first.start)
        elif token.type == "html_block":
            yield from tags.blocks(text, first.start, last.last)
        elif token.type == "inline" and token.content.strip():
            start, end = _place(shadow, first, last, token.content, where.cursor)
            where.cursor = end
            yield where.block(start, end, note=token.map[0] in notes)


def _place(shadow: str, begin: Line, end: Line, content: str, cursor: int) -> tuple[int, int]:
    """Where the words of a token stand: from their first line to their last."""
    rows = content.strip().split("\n")
    head, foot = rows[0].strip(), rows[-1].strip()
    first = shadow.find(head, max(begin.start, cursor), end.last)
    if first < 0:
        return max(begin.first, min(cursor, end.last)), end.last
    if len(rows) == 1:
        return first, first + len(head)
    last = shadow.rfind(foot, first, end.last)
    return first, (last + len(foot) if last >= 0 else end.last)

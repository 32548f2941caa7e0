"""The labelled pages in other formats: the same words, laid out as HTML, Word, PDF or plain text would have them."""

from __future__ import annotations

import textwrap
from html import escape

from knowledge.importing.document import Block, Document, Form
from knowledge.importing.structure import headed
from knowledge.importing.wording import plain
from tests.importing.making import docx, pdf

WIDTH = 90
"""Letters of a line on paper."""
LINES = 50
"""Lines of a page."""


def rendered(document: Document, form: str) -> tuple[bytes, str]:
    """The page in another format, and the name of its file."""
    blocks = [(block, plain(document.slice(block))) for block in headed(document) if block.form is not Form.rule]
    blocks = [(block, text) for block, text in blocks if text]
    title = plain(document.title)
    if form == "html":
        return _html(blocks, title).encode(), "page.html"
    if form == "docx":
        head = [("heading", title)] if title else []
        return docx(*head, *((_word(block), text) for block, text in blocks)), "page.docx"
    lines = [*([title, ""] if title else []), *_lines(blocks)]
    if form == "text":
        return "\n".join(lines).encode(), "page.txt"
    wrapped = [part for line in lines for part in (textwrap.wrap(line, WIDTH) or [""])]
    wrapped = [line.encode("cp1252", "replace").decode("cp1252") for line in wrapped]
    return pdf(*(wrapped[place : place + LINES] for place in range(0, len(wrapped), LINES))), "page.pdf"


def _word(block: Block) -> str:
    if block.form is Form.heading:
        return "heading"
    return "step" if block.form is Form.item and block.ordered and not block.follows else "text"


def _html(blocks: list[tuple[Block, str]], title: str) -> str:
    parts, inside = [f"<html><head><title>{escape(title)}</title></head><body><main>" + (f"<h1>{escape(title)}</h1>" if title else "")], ""
    for block, text in blocks:
        kind = ("ol" if block.ordered else "ul") if block.form is Form.item else ""
        if kind != inside:
            parts.append((f"</{inside}>" if inside else "") + (f"<{kind}>" if kind else ""))
            inside = kind
        tag = "li" if kind else f"h{min(6, block.level + bool(title))}" if block.form is Form.heading else "p"
        parts.append(f"<{tag}>{escape(text)}</{tag}>")
    return "".join([*parts, f"</{inside}>" if inside else "", "</main></body></html>"])


def _lines(blocks: list[tuple[Block, str]]) -> list[str]:
    lines, number = [], 0
    for block, text in blocks:
        numbered = block.form is Form.item and block.ordered and not block.follows
        number = number + 1 if numbered else number if block.form is Form.item else 0
        mark = f"{number}. " if numbered else "- " if block.form is Form.item and not block.follows else ""
        lines += ([] if block.form is Form.item else [""]) + [mark + text]
    return lines

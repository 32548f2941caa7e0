"""A file's bytes → a document. Each format says which stretches of the text belong together; nothing of the words is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath

from knowledge.importing.document import Document
from knowledge.importing.errors import Unreadable
from knowledge.importing.limits import MAX_BYTES, MAX_CHARS
from knowledge.importing.reading import apart, markdown, page, plain_text, rest
from knowledge.importing.reading.decoding import decoded

FORMATS = ("text", "markdown", "rest", "html", "docx", "pdf")
_ENDINGS = {
    "md": "markdown",
    "mdx": "markdown",
    "markdown": "markdown",
    "rst": "rest",
    "rest": "rest",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "docx": "docx",
    "pdf": "pdf",
}
_TEXTS: dict[str, Callable[[str], Document]] = {
    "text": plain_text.read,
    "markdown": markdown.read,
    "rest": rest.read,
    "html": page.read,
}


def read(data: bytes, name: str = "", form: str | None = None) -> Document:
    """The document in these bytes. Raises Unreadable with a sentence for the editor."""
    if len(data) > MAX_BYTES:
        raise Unreadable(
            f"The file has {len(data) / 1e6:.0f} MB; a help page may have {MAX_BYTES / 1e6:.0f}. "
            "Save only the page about cancelling, and import that."
        )
    form = form or format_of(data, name)
    text = _text(data, name) if form in _TEXTS else ""
    if form != "html":  # most of a page is no text of it
        _check_length(text)
    document = _TEXTS[form](text) if form in _TEXTS else apart.read(data, form)
    _check_length(document.text)
    if not any(character.isalnum() for character in document.text) or not document.blocks:
        raise Unreadable("There is no text in the document. Open it, check that words can be selected in it, and import it again.")
    return document


def _check_length(text: str) -> None:
    if len(text) > MAX_CHARS:
        raise Unreadable(f"The document has more than {MAX_CHARS:,} characters. Save only the part about cancelling, and import that.")


def format_of(data: bytes, name: str) -> str:
    """What a file is: by what it begins with, then by the ending of its name, then by the marks in its text."""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "docx"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("This is a Word file of the old kind (.doc), or one locked with a password. Save it as .docx without one.")
    ending = PurePath(name).suffix.lower().lstrip(".")
    if ending in {"docx", "pdf"}:
        raise Unreadable(f"The file is called .{ending}, but holds none: it is damaged or was saved as something else. Export it again.")
    return _ENDINGS.get(ending) or _marks(data[:200_000].decode("utf-8", errors="ignore"))


def _marks(text: str) -> str:
    """The format of a text whose name says nothing."""
    if re.search(r"<!doctype html|<html[\s>]|<body[\s>]", text[:5_000], re.IGNORECASE) or len(re.findall(r"</(?:p|div|li|h\d)>", text)) > 2:
        return "html"
    if re.search(r"^\S.*\n(?:={3,}|-{3,}|~{3,})\s*$", text, re.MULTILINE) and re.search(r"^\.\. |:\w+:`|`_{1,2}(?!\w)", text, re.MULTILINE):
        return "rest"
    if re.search(r"\A\ufeff?---\s*\n|^#{1,6} \S|^```|\*\*[^*\n]+\*\*|\]\([^)\n]+\)|^\S[^\n]*\n(?:={3,}|-{3,})\s*$", text, re.MULTILINE):
        return "markdown"
    return "text"


def _text(data: bytes, name: str) -> str:
    return decoded(data, name or "the document").replace("\r\n", "\n").replace("\r", "\n")

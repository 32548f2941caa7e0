"""Bytes → text, whatever they were written in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.importing.errors import Unreadable

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DECLARED = re.compile(rb"<meta[^>]{1,200}charset\s*=\s*[\"']?([\w-]{2,40})", re.IGNORECASE)
WESTERN = "cp1252"
"""what pages in the languages that can be read were written in before UTF-8"""
STRANGE = 0.02
"""More control characters than this part of a text, and it is none."""


def decoded(data: bytes, name: str) -> str:
    """The text: UTF-8 where it is, else what the page declares, else what most pages were written in. Raises Unreadable."""
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if _is_text(text) and not (encoding.startswith("utf-16-") and _letters(text) < len(text) / 2):
            return text.replace("\x00", "\ufffd")
    raise Unreadable(f"{name} holds no text: it is a picture, a program or a damaged file. Save the help page as text, HTML, DOCX or PDF.")


def _candidates(data: bytes) -> Iterator[str]:
    yield from (encoding for mark, encoding in _MARKS if data.startswith(mark))
    if data[:1000].count(0) > len(data[:1000]) / 4:
        yield from ("utf-16-le", "utf-16-be")
    yield "utf-8"
    if declared := _DECLARED.search(data[:5_000]):
        yield declared[1].decode("ascii")
    yield WESTERN


def _letters(text: str) -> int:
    return sum(character.isascii() and (character.isalpha() or character.isspace()) for character in text)


def _is_text(text: str) -> bool:
    strange = sum(ord(character) < 32 and character not in "\t\n\r\f\v" for character in text[:100_000])
    return strange <= STRANGE * len(text[:100_000])

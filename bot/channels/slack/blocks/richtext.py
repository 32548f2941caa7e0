"""A reply's text as Slack's `rich_text`: lists become lists that a screen reader can count, everything else stays literal.

Slack calls `rich_text` strongly preferred, and reads no markup in it: `*`, `<!channel>`, `:smile:` and addresses are
shown as they stand. Lists are recognised by how `Writer` writes them: lines that begin with `• `, and lines numbered from 1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from bot.channels.slack.blocks.escape import escaped, linked

Block = dict[str, Any]

_BULLET = "• "
_NUMBERED = re.compile(r"(\d+)\. (?=\S)")
_JOINER = "\u200d"
_JOINED = ("Mn", "Me", "Cf", "Sk")
"""Categories of characters that belong to the one before: accents, joiners, skin tones."""
_LONGEST_CHARACTER = 32


def rich_text(text: str, hosts: frozenset[str] = frozenset()) -> Block:
    """One block. The first line is bold when it announces a list. The text must have something visible."""
    kinds = list(_lines(text.strip("\n")))
    runs = groupby(kinds, key=lambda line: line[0])
    elements = [_element(kind, [line for _, line in run], hosts) for kind, run in runs]
    if kinds[0][1].endswith(":") and [kind for kind, _ in kinds[:2]] in (["text", "bullet"], ["text", "ordered"]):
        for piece in elements[0]["elements"]:
            piece["style"] = {"bold": True}
    return {"type": "rich_text", "elements": elements}


def quoted(text: str, hosts: frozenset[str] = frozenset()) -> Block:
    """A quote, as one element of a block."""
    return {"type": "rich_text_quote", "elements": _pieces(text, hosts)}


def section(text: str, hosts: frozenset[str] = frozenset()) -> Block:
    """Plain words, as one element of a block."""
    return {"type": "rich_text_section", "elements": _pieces(text, hosts)}


def plain(text: str, longest: int) -> Block:
    """A text object of at most `longest` characters that reads no markup; colons in it make no emoji."""
    return {"type": "plain_text", "text": shortened(text, longest), "emoji": False}


def parts(text: str, longest: int) -> list[str]:
    """A text in parts of at most `longest` characters once they are escaped: cut between lines, in a longer line between
    words, in a longer word between characters.
    """
    found: list[str] = []
    for line in text.split("\n"):
        for position, piece in enumerate(_short_enough(line, longest)):
            whole = f"{found[-1]}\n{piece}" if found and position == 0 else ""
            if whole and len(escaped(whole)) <= longest:
                found[-1] = whole
            else:
                found.append(piece)
    return [part for part in (part.strip("\n") for part in found) if part.strip()]


def shortened(text: str, longest: int) -> str:
    """At most `longest` characters, cut between words where that keeps most of it."""
    if len(text) <= longest:
        return text
    return text[: _cut(text, longest - 1)].rstrip() + "…"


def _short_enough(line: str, longest: int) -> Iterator[str]:
    while len(escaped(line)) > longest:
        end, cost = 0, 0
        while (cost := cost + len(escaped(line[end]))) <= longest:
            end += 1
        end = _cut(line, end)
        yield line[:end]
        line = line[end:].lstrip(" ")
    yield line


def _cut(text: str, end: int) -> int:
    """The best place to cut at or before `end`: after a word, else between two characters that people see as two."""
    space = text.rfind(" ", end // 2, end + 1)
    if space > 0:
        return space
    for place in range(end, max(end - _LONGEST_CHARACTER, 0), -1):
        if unicodedata.category(text[place]) not in _JOINED and text[place - 1] != _JOINER:
            return place
    return end


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Each line with its kind: `bullet` and `ordered` without their mark, or `text`."""
    expected = 1
    for line in text.split("\n"):
        number = _NUMBERED.match(line)
        if number and number[1] == str(expected):
            yield "ordered", line[number.end() :]
            expected += 1
            continue
        expected = 1
        listed = line.startswith(_BULLET) and line.removeprefix(_BULLET).strip()
        yield ("bullet", line.removeprefix(_BULLET)) if listed else ("text", line)


def _element(kind: str, lines: list[str], hosts: frozenset[str]) -> Block:
    if kind == "text":
        return section("\n".join(lines), hosts)
    return {"type": "rich_text_list", "style": kind, "elements": [section(line, hosts) for line in lines]}


def _pieces(text: str, hosts: frozenset[str]) -> list[Block]:
    return [{"type": "link", "url": piece} if is_link else {"type": "text", "text": piece} for piece, is_link in linked(text, hosts)]

"""HTML in a text whose places have to stay where they are: blocks between the tags that part them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from knowledge.importing.document import Block, Form

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})\b[^<>]{0,2000}>")
_PARTING = {
    "p",
    "div",
    "li",
    "ol",
    "ul",
    "br",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "tr",
    "td",
    "th",
    "section",
    "blockquote",
    "hr",
    "pre",
}
_MUTE = {"script", "style", "svg", "template"}


@dataclass
class _Open:
    """What the tags have opened so far."""

    lists: list[bool] = field(default_factory=list)
    """each list that is open: whether it is numbered"""
    heading: int = 0
    item: bool = False
    mute: int = 0

    def follow(self, name: str, *, closing: bool) -> None:
        """Takes what a tag opens or closes."""
        if name in {"ol", "ul"}:
            self.lists = self.lists[:-1] if closing else [*self.lists, name == "ol"]
        elif name == "li":
            self.item = not closing
        elif name in _MUTE:
            self.mute = max(0, self.mute - 1) if closing else self.mute + 1
        self.heading = int(name[1]) if re.fullmatch(r"h[1-6]", name) and not closing else 0

    def block(self, text: str, start: int, end: int) -> Block | None:
        """The block between two tags, when it says something."""
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if self.mute or not any(character.isalnum() for character in _TAG.sub("", text[start:end])):
            return None
        if self.heading:
            return Block(Form.heading, start, end, level=self.heading)
        if self.lists and self.item:
            return Block(Form.item, start, end, level=len(self.lists), ordered=self.lists[-1])
        return Block(Form.paragraph, start, end)


def blocks(text: str, start: int, end: int) -> Iterator[Block]:
    """The blocks between two places."""
    opened = _Open()
    begin = start
    for match in _TAG.finditer(text, start, end):
        name = match[2].lower()
        if name not in _PARTING and name not in _MUTE:
            continue
        if block := opened.block(text, begin, match.start()):
            yield block
        begin = match.end()
        opened.follow(name, closing=bool(match[1]))
    if block := opened.block(text, begin, end):
        yield block

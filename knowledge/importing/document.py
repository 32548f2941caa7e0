"""A document as it was read: its text, and where the parts of it stand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """What a block is on the page."""

    heading = "heading"
    paragraph = "paragraph"
    item = "item"
    cell = "cell"
    rule = "rule"
    """a line across the page: what follows is another list"""


@dataclass(frozen=True)
class Block:
    """A stretch of the text that belongs together."""

    form: Form
    start: int
    end: int
    level: int = 0
    """of a heading: how deep, 1 at the top; of an item: how deep in lists, 1 at the top"""
    ordered: bool = False
    """an item of a numbered list"""
    note: bool = False
    """stands in a box beside the text"""
    follows: bool = False
    """belongs to the same item as the block before"""


@dataclass(frozen=True)
class Document:
    """The text that a draft quotes, and its blocks in the order of the page."""

    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    format: str = "text"
    name: str = ""
    """of the file it came from"""
    address: str | None = None
    captions: tuple[str, ...] = ()
    """what the page shows as a button's or a menu's name, where its text does not mark them"""

    def slice(self, block: Block) -> str:
        """The words of a block, as they stand in the text."""
        return self.text[block.start : block.end]

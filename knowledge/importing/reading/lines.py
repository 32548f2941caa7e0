"""A text as lines, with where each begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

MARKER = re.compile(r"[ \t]*(?:(?P<number>(?:\d{1,3}|[a-z]|#)[.)])|[-*+•●▪◦‣·–—])[ \t]+(?=\S)")
"""what an item of a list begins with"""


@dataclass(frozen=True)
class Line:
    """One line of a text."""

    start: int
    text: str
    """without its end"""

    @cached_property
    def indent(self) -> int:
        """Blanks before the first letter."""
        return len(self.text) - len(self.text.lstrip())

    @property
    def blank(self) -> bool:
        """Whether nothing stands on it."""
        return not self.text.strip()

    @property
    def first(self) -> int:
        """Where its first letter stands in the text."""
        return self.start + self.indent

    @property
    def last(self) -> int:
        """Where its last letter ends in the text."""
        return self.start + len(self.text.rstrip())


def lines(text: str) -> list[Line]:
    """All lines of a text."""
    found, start = [], 0
    for line in text.split("\n"):
        found.append(Line(start, line))
        start += len(line) + 1
    return found

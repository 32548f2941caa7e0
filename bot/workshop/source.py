"""The help page as sentences, each with what the draft makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.workshop.article_text import plain
from bot.workshop.cards import Card, cards
from knowledge.coverage import is_open
from knowledge.locate import Sentence as Found
from knowledge.locate import Span, located, sentences


@dataclass(frozen=True)
class Sentence:
    """One sentence of the page. `use`: `heading`, `used`, `left_out` or `open`."""

    text: str
    use: str
    cards: tuple[Card, ...] = ()
    why: str = ""
    quote: str = ""
    """of what leaves it out"""

    @property
    def long(self) -> bool:
        """More than a line."""
        return len(self.text) > 90


def told(tree: Any, source: str) -> list[Sentence]:
    """Every sentence of the page in its order."""
    page = located(source)
    used = [(span, card) for card in cards(tree) if card.quote for span in page.all(card.quote)]
    out = [(span, piece) for piece in plain(tree.get("dismissed") or []) for span in _spans(page, piece)]
    covered = bytearray(len(source))
    for span in [*(span for span, _ in used), *(span for span, _ in out)]:
        covered[span.start : span.end] = b"\1" * (span.end - span.start)
    return [_told(sentence, used, out, is_open(sentence, source, covered)) for sentence in sentences(source)]


def _spans(page: Any, piece: dict[str, Any]) -> list[Span]:
    found = []
    for span in page.all(str(piece.get("quote") or "")):
        ends = [each.end for each in page.all(str(piece.get("to") or ""))] if piece.get("to") else [span.end]
        found += [Span(span.start, end) for end in ends if end >= span.end][:1]
    return found


def _told(sentence: Found, used: list[tuple[Span, Card]], out: list[tuple[Span, dict[str, Any]]], open_: bool) -> Sentence:  # noqa: FBT001
    by = tuple({card.where: card for span, card in used if _meet(sentence, span)}.values())
    left = [piece for span, piece in out if _meet(sentence, span)]
    if sentence.heading and not by and not left:
        return Sentence(sentence.text, "heading")
    if open_ and not sentence.heading:
        return Sentence(sentence.text, "open", by)
    if by:
        return Sentence(sentence.text, "used", by)
    if left:
        return Sentence(sentence.text, "left_out", by, str(left[0].get("why") or ""), str(left[0]["quote"]))
    return Sentence(sentence.text, "heading")


def _meet(sentence: Found, span: Span) -> int:
    """Characters that both have."""
    return max(0, min(sentence.end, span.end) - max(sentence.start, span.start))

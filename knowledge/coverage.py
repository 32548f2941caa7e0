"""What an article makes of its document: which words it quotes, which it leaves out on purpose, and which sentences nobody has read."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.library import quotes
from knowledge.locate import Located, Sentence, Span, sentences, signs
from knowledge.schema import Article, Dismissed

MOST_OPEN = 5
"""So many words of a sentence in a row may stand in no quote: «Once logged in,», «For example,»."""


def used(article: Article, document: Located) -> list[Span]:
    """Every place of a document that the article quotes or dismisses."""
    found = []
    for key in type(article).model_fields:
        if key != "dismissed":
            found += [span for _, quote in quotes(getattr(article, key)) for span in document.all(quote)]
    return [*found, *dismissed(article, document)]


def dismissed(article: Article, document: Located) -> list[Span]:
    """Every place that the article leaves out."""
    return [span for piece in article.dismissed for span in _dismissed(piece, document)]


def _dismissed(piece: Dismissed, document: Located) -> Iterator[Span]:
    for span in document.all(piece.quote):
        if piece.to is None:
            yield span
        elif end := next((each.end for each in document.all(piece.to) if each.end >= span.end), None):
            yield Span(span.start, end)


def open_sentences(article: Article, document: Located) -> list[Sentence]:
    """The sentences of which so much is neither quoted nor dismissed that something may be overlooked."""
    covered = bytearray(len(document.text))
    for span in used(article, document):
        covered[span.start : span.end] = b"\1" * (span.end - span.start)
    return [sentence for sentence in sentences(document.text) if not sentence.heading and is_open(sentence, document.text, covered)]


def is_open(sentence: Sentence, text: str, covered: bytearray) -> bool:
    """Whether a run of its words is in no quote; of a short one, whether it is not quoted at all."""
    words = [sign for sign in signs(text[sentence.start : sentence.end]) if sign.text[0].isalnum()]
    run = longest = 0
    for word in words:
        run = 0 if covered[sentence.start + word.start] else run + 1
        longest = max(longest, run)
    return longest > min(MOST_OPEN, len(words) - 1)

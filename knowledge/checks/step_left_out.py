"""A walk with a missing step ends in front of a locked door.

What the document asks people to do stands in a step, or in what else tells them what to do: an offer, the way back,
how to check. An instruction that only answers a question is never shown to who walks. Of a numbered list, each point
counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.checks.context import Context, grounded
from knowledge.checks.walk import parts
from knowledge.coverage import dismissed
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.library import quotes
from knowledge.locate import Sentence, Span, sentences
from knowledge.schema import PathKind, Step

_TO_DO = re.compile(
    r"^(?:(?:then|next|simply|now|once \w+(?: \w+)*,|(?:on|in|from|at|within) the [^,.]{1,60},|poi|quindi|infine|"
    r"(?:nella|nel|nello|sulla|dalla) [^,.]{1,60},)\s+)*"
    r"(?:(?:locate and |please )?(?:click|tap|press|select|choose|open|go to|head to|navigate|toggle|switch off|log in|"
    r"sign in|begin by|enter|confirm|follow|submit|look for|locate|scroll|search for)\b"
    r"|(?:fai clic|fare clic|seleziona|selezionare|premi|premere|apri|aprire|vai|andare|passare|scegli|scegliere|"
    r"conferma|confermare|segui|seguire|accedi|accedere|inserisci|trova)\b)"
    r"|\b(?:and|e) (?:click|tap|press|select|choose|fai clic|seleziona|selezionare|premi)\b|\bclick on\b|\bfai clic\b|"
    r"\basking you to (?:select|confirm|choose)\b",
    re.IGNORECASE,
)
_POINT = re.compile(r"^[ \t]*(?:#+[ \t]*)?(?:(?:Step|Passaggio|Passo)[ \t]+)?(\d{1,2})[.):][ \t]+\S", re.MULTILINE | re.IGNORECASE)

ID = "step-left-out"
FIX = "make a step of the instruction, or dismiss it with a reason"


BESIDE = ("offers", "resume", "verify", "prerequisites")
"""Parts of an article that tell people what to do, besides steps."""


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Instructions that no step has, and points of a numbered list of steps that are left out."""
    document = context.document(file)
    if document is None or not any(path.kind is PathKind.self_service for path in file.article.paths.values()):
        return
    article, text = file.article, document.located
    if not all(grounded(step, document) for _, step in parts(article, Step)):
        return
    steps = [span for _, step in parts(article, Step) for quote in step.quotes for span in text.all(quote)]
    beside = [span for key in BESIDE for _, quote in quotes(getattr(article, key)) for span in text.all(quote)]
    done = [*steps, *beside, *dismissed(article, text)]
    for sentence in sentences(document.text):
        if _TO_DO.search(sentence.text) and not sentence.heading and not _meets(sentence, done):
            yield file.problem(ID, f"{document.where(sentence.start)}: no step says “{sentence.text}”", FIX, "paths")
    for point in _left_out(document.text, steps, done):
        yield file.problem(ID, f"{document.where(point.start)}: other points of this list are steps, this one is not", FIX, "paths")


def _left_out(text: str, steps: list[Span], done: list[Span]) -> Iterator[Span]:
    """Points of lists of which others are steps, between the first and the last of these; the last point needs to be done as well."""
    for points in _lists(text):
        taken = [_meets(point, steps) for point in points]
        if any(taken):
            for point, is_step in zip(points, taken, strict=True):
                if not is_step and not _meets(point, done) and _asks(text, point):
                    yield point


def _asks(text: str, point: Span) -> bool:
    return any(_TO_DO.search(sentence.text) for sentence in sentences(text) if point.start <= sentence.start < point.end)


def _lists(text: str) -> Iterator[list[Span]]:
    """Numbered lists, each with its points."""
    marks = [(int(match[1]), match.start()) for match in _POINT.finditer(text)]
    points: list[Span] = []
    last = 0
    for (number, start), end in zip(marks, [start for _, start in marks[1:]] + [len(text)], strict=False):
        if number != last + 1 and points:
            yield points
            points = []
        points.append(Span(start, end))
        last = number
    if points:
        yield points


def _meets(piece: Sentence | Span, spans: list[Span]) -> bool:
    return any(span.start < piece.end and piece.start < span.end for span in spans)

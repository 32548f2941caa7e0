"""A term is counted from what the document says.

The day that a customer is told is worked out from `amount` and `unit`. When those were forgotten while the sentence
changed, the bot says 30 days and counts 10.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.meaning import numbers, said
from knowledge.schema import LANGUAGES, Deadline, Unit

WORDS = {
    Unit.days: "day",
    Unit.business_days: "working day",
    Unit.hours: "hour",
    Unit.weeks: "week",
    Unit.months: "month",
    Unit.years: "year",
}

ID = "amount-not-in-quote"
FIX = "give `amount` and `unit` as the sentence has them; where it has no number, leave both out"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Deadlines whose amount or unit does not stand in their quote, or in their text."""
    document = context.document(file)
    for position, deadline in enumerate(file.article.deadlines):
        places = [(language, deadline.text(language), language) for language in LANGUAGES]
        if document:
            places.insert(0, ("quote", " ".join(deadline.quotes), document.source.language))
        for key, text, language in places:
            if mistake := _mistake(deadline, text, language):
                yield file.problem(ID, f"deadline «{deadline.id}»: {mistake} in “{text}”", FIX, "deadlines", position, key)


def _mistake(deadline: Deadline, text: str, language: str) -> str | None:
    named, unit = numbers(text, language), WORDS[deadline.unit]
    if deadline.amount is None:
        return f"no `amount`, but {', '.join(sorted(named))}" if named else None
    if deadline.amount < 1:
        return None  # deadline-without-anchor
    for amount in (deadline.amount, deadline.up_to):
        if amount is not None and str(amount) not in named:
            return f"no {amount}"
    units = {each for each in said(text, language) if each in WORDS.values()}
    return None if unit in units and (unit != "day" or "working day" not in units) else f"not {deadline.unit}"

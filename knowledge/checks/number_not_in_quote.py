"""No number is ever made up.

Prices, terms and limits are what customers act on. One that the fact's own sentence does not have is a slip of the
pen, or older than the document.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context, grounded
from knowledge.checks.walk import parts
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.meaning import numbers
from knowledge.schema import LANGUAGES, Fact

ID = "number-not-in-quote"
FIX = "write the number as the sentence has it"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Facts that name a number which none of their quotes has."""
    document = context.document(file)
    if document is None:
        return
    for keys, fact in parts(file.article, Fact):
        if not grounded(fact, document):
            continue
        if fact.fee and fact.fee.amount.strip("%") not in numbers(" ".join(fact.quotes), document.source.language):
            yield file.problem(ID, f"the fee of {fact.fee.amount} is not in the quote", FIX, *keys, "fee")
        known = numbers(" ".join(fact.quotes), document.source.language)
        for language in LANGUAGES:
            for number in sorted(numbers(fact.text(language), language) - known):
                yield file.problem(ID, f"{number} is not in the quote", FIX, *keys, language)

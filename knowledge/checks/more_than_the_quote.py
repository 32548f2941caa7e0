"""A fact says what its sentence says, no more and not the opposite.

Somebody who is in a hurry writes «you lose access at once» under a sentence about the end of the month. Words that
cost money, time or data have to stand in the quote, and a «not» of the quote may not get lost.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context, grounded
from knowledge.checks.walk import parts
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.meaning import STRONG, of_the_product, said
from knowledge.schema import LANGUAGES, Fact

NEGATION = "negation"

ID = "more-than-the-quote"
FIX = "say what the sentence says, or quote the sentence that says it (`also`)"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Facts with a strong word that their quotes do not have, or with a «not» too many or too few."""
    document = context.document(file)
    if document is None:
        return
    for keys, fact in parts(file.article, Fact):
        if not grounded(fact, document):
            continue
        quoted = said(" ".join(_bare(quote) for quote in fact.quotes), document.source.language)
        for language in LANGUAGES:
            told = said(of_the_product(fact.text(language)), language)
            if more := (told & STRONG) - quoted:
                yield file.problem(ID, f"the quote does not say “{'”, “'.join(sorted(more))}”", FIX, *keys, language)
            if (NEGATION in told) != (NEGATION in quoted):
                where = ("the text", "the quote") if NEGATION in told else ("the quote", "the text")
                yield file.problem(ID, f"{where[0]} says «not», {where[1]} does not", FIX, *keys, language)


def _bare(quote: str) -> str:
    """Captions count in a quote: what a sentence names it knows."""
    return quote.replace("“", "").replace("”", "")

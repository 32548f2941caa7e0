"""A fact is only as good as the words it rests on.

A customer acts on what the bot says, and pays for it when it is wrong. So every fact shows the document's own words,
and words that are not in the document, even by one comma, are words that somebody made up or that the document no
longer has.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.walk import parts
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.library import quotes
from knowledge.schema import Lifecycle, Step

ID = "quote-not-in-source"
FIX = "copy the words from the document, with their punctuation (`partwell knowledge quote` finds them)"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Quotes that are not in the document; a blank one is in every document, and says nothing."""
    document = context.document(file)
    steps = {(*keys, "quote") for keys, _ in parts(file.article, Step)}
    for keys, quote in quotes(file.article):
        if not quote.strip():
            missing = file.article.lifecycle is not Lifecycle.draft
            if missing and keys not in steps:  # of a step: that rule's own
                yield file.problem(ID, "the quote is blank", FIX, *keys)
        elif document and not document.located.find(quote):
            yield file.problem(ID, f"not in {document.source.file}: “{quote}”", FIX, *keys)

"""Every sentence of the document was read.

What nobody quoted may be the sentence that takes everything back. So each one is used by a fact, or dismissed with a
reason; headings are neither.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.coverage import open_sentences
from knowledge.errors import Problem
from knowledge.files import ArticleFile

ID = "uncovered-sentence"
FIX = "quote the sentence in the fact that it belongs to, or list it under `dismissed` with `why`"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Sentences that are neither quoted nor dismissed."""
    document = context.document(file)
    if document is None:
        return
    for sentence in open_sentences(file.article, document.located):
        where = document.where(sentence.start)
        yield file.problem(ID, f"{where}: nobody used or dismissed “{sentence.text}”", FIX, "source")

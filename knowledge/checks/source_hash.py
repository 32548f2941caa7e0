"""A document that changed has to be read again.

The quotes may still be there while the sentence after them takes everything back. Only who read the new document may
write its hash into `sources.yml`.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.errors import Problem
from knowledge.files import ArticleFile

ID = "source-hash"
FIX = "read the new document, correct the article, then run `partwell knowledge source --read`"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Articles whose document is no longer the one they were written from."""
    for position, slug in enumerate(file.article.documents):
        document = context.source(file, slug)
        if document and document.sha256 != document.source.sha256:
            keys = ("more_sources", position - 1) if position else ("source",)
            yield file.problem(ID, f"{document.source.file} is not the document that the article was written from", FIX, *keys)

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
FIX = "read the new document, correct the article, then write the new sha256 into sources.yml"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Articles whose document is no longer the one they were written from."""
    document = context.document(file)
    if document and document.sha256 != document.source.sha256:
        yield file.problem(ID, f"{document.source.file} now has the sha256 {document.sha256}", FIX, "source")

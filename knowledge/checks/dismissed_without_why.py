"""What is left out is left out for a reason.

The next editor, and the reviewer, have to see why a sentence does not matter to people who cancel.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.errors import Problem
from knowledge.files import ArticleFile

ID = "dismissed-without-why"
FIX = "say under `why` what it is instead, for example “the title” or “about the free plan”"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Dismissed pieces without a reason."""
    for position, piece in enumerate(file.article.dismissed):
        if not piece.why.strip():
            yield file.problem(ID, f"dismissed, but why? “{piece.quote}”", FIX, "dismissed", position, "why")

"""Products change their screens without telling us.

An article that nobody has compared with the product for longer than its editor thought safe may lead customers in
circles.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.schema import Lifecycle

ID = "overdue-review"
FIX = "compare the article with the product's current document, then set `reviewed` and `review_due`"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Served articles whose review is due since before today."""
    article = file.article
    if article.lifecycle is Lifecycle.reviewed and article.review_due < context.today:
        yield file.problem(ID, f"review was due on {article.review_due}", FIX, "review_due")

"""What happens at once has to be said before (N9).

Where a cancellation takes effect immediately, there is no afterwards in which a consequence could still be weighed.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.walk import wanted
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.schema import Article, Condition, Effective, Lifecycle, Path, When

ID = "consequence-too-late"
FIX = "give the consequence that is immediate `say: before`"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Paths that take effect at once, with no consequence said before the first step."""
    for slug, path in file.article.paths.items():
        if path.effective is Effective.immediate and not _warned(file.article, path):
            yield file.problem(ID, f"«{slug}» takes effect at once, and nothing is said before", FIX, "paths", slug, "effective")


def _warned(article: Article, path: Path) -> bool:
    return any(
        consequence.say is When.before and consequence.status is Lifecycle.reviewed and _together(consequence.when, path.when)
        for consequence in article.consequences
    )


def _together(one: Condition, other: Condition) -> bool:
    """Whether an account can meet both conditions."""
    return all(set(wanted(one, name)) & set(wanted(other, name)) for name in one if name in other)

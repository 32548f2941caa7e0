"""A name means one product.

When two articles claim it, the customer who wants to leave one is told how to leave the other.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context, plain
from knowledge.checks.walk import Keys
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.schema import Article, Lifecycle

ID = "duplicate-name"
FIX = "leave the name to the product that people mean by it"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Names that an earlier article has already; retired articles have given theirs back."""
    if file.article.lifecycle is Lifecycle.retired:
        return
    for keys, name in _names(file.article):
        owner = context.owners[plain(name)]
        if owner != file.article.product:
            yield file.problem(ID, f"«{name}» is also a name of «{owner}»", FIX, *keys)


def _names(article: Article) -> Iterator[tuple[Keys, str]]:
    yield ("name",), article.name
    for key, names in (("aliases", article.aliases), ("misspellings", article.misspellings)):
        yield from (((key, position), name) for position, name in enumerate(names))

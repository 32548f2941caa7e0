"""A name that leads to nothing fails silently.

A condition on a misspelt value is never met, a contact that does not exist is never shown, and nobody notices before a
customer does.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.walk import Keys, conditions, of_path, parts, strange, wanted
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.schema import Article, Attribute, Fact, Path, Rule

ID = "unknown-slug"
FIX = "correct the name, or add what it names"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Names of nothing: in conditions, attributes, contacts, the source, and the file's own."""
    for find in (_conditions, _attributes, _contacts, _rules):
        for keys, mistake in find(file.article):
            yield file.problem(ID, mistake, FIX, *keys)
    if file.path.stem != file.article.product:
        yield file.problem(ID, f"product «{file.article.product}» in a file called {file.path.name}", FIX, "product")
    if message := _source(file.article, context):
        yield file.problem(ID, message, FIX, "source")


def _conditions(article: Article) -> Iterator[tuple[Keys, str]]:
    for keys, condition in conditions(article):
        for name, message in strange(article, condition):
            yield (*keys, name), message
        for name in () if of_path(*keys) else condition:  # a path's own: unreachable-path
            if not wanted(condition, name):
                yield (*keys, name), f"true of no account: no value of «{name}» is named"


def _attributes(article: Article) -> Iterator[tuple[Keys, str]]:
    for keys, attribute in parts(article, Attribute):
        if attribute.when_unknown not in attribute.values:
            yield (*keys, "when_unknown"), f"no value «{attribute.when_unknown}»"
        for position, value in enumerate(attribute.special):
            if value not in attribute.values:
                yield (*keys, "special", position), f"no value «{value}»"


def _contacts(article: Article) -> Iterator[tuple[Keys, str]]:
    users: list[tuple[Keys, Fact | Path]] = [*parts(article, Fact), *parts(article, Path)]
    for keys, part in users:
        if part.contact is not None and part.contact not in article.contacts:
            yield (*keys, "contact"), f"no contact «{part.contact}»"


def _rules(article: Article) -> Iterator[tuple[Keys, str]]:
    for keys, path in parts(article, Path):
        if path.rule is not None and path.rule not in {*Rule, *article.rules}:
            yield (*keys, "rule"), f"no rule «{path.rule}»"


def _source(article: Article, context: Context) -> str | None:
    if context.sources is None:
        return None
    document = context.sources.get(article.source)
    if document is None:
        return f"no source «{article.source}» whose file can be read"
    if document.source.product != article.product:
        return f"source «{article.source}» is about «{document.source.product}»"
    return None

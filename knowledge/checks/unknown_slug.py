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
from knowledge.schema import Article, Attribute, Fact, Path, Rule, Unsaid
from knowledge.topics import TOPICS

ID = "unknown-slug"
FIX = "correct the name, or add what it names"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Names of nothing: in conditions, attributes, contacts, the source, and the file's own."""
    for find in (_conditions, _attributes, _contacts, _rules, _topics):
        for keys, mistake in find(file.article):
            yield file.problem(ID, mistake, FIX, *keys)
    if file.path.stem != file.article.product:
        yield file.problem(ID, f"product «{file.article.product}» in a file called {file.path.name}", FIX, "product")
    for keys, mistake in _sources(file.article, context):
        yield file.problem(ID, mistake, FIX, *keys)


def _conditions(article: Article) -> Iterator[tuple[Keys, str]]:
    for keys, condition in conditions(article):
        for name, message in strange(article, condition):
            yield (*keys, name), message
        for name in () if of_path(*keys) else condition:  # a path's own: unreachable-path
            if not wanted(condition, name):
                yield (*keys, name), f"true of no account: no value of «{name}» is named"


def _attributes(article: Article) -> Iterator[tuple[Keys, str]]:
    for keys, attribute in parts(article, Attribute):
        if attribute.values and attribute.when_unknown not in attribute.values:
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


def _topics(article: Article) -> Iterator[tuple[Keys, str]]:
    known = {*TOPICS, *article.topics}
    users: list[tuple[Keys, Fact | Unsaid]] = [*parts(article, Fact), *parts(article, Unsaid)]
    for keys, part in users:
        for position, topic in enumerate(part.topics):
            if topic not in known:
                yield (*keys, "topics", position), f"no topic «{topic}»"


def _sources(article: Article, context: Context) -> Iterator[tuple[Keys, str]]:
    for position, slug in enumerate(article.documents) if context.sources is not None else ():
        keys: Keys = ("more_sources", position - 1) if position else ("source",)
        document = (context.sources or {}).get(slug)
        if document is None:
            yield keys, f"no source «{slug}» whose file can be read"
        elif document.source.product != article.product:
            yield keys, f"source «{slug}» is about «{document.source.product}»"

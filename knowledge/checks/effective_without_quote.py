"""When a cancellation takes effect is not a guess.

It stands on the receipt. «At once» means that the data may be gone, «at the end of the year» that there are invoices
to come.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.locate import readable
from knowledge.meaning import said
from knowledge.schema import Article, Condition, Effective, Lifecycle, Path

TOPIC = "effective_when"
_END = re.compile(
    r"\b(?:end|ends|until|remainder|rest|expires?|last day|will not renew|fine|finisce|scade|scadenza|resto|termine|ultimo giorno)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:annual|yearly|year|12.month|term|annuale|anno|annua)", re.IGNORECASE)

ID = "effective-without-quote"
FIX = "quote under `effective_quote` the sentence that says when, or write `effective: not_stated`"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Paths whose effect rests on no sentence or on one that says another, and paths without one while a fact says when."""
    for slug, path in file.article.paths.items():
        for key, mistake in _mistakes(file, path, context):
            yield file.problem(ID, mistake, FIX, "paths", slug, key)


def _mistakes(file: ArticleFile, path: Path, context: Context) -> Iterator[tuple[str, str]]:
    document = context.document(file)
    if path.effective is Effective.not_stated:
        if path.effective_quote:
            yield "effective_quote", "a sentence says when it takes effect, and `effective` does not"
        for said_so in _said(file.article, path):
            yield "effective", f"not stated, but told: “{said_so}”"
    elif not path.effective_quote:
        yield "effective", f"which sentence says «{path.effective}»?"
    elif document and not _says(path.effective, path.effective_quote, document.source.language):
        yield "effective_quote", f"the sentence does not say «{path.effective}»"


def _said(article: Article, path: Path) -> Iterator[str]:
    """What is told of the effect to the accounts of this path, where no step is free of it."""
    for placed in article.placed:
        fact = placed.fact
        if TOPIC in fact.topics and fact.status is Lifecycle.reviewed and _meet(placed.when, path.when):
            yield fact.en


def _meet(one: Condition, other: Condition) -> bool:
    def values(condition: Condition, name: str) -> set[str]:
        value = condition[name]
        return {value} if isinstance(value, str) else {*value}

    return all(values(one, name) & values(other, name) for name in one.keys() & other.keys())


def _says(effective: Effective, quote: str, language: str) -> bool:
    plain = readable(quote)
    at_once = "at once" in said(plain, language)
    if effective is Effective.immediate:
        return at_once
    ends = bool(_END.search(plain)) and not at_once
    return ends and (effective is not Effective.end_of_annual_term or bool(_YEAR.search(plain)))

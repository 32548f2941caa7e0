"""A reviewed article is whole.

A draft may be kept with anything missing. What is served needs its ways, its questions, an owner, and the day on
which somebody compared it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge.checks.context import Context
from knowledge.checks.walk import Keys
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.schema import Article

ID = "incomplete"
FIX = "add what is missing, or keep the article as `lifecycle: draft`"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """What a reviewed article lacks."""
    for keys, what in _missing(file.article):
        yield file.problem(ID, f"no {what}", FIX, *keys)


def _missing(article: Article) -> Iterator[tuple[Keys, str]]:
    if not article.owner.strip():
        yield ("owner",), "owner"
    if article.reviewed == date.min or article.review_due == date.max:
        yield ("reviewed",), "day on which it was reviewed, or on which that is due"
    if not article.paths:
        yield ("paths",), "way to cancel"
    for name, attribute in article.attributes.items():
        if not attribute.values:
            yield ("attributes", name), "values"
    for position, offer in enumerate(article.offers):
        if not offer.answers:
            yield ("offers", position), "reasons that the offer answers"

"""Every question has to be worth the customer's time.

An attribute on which nothing depends is never asked, so what was written for it is dead; or it was meant to decide
something, and a condition is missing.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.walk import conditions, of_path, sound
from knowledge.conditions import deciding
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.schema import Article

ID = "attribute-never-asked"
FIX = "name the attribute in the condition it was meant for, or remove it"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Attributes that decide no path, no offer and no fact."""
    used = _used(file.article)
    for name in file.article.attributes:
        if name not in used:
            yield file.problem(ID, f"nothing depends on «{name}»", FIX, "attributes", name)


def _used(article: Article) -> set[str]:
    """A path's condition that accepts every value decides nothing: what counts is whether the path can change."""
    paths = deciding(article, {}) if sound(article) else list(article.conditioned)
    others = {name for keys, condition in conditions(article) if not of_path(*keys) for name in condition}
    return {*paths, *others}

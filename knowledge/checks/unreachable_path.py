"""A path that nobody can be on is a path somebody believes in.

The editor who wrote it thinks that those customers are served. Its condition accepts no account, so they are led
elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.walk import sound
from knowledge.conditions import possible_paths
from knowledge.errors import Problem
from knowledge.files import ArticleFile

ID = "unreachable-path"
FIX = "let the condition accept at least one value of each attribute it names, or remove the path"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Paths that no complete account matches."""
    if not sound(file.article):
        return
    reached = possible_paths(file.article, {})
    for slug in file.article.paths:
        if slug not in reached:
            yield file.problem(ID, f"no account takes the path «{slug}»", FIX, "paths", slug)

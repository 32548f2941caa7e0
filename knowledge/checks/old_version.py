"""The form of articles grows.

An article of an older form is still read, but what the newer form asks for is not in it: which sentence says who
takes a way, what was left out and why.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.schema import VERSION

ID = "old-version"
FIX = "run `partwell knowledge migrate`"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Articles whose file is of an older form, or of one that is not known yet."""
    if file.article.version != VERSION:
        yield file.problem(ID, f"version {file.article.version} of the form; the present one is {VERSION}", FIX, "version")

"""Steps in the order of the document.

A step that comes too early sends people to a page they have not opened yet.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.locate import Located
from knowledge.schema import Step

ID = "steps-out-of-order"
FIX = "put the steps in the order in which the document has them"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Steps whose quote stands before the one of the step above them."""
    document = context.document(file)
    if document is None:
        return
    for slug, path in file.article.paths.items():
        for number in _early(path.steps, document.located):
            yield file.problem(ID, f"step {number + 1} stands before step {number} in the document", FIX, "paths", slug, "steps", number)


def _early(steps: list[Step], document: Located) -> Iterator[int]:
    """A sentence that the document repeats may be any of them: the next one after the step above."""
    at = 0
    for number, step in enumerate(steps):
        places = [span.start for span in document.all(step.quote)]
        following = [place for place in places if place >= at]
        if places and not following:
            yield number
        at = min(following, default=at)

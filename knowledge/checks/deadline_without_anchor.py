"""A deadline is counted from a day, in one direction.

"Ten days" alone gives no last safe day, and a wrong one costs the customer another invoice.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.schema import Deadline

ID = "deadline-without-anchor"
FIX = "give either `before` or `after`, and an amount of at least 1"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Deadlines that no last safe day follows from."""
    for position, deadline in enumerate(file.article.deadlines):
        if mistake := _mistake(deadline):
            yield file.problem(ID, f"deadline «{deadline.id}»: {mistake}", FIX, "deadlines", position)


def _mistake(deadline: Deadline) -> str | None:
    if deadline.before is None and deadline.after is None:
        return "neither before nor after anything"
    if deadline.before is not None and deadline.after is not None:
        return "both before and after something"
    if deadline.amount is None:
        return None if deadline.before else "no amount after anything"
    return f"an amount of {deadline.amount}" if deadline.amount < 1 else None

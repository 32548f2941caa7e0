"""An offer goes only to who can take it.

One that cannot be taken is worse than none: it delays, and it disappoints. `eligible: {}` says that everybody can; an
editor who left it out has not decided.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.errors import Problem
from knowledge.files import ArticleFile

ID = "offer-without-eligibility"
FIX = "say who can take it: `eligible: {}` for everybody, or a condition"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Offers without `eligible`."""
    for position, offer in enumerate(file.article.offers):
        if offer.eligible is None:
            yield file.problem(ID, f"who can take the offer «{offer.id}»?", FIX, "offers", position)

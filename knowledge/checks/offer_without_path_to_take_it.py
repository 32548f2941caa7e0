"""Who says yes must be told what to do.

The bot cannot change a subscription. An offer without a way to take it leaves a customer who accepted with nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.errors import Problem
from knowledge.files import ArticleFile

ID = "offer-without-path-to-take-it"
FIX = "say under `how` what the document tells the customer to do, or remove the offer"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Offers with nothing under `how`."""
    for position, offer in enumerate(file.article.offers):
        if not offer.how:
            yield file.problem(ID, f"no way to take the offer «{offer.id}»", FIX, "offers", position, "how")

"""What is answered is not open.

A customer who hears a fact, and then that the document does not say it, believes neither. Different accounts may
differ: then their conditions say so.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.walk import wanted
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.schema import Condition, Lifecycle

ID = "answered-and-unsaid"
FIX = "take the topic out of `unsaid`, or give both the conditions of the accounts they are about"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Topics under `unsaid` that a fact answers for the same account."""
    for position, point in enumerate(file.article.unsaid):
        for number, topic in enumerate(point.topics):
            answers = [each for each in file.article.placed if topic in each.fact.topics and each.fact.status is Lifecycle.reviewed]
            if any(_meet(point.when, each.when) for each in answers):
                yield file.problem(ID, f"«{topic}» is answered, and said to be open", FIX, "unsaid", position, "topics", number)


def _meet(one: Condition, other: Condition) -> bool:
    """Whether some account meets both."""
    return all(set(wanted(one, name)) & set(wanted(other, name)) for name in one.keys() & other.keys())

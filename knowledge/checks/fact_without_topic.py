"""A fact that answers no question is never told to whoever asks.

Customers ask by topic. An editor who wrote a fact down and left out what it answers has not decided, and customers
hear that the document does not say it. Steps are shown in their order anyway; they carry topics only where they
answer something besides.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.walk import parts
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.schema import Fact, Step

ID = "fact-without-topic"
FIX = "say under `topics` which questions it answers (knowledge/topics.yml lists them)"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Facts without `topics`, but for steps."""
    for keys, fact in parts(file.article, Fact):
        if not fact.topics and not isinstance(fact, Step):
            yield file.problem(ID, f"which question does this answer? “{fact.en}”", FIX, *keys)

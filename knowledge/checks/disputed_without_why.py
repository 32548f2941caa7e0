"""A dispute that nobody can follow is never settled.

A disputed fact is kept from customers. The next editor has to see what is wrong with it, or will mark it reviewed
again.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.walk import parts
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.schema import Fact, Lifecycle

ID = "disputed-without-why"
FIX = "say under `why` what speaks against the fact"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Disputed facts without a reason."""
    for keys, fact in parts(file.article, Fact):
        if fact.status is Lifecycle.disputed and not (fact.why or "").strip():
            yield file.problem(ID, f"disputed, but why? “{fact.en}”", FIX, *keys, "status")

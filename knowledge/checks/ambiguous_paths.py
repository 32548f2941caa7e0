"""One account, one way out.

Where two paths hold for the same account, which one a customer is told depends on the order in a file. If one of them
is a person's case, the wrong one is a button that does not work.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from knowledge.checks.context import Context
from knowledge.checks.walk import account_text, sound
from knowledge.conditions import completions, matching
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.schema import Article

ID = "ambiguous-paths"
FIX = "narrow the condition of one of the two paths until no account meets both"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Pairs of paths that share an account, at the later one, with the first such account."""
    if not sound(file.article):
        return
    for (first, second), account in _shared(file.article).items():
        yield file.problem(ID, f"«{first}» and «{second}» both hold for {account_text(account)}", FIX, "paths", second)


def _shared(article: Article) -> dict[tuple[str, str], dict[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for account in completions(article, {}):
        for pair in combinations(matching(article, account), 2):
            found.setdefault(pair, account)
    return found

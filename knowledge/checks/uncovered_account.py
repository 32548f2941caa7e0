"""Nobody is left without a way out.

A customer whose answers fit no path has been asked questions for nothing, and there is no fair way to go on.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.walk import account_text, sound
from knowledge.conditions import completions, matching
from knowledge.errors import Problem
from knowledge.files import ArticleFile

ID = "uncovered-account"
FIX = "add a path for this account, or widen the condition of the path that is meant for it"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Accounts that no path matches."""
    if not sound(file.article):
        return
    for account in completions(file.article, {}):
        if not matching(file.article, account):
            yield file.problem(ID, f"no path for {account_text(account)}", FIX, "paths")

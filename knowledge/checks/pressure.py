"""No text may press (N8).

Guilt, shame, false urgency, double negatives and a second "are you sure" work, which is why they are forbidden. The
list itself is `knowledge.pressure`, because the bot's own responses are held to it too.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.walk import texts
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.pressure import found

ID = "pressure"
FIX = "say the fact without it"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Texts that contain a phrase of the list."""
    for keys, language, text in texts(file.article):
        if phrases := found(text, language):
            yield file.problem(ID, f"presses: “{'”, “'.join(phrases)}”", FIX, *keys)

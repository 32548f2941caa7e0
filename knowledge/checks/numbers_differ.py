"""The same numbers in every language.

Ten days in English and thirty in Italian are two different promises, and one of them is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.walk import parts
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.meaning import numbers
from knowledge.schema import LANGUAGES, Text

ID = "numbers-differ"
FIX = "write the same numbers in both languages"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Texts whose languages name different numbers."""
    for keys, part in parts(file.article, Text):
        one, other = (numbers(part.text(language), language) for language in LANGUAGES)
        if one != other:
            yield file.problem(ID, f"{_list(one)} in one language, {_list(other)} in the other", FIX, *keys, LANGUAGES[1])


def _list(numbers: frozenset[str]) -> str:
    return ", ".join(sorted(numbers)) or "no number"

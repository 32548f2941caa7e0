"""Both languages say the same.

Nobody reads both texts of a fact one after the other, so a translation that says «before» where the other says
«after» stays for years. The words that carry the meaning (`knowledge/meaning.yml`) have to be in both or in neither.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.walk import parts
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.meaning import said
from knowledge.schema import LANGUAGES, Text

ID = "languages-differ"
FIX = "say the same in both languages; where both do, use the plainer word"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Texts of which one language says something that the other does not."""
    for keys, part in parts(file.article, Text):
        one, other = (said(part.text(language), language) for language in LANGUAGES)
        if one != other and part.en != part.it and all(part.written(language).strip() for language in LANGUAGES):
            message = " and ".join(
                f"only «{language}» says “{'”, “'.join(sorted(more))}”"
                for language, more in zip(LANGUAGES, (one - other, other - one), strict=True)
                if more
            )
            yield file.problem(ID, message, FIX, *keys, LANGUAGES[1])

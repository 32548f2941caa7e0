"""The same goodbye in both languages (N15).

A blank text is a blank message, and a text that was only copied is an English sentence in an Italian conversation. An
answer that is understood in one language only sends the others round in circles.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.walk import parts
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.schema import LANGUAGES, Text, Value

ID = "missing-translation"
FIX = "write the text, or the phrases, in the language that lacks them"

NAME_WORDS = 3
"""Up to so many words may be the same in both languages: names of plans, captions of buttons."""


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Blank texts, copied texts, and values that nobody can name in one of the languages."""
    for keys, part in parts(file.article, Text):
        blank = [language for language in LANGUAGES if not part.written(language).strip()]
        for language in blank:
            yield file.problem(ID, f"no text in «{language}»", FIX, *keys, language)
        if not blank and _copied(part):
            yield file.problem(ID, f"the same in both languages: “{part.en}”", FIX, *keys, "it")
    for keys, value in parts(file.article, Value):
        for language in LANGUAGES:
            phrases = value.says.get(language, [])
            if not phrases or not all(phrase.strip() for phrase in phrases):
                yield file.problem(ID, f"no phrases, or a blank one, in «{language}»", FIX, *keys, "says", language)


def _copied(part: Text) -> bool:
    return part.en.strip() == part.it.strip() and len(part.en.split()) > NAME_WORDS

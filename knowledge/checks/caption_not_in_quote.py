"""Who is told to click a button must find that button.

What stands in “…” is on the product's screen, word for word. A caption that the fact's own sentence does not have is
another button.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.walk import parts
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.locate import holds
from knowledge.schema import CAPTION, LANGUAGES, Attribute, Fact

ID = "caption-not-in-quote"
FIX = "write the caption as the sentence has it, or quote the sentence that has it (`also`)"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Captions that stand in none of the fact's quotes; those of a question, in none of its attribute's."""
    told = [(keys, fact, fact.quotes) for keys, fact in parts(file.article, Fact)]
    asked = [((*keys, "ask"), each.ask, [each.quote, *each.also]) for keys, each in parts(file.article, Attribute)]
    for keys, text, quotes in [*told, *asked]:
        for language in LANGUAGES:
            for caption in CAPTION.findall(text.text(language)):
                if all(quote.strip() for quote in quotes) and not any(holds(quote, caption.rstrip(".,;:")) for quote in quotes):
                    yield file.problem(ID, f"“{caption}” is not in the quote", FIX, *keys, language)

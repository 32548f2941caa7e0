"""A step names what to click.

Where the document says which button it is, the customer has to be told too, in both languages: otherwise they look
for it on somebody else's screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.walk import parts
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.locate import holds
from knowledge.schema import CAPTION, LANGUAGES, Step

_MARKED = re.compile(r"“([^”]{1,60})”|\"([^\"]{1,60})\"|\*\*([^*]{1,60})\*\*|:guilabel:`([^`]{1,60})`")

_TEMPLATE = re.compile(r"\{\{.*?\}\}")

ID = "caption-lost"
FIX = "name in “…” what the sentence says to click"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Steps without a caption that their quote marks as one, and steps whose languages name different ones."""
    for keys, step in parts(file.article, Step):
        wanted = [next(filter(None, found)).strip(" .,;:") for quote in step.quotes for found in _MARKED.findall(_TEMPLATE.sub("", quote))]
        named = {language: {caption.strip(" .,;:") for caption in CAPTION.findall(step.text(language))} for language in LANGUAGES}
        lost = [(language, caption) for language in LANGUAGES for caption in dict.fromkeys(wanted) if not _has(named[language], caption)]
        for language, caption in lost:
            yield file.problem(ID, f"the sentence says “{caption}”, the text does not", FIX, *keys, language)
        one, other = (named[language] for language in LANGUAGES)
        if one != other and not lost:
            differs = "”, “".join(sorted(one ^ other))
            yield file.problem(ID, f"named in one language only: “{differs}”", FIX, *keys, LANGUAGES[1])


def _has(named: set[str], caption: str) -> bool:
    return any(holds(each, caption) or holds(caption, each) for each in named)

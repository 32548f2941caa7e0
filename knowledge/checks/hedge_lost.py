"""A "may" that is dropped turns a possibility into a promise.

"You may receive an e-mail" is not "you receive an e-mail": the customer who waits for it believes the cancellation
failed. What the document leaves open stays open in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.walk import parts
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.schema import LANGUAGES, Fact

ID = "hedge-lost"
FIX = "keep the document's “may”, “usually”, “or something similar” … in the text of this language"

_ENGLISH = """
might, could, perhaps, possibly, probably, likely, unlikely
usually, typically, generally, normally, often, sometimes, occasionally
in some cases, in certain cases, in most cases, in many cases
something similar, or similar, or the like
depending on, depends on, depend on
if available, where available, when available, if applicable, where applicable, if possible
"""
_ITALIAN = """
potrei, potresti, potrebbe, potremmo, potreste, potrebbero, può darsi, può capitare, può succedere
forse, magari, probabilmente, possibilmente, eventualmente
di solito, solitamente, in genere, generalmente, normalmente, di norma, tipicamente, spesso, talvolta, a volte
in alcuni casi, in certi casi, nella maggior parte dei casi, in molti casi
qualcosa di simile, qualcosa del genere, o simile, o simili
a seconda, dipende da, dipende dal, dipende dalla, dipende dai, dipende dalle, dipende dall', dipendono da
se disponibile, se disponibili, dove disponibile, dove disponibili, ove disponibile, quando disponibile, se è disponibile
in cui è disponibile, in cui sono disponibili, se applicabile, se possibile
"""
HEDGES = {language: tuple(re.split(r"[,\n]\s*", words.strip())) for language, words in (("en", _ENGLISH), ("it", _ITALIAN))}
"""All that counts as leaving something open. «can» and «può» alone are not in it: they say what one is able to do."""

_MODAL_MAY = re.compile(
    r"\bmay\b(?!\s+\d)"  # "may 5" is a careless date
    r"|\bMAY\b(?!\s+\d)"
    r"|(?:^|(?<=[.!?:;\n•-])\s*)May(?=\s+(?!(?:is|was|will|has|to|through|until|and|or|of)\b)[a-z])"
)
"""The verb, not the month: small letters, or at the start of a sentence before another verb."""


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Facts that are surer than their quote."""
    document = context.document(file)
    if document is None:
        return
    for keys, fact in parts(file.article, Fact):
        open_in_source = hedges(fact.quote, document.source.language)
        for language in LANGUAGES:
            if open_in_source and not hedges(fact.text(language), language):
                said = "”, “".join(open_in_source)
                yield file.problem(ID, f"the document says “{said}”, the text in «{language}» leaves nothing open", FIX, *keys, language)


def hedges(text: str, language: str) -> list[str]:
    """The words of a text that leave something open."""
    plain = text.replace("’", "'")
    found = [hedge for hedge in HEDGES.get(language, ()) if re.search(_pattern(hedge), plain, re.IGNORECASE)]
    modal = _MODAL_MAY.search(plain) if language == "en" else None
    return ["may", *found] if modal else found


def _pattern(hedge: str) -> str:
    words = r"\s+".join(re.escape(word) for word in hedge.split())
    return rf"(?<!\w){words}" + ("" if hedge.endswith("'") else r"(?!\w)")

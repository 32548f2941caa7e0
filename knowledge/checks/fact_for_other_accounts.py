"""A fact is told to the accounts that its sentence is about.

«If you pay every month, you can pause» is no news for somebody who pays once a year. A sentence that names special
accounts has a condition that names them too, or its text says whom it is for.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.named import SENTENCE, named, wanted
from knowledge.checks.walk import sound
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.locate import readable
from knowledge.schema import LANGUAGES, Condition, Fact

ID = "fact-for-other-accounts"
FIX = "give `when` the accounts that the sentence is about, or say in both texts whom it is for"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Facts whose sentence names special accounts, while their condition does not, and facts whose condition names others."""
    article = file.article
    if not sound(article):
        return
    for position, offer in enumerate(article.offers):
        for fact in (offer.fact, *([offer.terms] if offer.terms else []), *offer.how):
            yield from _strayed(file, fact, offer.eligible or {}, ("offers", position), said_counts=False)
    for key in ("consequences", "prerequisites", "deadlines", "verify", "resume", "answers"):
        for number, fact in enumerate(getattr(article, key)):
            yield from _strayed(file, fact, fact.when, (key, number), said_counts=True)


def _strayed(file: ArticleFile, fact: Fact, condition: Condition, keys: tuple[str | int, ...], *, said_counts: bool) -> Iterator[Problem]:
    article = file.article
    quoted = [named(article, [sentence]) for quote in (*fact.quotes, fact.when_quote or "") for sentence in SENTENCE.split(readable(quote))]
    told = [named(article, [fact.text(language)]) for language in LANGUAGES]
    for name, values in ((name, values) for each in quoted for name, values in each.items()):
        attribute = article.attributes[name]
        special = {*attribute.special} if name in article.conditioned else {*attribute.values} - {attribute.when_unknown}
        for value in sorted(values & special) if len(values) == 1 else ():
            if name in condition and value not in wanted(condition, name):
                yield file.problem(ID, f"the sentence is about «{name}: {value}», the condition is not", FIX, *keys, "when")
            elif name not in condition and not (said_counts and all(value in each.get(name, ()) for each in told)):
                yield file.problem(ID, f"the sentence is about «{name}: {value}», and it is told to everybody", FIX, *keys)

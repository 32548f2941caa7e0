"""Who takes a way, the document says.

A condition decides where a customer is sent. So it stands on a sentence, and the sentence names the special accounts
that it is about: one about Essentials sends nobody with Premium anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.named import evidence, named, speaks_of, wanted
from knowledge.checks.walk import sound, strange
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.schema import Article, Condition

ID = "condition-without-quote"
FIX = "give `when_quote` (of an offer `eligible_quote`) the sentence that says which accounts these are"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Conditions of paths and offers without a sentence, or with one about other accounts."""
    article = file.article
    if not sound(article):
        return
    for slug, path in article.paths.items():
        if path.when:
            special = {name: set(attribute.special) for name, attribute in article.attributes.items()}
            yield from _unfounded(file, path.when, evidence(path), special, "paths", slug, "when")
    for position, offer in enumerate(article.offers):
        if offer.eligible and not any(True for _ in strange(article, offer.eligible)) and not _of_a_way(article, offer.eligible):
            asked = {
                name: {*each.values} - {each.when_unknown} for name, each in article.attributes.items() if name not in article.conditioned
            }
            quotes = [offer.eligible_quote] if offer.eligible_quote else []
            yield from _unfounded(file, offer.eligible or {}, quotes, asked, "offers", position, "eligible")


def _of_a_way(article: Article, condition: Condition) -> bool:
    """Whether a condition asks for no more than some way of the article, whose sentence says it."""
    return any(all(path.when.get(name) == values for name, values in condition.items()) for path in article.paths.values())


def _unfounded(
    file: ArticleFile, condition: Condition, quotes: list[str], special: dict[str, set[str]], *keys: str | int
) -> Iterator[Problem]:
    if not quotes:
        yield file.problem(ID, "which sentence says who these are?", FIX, *keys)
        return
    found = named(file.article, quotes)
    for name in condition:
        own = wanted(condition, name)
        for value in own if special.get(name, set()).issuperset(own) else ():
            if not speaks_of(file.article, quotes, name, value):
                yield file.problem(ID, f"the sentence does not name «{name}: {value}»", FIX, *keys, name)
    for name, values in found.items():
        for value in sorted(values & special.get(name, set())):
            if (
                len(values) == 1
                and name in condition
                and value not in wanted(condition, name)
                and len(file.article.attributes[name].values) > 2
            ):
                yield file.problem(ID, f"the sentence is about «{name}: {value}», the condition is not", FIX, *keys, name)
            elif name not in condition and keys[0] == "offers":
                yield file.problem(ID, f"the sentence is about «{name}: {value}», the condition is not", FIX, *keys)

"""Which accounts a sentence is about: the values of the article's attributes that it names, in the words that people use for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.locate import holds, readable
from knowledge.meaning import said
from knowledge.schema import LANGUAGES, Article, Condition, Path
from knowledge.words import mentions

SENTENCE = re.compile(r"\n|(?<=[.!?])\s")
Named = dict[str, set[str]]
"""Attribute → the values that are named."""


def named(article: Article, texts: Sequence[str]) -> Named:
    """The values that these sentences name."""
    found: Named = {}
    for text in texts:
        for line in SENTENCE.split(readable(text)):
            values = {(mention.attribute, mention.value) for mention in mentions(article, line)}
            values |= {(name, slug) for name, slug, label in _labels(article) if holds(line, label)}
            for name, slug in values:
                found.setdefault(name, set()).add(slug)
    return found


def _labels(article: Article) -> Iterator[tuple[str, str, str]]:
    for name, attribute in article.attributes.items():
        for slug, value in attribute.values.items():
            yield from ((name, slug, label) for label in {value.label.text(language) for language in LANGUAGES} if " " in label)


def names(article: Article, found: Named, attribute: str, value: str) -> bool:
    """Whether a value is named; of two values, whoever names the one says something of the other."""
    return value in found.get(attribute, ()) or (attribute in found and len(article.attributes[attribute].values) == 2)


KINDS_SAY = {"monthly": "month", "yearly": "year", "annual": "year", "premium": "premium", "reseller": "reseller", "trial": "trial"}
"""The values of kinds that have a word of their own in any document (`knowledge/meaning.yml`)."""


def speaks_of(article: Article, quotes: Sequence[str], attribute: str, value: str) -> bool:
    """Whether sentences say of an account that it has this value, in the article's own phrases or in the field's words."""
    if names(article, named(article, quotes), attribute, value):
        return True
    words = {KINDS_SAY[meant] for meant in article.attributes[attribute].values[value].means if meant in KINDS_SAY}
    return any(words & said(readable(quote), language) for quote in quotes for language in LANGUAGES)


def evidence(path: Path) -> list[str]:
    """The sentences that say who takes a way."""
    return [*([path.when_quote] if path.when_quote else []), *(path.because.quotes if path.because else [])]


def wanted(condition: Condition, name: str) -> list[str]:
    """The values a condition accepts for an attribute."""
    value = condition[name]
    return [value] if isinstance(value, str) else value

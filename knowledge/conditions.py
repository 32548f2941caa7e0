"""Conditions over attributes: which path applies, and what still has to be asked.

A condition is a conjunction (`attribute → value or values`). The questions are generated from the conditions of the
paths: an attribute is worth asking only while two accounts that differ in nothing else would take different paths.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from knowledge.schema import Article, Conditions, Offer


def holds(condition: Mapping[str, str | Sequence[str]], attributes: Mapping[str, str]) -> bool | None:
    """Whether `condition` holds: True, False, or None while an attribute it needs is not known."""
    open_ends = False
    for name, wanted in condition.items():
        value = attributes.get(name)
        if value is None:
            open_ends = True
        elif value not in ([wanted] if isinstance(wanted, str) else wanted):
            return False
    return None if open_ends else True


def known_values(entries: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Attribute → value, of all that is known of an account, however it is known."""
    return {name: entry["value"] for name, entry in entries.items()}


def stated(entries: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Attribute → value, of those that the customer named: an offer needs more than an assumption."""
    return known_values({name: entry for name, entry in entries.items() if entry["origin"] == "said"})


def completions(article: Article, known: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Every account that agrees with what is known, over the attributes that paths depend on."""
    return _Choice.of(article, known).completions()


def matching(article: Article, account: Mapping[str, str]) -> list[str]:
    """The paths whose condition holds for a complete account."""
    return _Choice.of(article, account).matching(account)


def possible_paths(article: Article, known: Mapping[str, str]) -> list[str]:
    """The paths that can still apply, in the order of the article. One left: it is decided."""
    return list(_left(_Choice.of(article, known)).paths)


def deciding(article: Article, known: Mapping[str, str]) -> list[str]:
    """The attributes that still discriminate between paths, in the order of the article."""
    return list(_left(_Choice.of(article, known)).attributes)


class _Choice(NamedTuple):
    """All that a decision between paths hangs on, as values that can be looked up: it is made several times a turn."""

    attributes: tuple[tuple[str, tuple[str, ...]], ...]
    """each with the values that it can still have"""
    paths: Conditions
    """each path with its condition"""

    @classmethod
    def of(cls, article: Article, known: Mapping[str, str]) -> _Choice:
        """What is left of an article for an account."""
        values = [(name, (known[name],) if name in known else open_ones) for name, open_ones in article.conditioned.items()]
        return cls(tuple(values), article.conditions)

    def completions(self) -> Iterator[dict[str, str]]:
        """Every account that it can be."""
        names = [name for name, _ in self.attributes]
        for values in product(*(values for _, values in self.attributes)):
            yield dict(zip(names, values, strict=True))

    def matching(self, account: Mapping[str, str]) -> list[str]:
        """The paths whose condition holds for a complete account."""
        return [slug for slug, condition in self.paths if holds(dict(condition), account)]


class _Left(NamedTuple):
    """What a choice leaves open."""

    paths: tuple[str, ...]
    attributes: tuple[str, ...]


@lru_cache(maxsize=4096)
def _left(choice: _Choice) -> _Left:
    taken = {tuple(account.values()): tuple(choice.matching(account)) for account in choice.completions()}

    def discriminates(position: int) -> bool:
        groups: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        for values, found in taken.items():
            groups.setdefault(values[:position] + values[position + 1 :], set()).add(found)
        return any(len(group) > 1 for group in groups.values())

    found = {slug for slugs in taken.values() for slug in slugs}
    return _Left(
        tuple(slug for slug, _ in choice.paths if slug in found),
        tuple(name for position, (name, _) in enumerate(choice.attributes) if discriminates(position)),
    )


def eligible(article: Article, known: Mapping[str, str]) -> list[Offer]:
    """The offers that this account is known to be eligible for."""
    return [offer for offer in article.offers if offer.eligible is not None and holds(offer.eligible, known)]


def safest(article: Article, known: Mapping[str, str]) -> dict[str, str]:
    """What to assume for everything that still discriminates, when the customer cannot or will not say.

    The editor names the safest value of each attribute. They are assumed one at a time, so that nothing is assumed
    that the earlier assumptions made pointless.
    """
    assumed: dict[str, str] = {}
    while remaining := deciding(article, {**known, **assumed}):
        assumed[remaining[0]] = article.attributes[remaining[0]].when_unknown
    return assumed

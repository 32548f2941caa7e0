"""Conditions over attributes: which path applies, and what still has to be asked.

A condition is a conjunction (`attribute → value or values`). The questions are generated from the conditions of the
paths: an attribute is worth asking only while two accounts that differ in nothing else would take different paths.
What stays open is never filled in: the way of an ordinary account is shown, and every other one is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from knowledge.schema import Article, Conditions, Offer, Preferences

RuledOut = Mapping[str, Sequence[str]]
"""Attribute → the values that the customer said are not theirs."""
NOTHING: RuledOut = {}


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


def stated(entries: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Attribute → value, of what the customer said of the account. Nothing else may decide against them."""
    return {name: entry["value"] for name, entry in entries.items() if entry["origin"] == "said"}


def with_what_follows(article: Article, known: Mapping[str, str], ruled_out: RuledOut = NOTHING) -> dict[str, str]:
    """What is known, and every value that is the only one left beside it."""
    if not article.excluded:
        return dict(known)
    gone = ruled_out_by(article, known, ruled_out)
    left = {name: _left_of(article, name, gone) for name in article.attributes if name not in known}
    return {**known, **{name: values[0] for name, values in left.items() if len(values) == 1 < len(article.attributes[name].values)}}


def ruled_out_by(article: Article, known: Mapping[str, str], ruled_out: RuledOut = NOTHING) -> RuledOut:
    """What the customer said is not theirs, and what cannot be beside what they said."""
    if not article.excluded:
        return ruled_out
    gone = {name: [*values] for name, values in ruled_out.items()}
    for name, value, other, values in article.excluded:
        if name not in known and known.get(other) in values:
            gone.setdefault(name, []).append(value)
    return gone


def _left_of(article: Article, name: str, gone: RuledOut) -> list[str]:
    values = article.attributes[name].values
    return [value for value in values if value not in gone.get(name, ())] or list(values)


def likely(article: Article, known: Mapping[str, str], ruled_out: RuledOut = NOTHING) -> dict[str, str]:
    """Values that ordinarily come with what is known: they need not be asked about, and are nobody's answer."""
    gone = ruled_out_by(article, known, ruled_out)
    return {
        name: value
        for name, value, other, values in article.likely
        if name not in known and value not in gone.get(name, ()) and known.get(other) in values
    }


def leads_to(article: Article, known: Mapping[str, str], ruled_out: RuledOut = NOTHING) -> str | None:
    """The way without steps that something told leads to by itself: a special value that only ways ask for that need somebody else, or on
    which there is nothing to do, while all that is open besides is as in an ordinary account.
    """
    told = frozenset(with_what_follows(article, known, ruled_out))
    return _leads_to(_Choice.of(article, known, ruled_out), article.preferences, told)


def completions(article: Article, known: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Every account that agrees with what is known, over the attributes that paths depend on."""
    return _Choice.of(article, known).completions()


def matching(article: Article, account: Mapping[str, str]) -> list[str]:
    """The paths whose condition holds for a complete account."""
    return _Choice.of(article, account).matching(account)


def possible_paths(article: Article, known: Mapping[str, str], ruled_out: RuledOut = NOTHING) -> list[str]:
    """The paths that can still apply, in the order of the article. One left: it is decided."""
    return list(_left(_Choice.of(article, known, ruled_out)).paths)


def deciding(article: Article, known: Mapping[str, str], ruled_out: RuledOut = NOTHING) -> list[str]:
    """The attributes that still discriminate between paths, in the order of the article."""
    return list(_left(_Choice.of(article, known, ruled_out)).attributes)


class _Choice(NamedTuple):
    """All that a decision between paths hangs on, as values that can be looked up: it is made several times a turn."""

    attributes: tuple[tuple[str, tuple[str, ...]], ...]
    """each with the values that it can still have"""
    paths: Conditions
    """each path with its condition"""

    @classmethod
    def of(cls, article: Article, known: Mapping[str, str], ruled_out: RuledOut = NOTHING) -> _Choice:
        """What is left of an article for an account."""
        ruled_out = ruled_out_by(article, known, ruled_out)

        def left(name: str, values: tuple[str, ...]) -> tuple[str, ...]:
            if name in known:
                return (known[name],)
            gone = ruled_out.get(name)
            return tuple(value for value in values if value not in gone) or values if gone else values

        return cls(tuple((name, left(name, values)) for name, values in article.conditioned.items()), article.conditions)

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
    known = with_what_follows(article, known)
    return [offer for offer in article.offers if offer.eligible is not None and holds(offer.eligible, known)]


class Way(NamedTuple):
    """A path that can still apply, beside the one for the usual account."""

    path: str
    values: dict[str, str]
    """what tells its accounts from the usual one"""


def usual(article: Article, known: Mapping[str, str], ruled_out: RuledOut = NOTHING) -> dict[str, str]:
    """The values that an ordinary account has of everything that still discriminates: whose way is shown while it is open.

    They are nobody's answer: they choose what is shown first, and `ways` are told beside it.
    """
    return dict(_usual(_Choice.of(article, known, ruled_out), article.preferences, leads_to(article, known, ruled_out)))


def ways(article: Article, known: Mapping[str, str], ruled_out: RuledOut = NOTHING) -> list[Way]:
    """Every other path that can still apply, in the order of the article."""
    choice, led = _Choice.of(article, known, ruled_out), leads_to(article, known, ruled_out)
    return [Way(path, dict(values)) for path, values in _ways(choice, article.preferences, led)]


@lru_cache(maxsize=4096)
def _leads_to(choice: _Choice, preferences: Preferences, told: frozenset[str]) -> str | None:
    left, conditions, values = _left(choice).paths, dict(choice.paths), dict(choice.attributes)

    def asks(path: str, name: str) -> tuple[str, ...]:
        wanted = dict(conditions[path]).get(name, ())
        return (wanted,) if isinstance(wanted, str) else wanted

    def ordinary(path: str) -> bool:
        open_ones = [name for name, _ in conditions[path] if name not in told]
        return all(
            any((name, value) not in preferences.special and value in values[name] for value in asks(path, name)) for name in open_ones
        )

    special = [(name, values[name][0]) for name in values if name in told and (name, values[name][0]) in preferences.special]
    for name, value in special:
        asking = [path for path in left if value in asks(path, name)]
        if asking and preferences.stepless.issuperset(asking) and (found := next(filter(ordinary, asking), None)):
            return found
    return None


@lru_cache(maxsize=4096)
def _usual(choice: _Choice, preferences: Preferences, led: str | None) -> tuple[tuple[str, str], ...]:
    best = min(
        choice.completions(), key=lambda account: (led and led not in choice.matching(account), *_strangeness(choice, preferences, account))
    )
    found: dict[str, str] = {}
    while remaining := _left(_known(choice, found)).attributes:
        found[remaining[0]] = best[remaining[0]]
    return tuple(found.items())


@lru_cache(maxsize=4096)
def _ways(choice: _Choice, preferences: Preferences, led: str | None) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Each with the account that differs least from the usual one."""
    settled = _known(choice, dict(_usual(choice, preferences, led)))
    walked = _left(settled).paths[0]
    account = {name: values[0] for name, values in settled.attributes if len(values) == 1}
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for other in choice.completions():
        differs = tuple((name, value) for name, value in other.items() if account.get(name, value) != value)
        for path in choice.matching(other):
            if path != walked and (path not in found or len(differs) < len(found[path])):
                found[path] = differs
    return tuple((path, found[path]) for path, _ in choice.paths if path in found)


def _known(choice: _Choice, values: Mapping[str, str]) -> _Choice:
    """The choice when this is known too."""
    left = [(name, (values[name],) if name in values else open_ones) for name, open_ones in choice.attributes]
    return _Choice(tuple(left), choice.paths)


def _strangeness(choice: _Choice, preferences: Preferences, account: Mapping[str, str]) -> tuple[int, ...]:
    """How far an account is from an ordinary one: first by special values, then by needing somebody else, then by what
    the editor names, last by what it would bring about. The order of a file decides nothing before these.
    """
    open_ones = [name for name, values in choice.attributes if len(values) > 1]
    return (
        sum((name, account[name]) in preferences.special for name in open_ones),
        any(path in preferences.contact for path in choice.matching(account)),
        sum((name, account[name]) not in preferences.when_unknown for name in open_ones),
        sum(holds(dict(condition), account) is True for condition in preferences.consequences),
    )

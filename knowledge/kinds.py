"""What there is to know of any account (`kinds.yml`), and what it comes to in an article's own attributes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ruamel.yaml import YAML

if TYPE_CHECKING:
    from knowledge.schema import Article, Attribute

Labels = Mapping[str, str]
"""Language → words."""


class Kind(NamedTuple):
    """Something that accounts of every product have."""

    name: str
    label: Labels
    values: Mapping[str, Labels]
    """each with its label; none of a count, whose values are comparisons"""
    without: Mapping[str, tuple[str, ...]]
    """value → those that are denied with it"""
    number: bool
    told: Mapping[str, Labels] = {}
    """value → how the customer hears that it was noted"""
    denied: Mapping[str, Labels] = {}
    """value → how they hear that it was noted not to be theirs"""

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and (_span(value) is not None if self.number else value in self.values)

    def value_label(self, value: str, language: str) -> str:
        """How a value reads: a number as it is."""
        return value if self.number else self.values[value][language]

    def noted(self, entry: Mapping[str, Any], language: str) -> list[str]:
        """What was said of an account, as the customer hears that it was noted."""
        if value := entry.get("value"):
            return [value if self.number else self.told[value][language]]
        return [self.denied[value][language] for value in entry.get("not") or () if value in self.denied]


class HouseRule(NamedTuple):
    """A rule of our own: an account like this is a person's case."""

    kind: str
    value: str
    rule: str


def _read() -> tuple[dict[str, Kind], tuple[HouseRule, ...]]:
    data = YAML(typ="safe").load(Path(__file__).with_name("kinds.yml").read_text(encoding="utf-8"))
    kinds = {}
    for name, entry in data["kinds"].items():
        values = entry.get("values", {})
        labels = {value: each["label"] for value, each in values.items()}
        without = {value: tuple(each.get("without", ())) for value, each in values.items()}
        told, denied = ({value: each[how] for value, each in values.items()} for how in ("told", "denied"))
        kinds[name] = Kind(name, entry["label"], labels, without, entry.get("number", False), told, denied)
    return kinds, tuple(HouseRule(**rule) for rule in data["house_rules"])


KINDS, HOUSE_RULES = _read()
"""By name, in the order of the file; and our own rules, the weightiest first."""


def opposite(kind: str, value: str) -> str | None:
    """The value that is meant when `value` is denied, where a kind has only two."""
    others = [other for other in KINDS[kind].values if other != value]
    return others[0] if len(others) == 1 else None


def attributes_of(article: Article, facts: Mapping[str, str]) -> dict[str, str]:
    """What an account (kind → value) has of the article's attributes; nothing for what the article does not tell apart."""
    found = {}
    for name, attribute in article.attributes.items():
        value = _value_of(attribute, facts.get(attribute.kind)) if attribute.kind else None
        if value is not None:
            found[name] = value
    return found


def ruled_out_of(article: Article, kind: str, value: str) -> dict[str, list[str]]:
    """Attribute → its values that an account cannot have of which `value` was denied. Where one is left, that is its value."""
    gone = (value, *KINDS[kind].without.get(value, ()))
    found = {}
    for name, attribute in article.attributes.items():
        if attribute.kind == kind:
            out = [slug for slug, each in attribute.values.items() if each.means and all(_within(kind, m, gone) for m in each.means)]
            found[name] = out
    return {name: out for name, out in found.items() if out}


def left_of(article: Article, ruled_out: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The attributes of which only one value is left, with that value."""
    left = {name: [value for value in article.attributes[name].values if value not in out] for name, out in ruled_out.items()}
    return {name: values[0] for name, values in left.items() if len(values) == 1}


def house_rule(article: Article, facts: Mapping[str, str]) -> HouseRule | None:
    """The rule of our own that makes this account a person's case, where the article itself does not know such accounts."""
    theirs = [rule for rule in HOUSE_RULES if facts.get(rule.kind) == rule.value]
    return next((rule for rule in theirs if not knows(article, rule.kind, rule.value)), None)


def knows(article: Article, kind: str, value: str) -> bool:
    """Whether the article tells accounts of this kind and value apart."""
    return any(attribute.kind == kind and _value_of(attribute, value) for attribute in article.attributes.values())


def strange(attribute: Attribute) -> Iterator[tuple[str, int, str]]:
    """What the values of an attribute mean and its kind does not have: the value, the position, and the name."""
    kind = KINDS.get(attribute.kind or "")
    for slug, value in attribute.values.items():
        for position, meant in enumerate([*value.means, *value.follows_from]):
            if kind is None or meant not in kind:
                yield slug, position, meant


def _value_of(attribute: Attribute, said: str | None) -> str | None:
    if said is None or attribute.kind is None:
        return None
    found = [
        slug
        for slug, value in attribute.values.items()
        if any(_within(attribute.kind, said, (meant,)) for meant in (*value.means, *value.follows_from))
    ]
    return found[0] if len(found) == 1 else None


def _within(kind: str, said: str, meant: Sequence[str]) -> bool:
    """Whether what is said is one of the values, or a number within one of them."""
    if not KINDS[kind].number:
        return said in meant
    inner, outer = _span(said), [span for each in meant if (span := _span(each))]
    return inner is not None and any(low <= inner[0] and inner[1] <= high for low, high in outer)


_COMPARISON = re.compile(r"(<=|>=|<|>|=)? ?(\d{1,9})")


def _span(text: str) -> tuple[float, float] | None:
    """The whole numbers that a comparison allows, as the least and the most."""
    found = _COMPARISON.fullmatch(text)
    if not found:
        return None
    sign, number = found[1], int(found[2])
    return {">": (number + 1, inf), ">=": (number, inf), "<": (0, number - 1), "<=": (0, number)}.get(sign, (number, number))

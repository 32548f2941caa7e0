"""What an article holds.

An article is one YAML file, one product, both languages side by side. Everything it states as a fact carries the
verbatim `quote` of the product's own document, so that nothing is said which the document does not say.
The same models are exported as a JSON schema for editors' completion (`partwell knowledge schema`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import NamedTuple

from knowledge.parts import (
    CAPTION,
    LANGUAGES,
    Attribute,
    Condition,
    Consequence,
    Contact,
    Deadline,
    Dismissed,
    Fact,
    Fee,
    Offer,
    OwnTopic,
    Part,
    Path,
    Slug,
    Source,
    Step,
    Text,
    Unsaid,
    Value,
)
from knowledge.vocabulary import Anchor, Effective, Lifecycle, PathKind, Reason, Rule, Translation, Unit, When

__all__ = [
    "CAPTION",
    "LANGUAGES",
    "Anchor",
    "Attribute",
    "Condition",
    "Consequence",
    "Contact",
    "Deadline",
    "Dismissed",
    "Effective",
    "Fact",
    "Fee",
    "Lifecycle",
    "Offer",
    "OwnTopic",
    "Part",
    "Path",
    "PathKind",
    "Reason",
    "Rule",
    "Slug",
    "Source",
    "Step",
    "Text",
    "Translation",
    "Unit",
    "Unsaid",
    "Value",
    "When",
]

VERSION = 2
"""Of the form of an article's file. `partwell knowledge migrate` writes older ones anew."""
Fixed = tuple[tuple[str, str | tuple[str, ...]], ...]
"""A condition as a value that can be looked up."""
Conditions = tuple[tuple[str, Fixed], ...]
"""Paths with their conditions, in the order of the article."""
Following = tuple[tuple[str, str, str, tuple[str, ...]], ...]
"""An attribute and its value, with the other attribute and those values of it from which something follows for it."""


class Preferences(NamedTuple):
    """What makes an account an ordinary one, as values that can be looked up."""

    special: frozenset[tuple[str, str]]
    """values that are not the ordinary case, each with its attribute"""
    contact: frozenset[str]
    """paths that need somebody else"""
    stepless: frozenset[str]
    """these, and the paths on which there is nothing to do"""
    when_unknown: frozenset[tuple[str, str]]
    """values that the editor names"""
    consequences: tuple[Fixed, ...]
    """conditions of what must be said before the steps"""


class Placed(NamedTuple):
    """A fact where it stands: what has to hold for it to be told, and what it comes with."""

    fact: Fact
    when: Condition
    """its own condition, and that of the path or offer it belongs to"""
    contact: str | None = None
    offer: Offer | None = None


class Article(Part):
    """All that is known about cancelling one product."""

    version: int = 1
    """of the form of this file; `partwell knowledge migrate` writes older ones anew"""
    product: Slug
    """the product's short name, which never changes; the file is called so"""
    name: str
    """as its makers write it"""
    aliases: list[str] = []
    """what else it is called"""
    misspellings: list[str] = []
    """how people write it who do not look"""
    source: Slug
    """the document that it is written from: an entry of `sources.yml`"""
    more_sources: list[Slug] = []
    """further documents that it quotes"""
    lifecycle: Lifecycle
    """only a reviewed article is served"""
    owner: str = ""
    """whoever keeps it"""
    reviewed: date = date.min
    """when somebody compared it with its documents"""
    review_due: date = date.max
    """when that is to be done again"""
    attributes: dict[Slug, Attribute] = {}
    """what of an account decides"""
    topics: dict[Slug, OwnTopic] = {}
    """questions of its own, beside those that every product's customers ask"""
    prerequisites: list[Fact] = []
    """who may cancel, and what to do before"""
    rules: dict[Slug, Text] = {}
    """rules of its own: why accounts like these are a person's case, as «…, so I've passed this to our team» begins"""
    paths: dict[Slug, Path] = {}
    """the ways to cancel"""
    consequences: list[Consequence] = []
    """what cancelling brings about"""
    offers: list[Offer] = []
    """alternatives that the document names"""
    deadlines: list[Deadline] = []
    """terms, as data"""
    verify: list[Fact] = []
    """how to see that it worked"""
    resume: list[Fact] = []
    """how to come back"""
    answers: list[Fact] = []
    """whatever else answers a question"""
    contacts: dict[Slug, Contact] = {}
    """whom the document names"""
    unsaid: list[Unsaid] = []
    """questions that were looked up and are open"""
    dismissed: list[Dismissed] = []
    """what the article leaves out on purpose"""

    @property
    def documents(self) -> tuple[str, ...]:
        """All the documents that it quotes, the main one first."""
        return (self.source, *self.more_sources)

    @cached_property
    def conditioned(self) -> dict[str, tuple[str, ...]]:
        """The attributes that some path depends on, each with all its values."""
        used = {name for path in self.paths.values() for name in path.when}
        return {name: tuple(attribute.values) for name, attribute in self.attributes.items() if name in used}

    @cached_property
    def conditions(self) -> Conditions:
        """Each path with its condition, as a value that can be looked up."""
        return tuple((slug, _fixed(path.when)) for slug, path in self.paths.items())

    @cached_property
    def excluded(self) -> Following:
        """What told values exclude of other attributes."""
        return tuple(_following(self.attributes, "excluded_by"))

    @cached_property
    def likely(self) -> Following:
        """What ordinarily comes with told values."""
        return tuple(_following(self.attributes, "likely_with"))

    @cached_property
    def preferences(self) -> Preferences:
        """What makes an account an ordinary one."""
        return Preferences(
            frozenset((name, value) for name, attribute in self.attributes.items() for value in attribute.special),
            frozenset(slug for slug, path in self.paths.items() if path.kind is PathKind.contact),
            frozenset(slug for slug, path in self.paths.items() if path.kind is not PathKind.self_service),
            frozenset((name, attribute.when_unknown) for name, attribute in self.attributes.items()),
            tuple(_fixed(consequence.when) for consequence in self.consequences if consequence.say is When.before),
        )

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        """Every fact with what has to hold for it, in the order in which they answer a question."""
        free: list[Fact] = [*self.consequences, *self.prerequisites, *self.deadlines, *self.verify, *self.resume, *self.answers]
        found = [Placed(fact, fact.when, fact.contact) for fact in free]
        for offer in self.offers:
            facts = [offer.fact, *([offer.terms] if offer.terms else []), *offer.how]
            found += [Placed(fact, _both(offer.eligible or {}, fact.when), fact.contact, offer) for fact in facts]
        for path in self.paths.values():
            because = [path.because] if path.because else []
            found += [Placed(fact, _both(path.when, fact.when), path.contact) for fact in because]
            found += [Placed(step, _both(path.when, step.when), step.contact) for step in path.steps]
        return tuple(found)

    @cached_property
    def phrases(self) -> list[tuple[str, str, str]]:
        """How people say the attributes: (phrase, attribute, value), longest phrase first; of both languages, because people mix them."""
        found = {
            (phrase.lower().replace("\u2019", "'"), name, slug)
            for name, attribute in self.attributes.items()
            for slug, value in attribute.values.items()
            for phrases in value.says.values()
            for phrase in phrases
        }
        return sorted(found, key=lambda entry: (-len(entry[0]), entry))


def _following(attributes: dict[str, Attribute], how: str) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    for name, attribute in attributes.items():
        for slug, value in attribute.values.items():
            for other, wanted in getattr(value, how).items():
                yield name, slug, other, (wanted,) if isinstance(wanted, str) else tuple(wanted)


def _fixed(condition: Condition) -> Fixed:
    return tuple((name, wanted if isinstance(wanted, str) else tuple(wanted)) for name, wanted in condition.items())


def _both(above: Condition, own: Condition) -> Condition:
    """Two conditions as one."""
    return {name: _narrowed(above.get(name), own.get(name)) for name in {**above, **own}}


def _narrowed(above: str | list[str] | None, own: str | list[str] | None) -> str | list[str]:
    if above is None or own is None:
        return above or own or []
    wanted = [own] if isinstance(own, str) else own
    return [value for value in ([above] if isinstance(above, str) else above) if value in wanted]


def json_schema() -> dict[str, object]:
    """The article's JSON schema, for editors' completion."""
    return Article.model_json_schema()

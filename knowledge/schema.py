"""What an article holds.

An article is one YAML file, one product, both languages side by side. Everything it states as a fact carries the
verbatim `quote` of the product's own document, so that nothing is said which the document does not say.
The same models are exported as a JSON schema for editors' completion (`partwell knowledge schema`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from knowledge.kinds import KINDS
from knowledge.topics import TOPICS

LANGUAGES = ("en", "it")

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Condition = dict[Slug, Slug | list[Slug]]
"""Attribute → the value, or the values, it must have. All must hold; an empty condition always holds."""
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


CAPTION = re.compile(r"“([^”]{1,80})”")


class Part(BaseModel):
    """Base of every part of an article: unknown keys are mistakes, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Lifecycle(StrEnum):
    """How far an article, or one fact of it, may be trusted. Only `reviewed` is ever said to a customer."""

    draft = "draft"
    reviewed = "reviewed"
    disputed = "disputed"
    retired = "retired"


class Translation(StrEnum):
    """State of the text that is not in the language of the source."""

    draft = "draft"
    reviewed = "reviewed"


class PathKind(StrEnum):
    """Whether the customer can do it alone, must reach somebody, or has nothing to do."""

    self_service = "self_service"
    contact = "contact"
    nothing_to_do = "nothing_to_do"
    """its only step says so: it ends by itself"""


class Rule(StrEnum):
    """Why a contact path is a person's case, of any product alike."""

    premium = "premium"
    annual_commitment = "annual_commitment"
    reseller = "reseller"
    missing_role = "missing_role"


def _topic(name: str) -> str:
    if name not in TOPICS:
        raise ValueError(f"no such topic in topics.yml: {', '.join(TOPICS)}")
    return name


TopicName = Annotated[str, AfterValidator(_topic), WithJsonSchema({"type": "string", "enum": list(TOPICS)})]


def _kind(name: str) -> str:
    if name not in KINDS:
        raise ValueError(f"no such kind in kinds.yml: {', '.join(KINDS)}")
    return name


KindName = Annotated[str, AfterValidator(_kind), WithJsonSchema({"type": "string", "enum": list(KINDS)})]


class Reason(StrEnum):
    """Why customers leave; an offer names the ones it answers."""

    too_expensive = "too_expensive"
    not_using = "not_using"
    taking_a_break = "taking_a_break"
    missing_feature = "missing_feature"
    competitor = "competitor"
    quality = "quality"
    closing = "closing"
    other = "other"


class When(StrEnum):
    """When a consequence must be said."""

    before = "before"
    """before the first step is shown, because a later step triggers it"""
    after = "after"
    """once the steps are done"""
    asked = "asked"
    """only when the customer asks"""


class Effective(StrEnum):
    """When a cancellation takes effect, as far as the document says."""

    immediate = "immediate"
    end_of_cycle = "end_of_cycle"
    end_of_annual_term = "end_of_annual_term"
    not_stated = "not_stated"


class Anchor(StrEnum):
    """The day a deadline is counted from."""

    next_invoice = "next_invoice"
    next_payment = "next_payment"
    cancellation = "cancellation"


class Unit(StrEnum):
    """Unit of a deadline."""

    days = "days"
    business_days = "business_days"


class Text(Part):
    """Words of ours in both languages: a question, a label. States no fact, so needs no quote."""

    en: str
    it: str

    def text(self, language: str) -> str:
        """The words in `language` (`en` or `it`)."""
        return str(getattr(self, language))


class Fact(Text):
    """Something the document says: our words in both languages, and its own words."""

    quote: str
    """the document's own words"""
    also: list[str] = []
    """further sentences that it rests on"""
    topics: list[TopicName] = []
    """the questions that it answers"""
    translation: Translation = Translation.reviewed
    status: Lifecycle = Lifecycle.reviewed
    why: str | None = None
    """for editors: why a fact is disputed, or how it was read"""
    when: Condition = {}
    """the accounts that it is true of; of all, when empty"""
    when_quote: str | None = None
    """the sentence that says for whom, where `quote` does not"""
    contact: Slug | None = None

    @property
    def quotes(self) -> list[str]:
        """All the document's words that it rests on."""
        return [self.quote, *self.also]


class Value(Part):
    """One value an attribute can have: how it reads on a button, and how people say it."""

    label: Text
    says: dict[str, list[str]] = {}
    """language → phrases, lower case; the longest phrase found in a message wins"""
    means: list[str] = []
    """the values of the attribute's kind that come to this one: `[owner, admin]`; of a count, comparisons: `[">25"]`"""
    follows_from: list[str] = []
    """more values of the kind that come to this one; who denies them has not denied it"""
    excluded_by: Condition = {}
    """values of other attributes that no account with this one has: who has told one of them is not asked, and not told, about this"""
    likely_with: Condition = {}
    """values of other attributes that ordinarily come with this one: where nothing else is open, it is not asked, and what
    it would be otherwise is told beside. It counts as said nowhere"""


class Attribute(Part):
    """A property of the customer's account that may decide: plan, role, who sold it."""

    ask: Text
    quote: str
    """the sentence because of which it is asked"""
    also: list[str] = []
    """further sentences that tell its values apart"""
    kind: KindName | None = None
    """what it is of every account, whatever the product (`kinds.yml`): so it is understood without phrases of its own"""
    values: dict[Slug, Value]
    when_unknown: Slug
    """the value whose way is shown while the customer cannot say; the ways of the others are told beside it. Nobody is
    handed to a person because of it, and nothing of it stands in a brief or a receipt"""
    yes: Slug | None = None
    """the value that a plain «yes» means, where `ask` can be answered so; «no» is then the other of two"""
    special: list[Slug] = []
    """the values worth a button when several attributes are asked in one question; the others are the ordinary case"""


class Step(Fact):
    """One thing to do, in the order of the document."""

    confirms: bool = False
    """after this step the cancellation is under way: all its consequences were said before"""

    def captions(self, language: str) -> list[str]:
        """What stands on the screen, word for word: all that the step says in “quotes”, each once."""
        return list(dict.fromkeys(CAPTION.findall(self.text(language))))


class Path(Part):
    """One way to cancel, for the accounts that meet its condition."""

    kind: PathKind
    when: Condition = {}
    """the accounts that take it"""
    when_quote: str | None = None
    """the sentence that says so; of a contact path, `because` may say it"""
    title: Text
    effective: Effective = Effective.not_stated
    effective_quote: str | None = None
    """the sentence that says when it takes effect"""
    steps: list[Step] = []
    rule: Slug | None = None
    """why it is a person's case: `premium`, `annual_commitment`, `reseller`, `missing_role`, or one of the article's own `rules`"""
    contact: Slug | None = None
    because: Fact | None = None
    """for contact paths: the sentence that says so"""


class Consequence(Fact):
    """What cancelling brings about."""

    id: Slug
    say: When


class Offer(Part):
    """An alternative that the document itself names. It is made at most once, and only to who is eligible."""

    id: Slug
    kind: Slug
    fact: Fact
    terms: Fact | None = None
    """the concrete terms; without them the offer says that the document does not give any"""
    eligible: Condition | None = None
    """`{}` says that everybody is eligible; leaving it out is a mistake that the checks report"""
    eligible_quote: str | None = None
    """the sentence that says who can take it, where not everybody can"""
    answers: list[Reason]
    how: list[Fact]


class Deadline(Fact):
    """A term as data. `before` the anchor: the last safe day is anchor minus amount. `after`: anchor plus amount."""

    id: Slug
    amount: int | None = None
    """none, where the document only says «before»: then the day before is the last safe one"""
    unit: Unit = Unit.days
    before: Anchor | None = None
    after: Anchor | None = None


class Contact(Part):
    """Somebody to reach, as the document names them."""

    name: Text
    quote: str
    reach: list[str] = []
    """phone numbers, addresses, links: each must stand in the source, none is ever made up"""

    def line(self, language: str) -> str:
        """Who it is and how to reach them: a contact is never named without it."""
        return ", ".join([self.name.text(language), *self.reach])


class Unsaid(Part):
    """Questions that an editor looked up and the document leaves open."""

    topics: list[TopicName]
    when: Condition = {}


class Dismissed(Part):
    """A piece of the document that the article leaves out on purpose."""

    quote: str
    """where it begins, or all of it"""
    to: str | None = None
    """where it ends, when it is long: everything from `quote` to here is left out"""
    why: str
    """why nobody who cancels needs it"""


class Placed(NamedTuple):
    """A fact where it stands: what has to hold for it to be told, and what it comes with."""

    fact: Fact
    when: Condition
    """its own condition, and that of the path or offer it belongs to"""
    contact: str | None = None
    offer: Offer | None = None


class Article(Part):
    """All that is known about cancelling one product."""

    product: Slug
    name: str
    aliases: list[str] = []
    misspellings: list[str] = []
    source: Slug
    lifecycle: Lifecycle
    owner: str
    reviewed: date
    review_due: date
    attributes: dict[Slug, Attribute] = {}
    prerequisites: list[Fact] = []
    rules: dict[Slug, Text] = {}
    """rules of its own: why accounts like these are a person's case, as «…, so I've passed this to our team» begins"""
    paths: dict[Slug, Path]
    consequences: list[Consequence] = []
    offers: list[Offer] = []
    deadlines: list[Deadline] = []
    verify: list[Fact] = []
    resume: list[Fact] = []
    answers: list[Fact] = []
    contacts: dict[Slug, Contact] = {}
    unsaid: list[Unsaid] = []
    dismissed: list[Dismissed] = []

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


class Source(Part):
    """One document as it was found."""

    file: str
    sha256: str
    language: str
    product: Slug
    retrieved: date


def json_schema() -> dict[str, object]:
    """The article's JSON schema, for editors' completion."""
    return Article.model_json_schema()

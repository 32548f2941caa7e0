"""The parts of an article: facts and what they rest on, steps, ways, offers, terms, contacts.

Everything that states a fact carries the verbatim `quote` of the product's own document, so that nothing is said which the
document does not say.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from knowledge.kinds import KINDS
from knowledge.vocabulary import Anchor, Effective, Lifecycle, PathKind, Reason, Translation, Unit, When

LANGUAGES = ("en", "it")

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Condition = dict[Slug, Slug | list[Slug]]
"""Attribute → the value, or the values, it must have. All must hold; an empty condition always holds."""
OPTIONAL = {"en": "optional", "it": "facoltativo"}
"""What stands before a step that not everybody needs."""
CAPTION = re.compile(r"“([^”]{1,80})”")


class Part(BaseModel):
    """Base of every part of an article: unknown keys are mistakes, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


def _kind(name: str) -> str:
    if name not in KINDS:
        raise ValueError(f"no such kind in kinds.yml: {', '.join(KINDS)}")
    return name


KindName = Annotated[str, AfterValidator(_kind), WithJsonSchema({"type": "string", "enum": list(KINDS)})]


class Text(Part):
    """Words of ours in both languages: a question, a label. States no fact, so needs no quote."""

    en: str = ""
    """in English"""
    it: str = ""
    """in Italian"""

    def text(self, language: str) -> str:
        """The words in `language` (`en` or `it`); in the other one while they are missing, as in a draft."""
        return self.written(language) or next(filter(None, map(self.written, LANGUAGES)), "")

    def written(self, language: str) -> str:
        """The words that somebody wrote in this very language."""
        return str(getattr(self, language))


class Fee(Part):
    """A price as data, as the document has it."""

    amount: str
    """in figures: `1`, `12.50`, `10%`"""
    currency: str | None = None
    """its sign or code"""
    per: str | None = None
    """`month`, `year`, `seat`; nothing for what is paid once"""


class Fact(Text):
    """Something the document says: our words in both languages, and its own words."""

    quote: str
    """the document's own words"""
    also: list[str] = []
    """further sentences that it rests on"""
    topics: list[Slug] = []
    """the questions that it answers: topics of `topics.yml`, or of the article's own"""
    link: str | None = None
    """the address that the document gives for it; shown behind the words"""
    fee: Fee | None = None
    """what it costs, as data"""
    translation: Translation = Translation.reviewed
    """whether somebody has compared the languages"""
    status: Lifecycle = Lifecycle.reviewed
    """a disputed fact is told to nobody"""
    why: str | None = None
    """for editors: why a fact is disputed, or how it was read"""
    when: Condition = {}
    """the accounts that it is true of; of all, when empty"""
    when_quote: str | None = None
    """the sentence that says for whom, where `quote` does not"""
    contact: Slug | None = None
    """whom it says to reach"""

    def text(self, language: str) -> str:
        """The words in a language, and the link."""
        words = super().text(language)
        return f"{words.rstrip('.')}: {self.link}" if self.link else words

    @property
    def quotes(self) -> list[str]:
        """All the document's words that it rests on."""
        return [self.quote, *self.also]


class Value(Part):
    """One value an attribute can have: how it reads on a button, and how people say it."""

    label: Text
    """on a button, in a few words"""
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

    ask: Text = Text()
    """the question, when only this is open"""
    quote: str = ""
    """the sentence because of which it is asked"""
    also: list[str] = []
    """further sentences that tell its values apart"""
    kind: KindName | None = None
    """what it is of every account, whatever the product (`kinds.yml`): so it is understood without phrases of its own"""
    values: dict[Slug, Value] = {}
    """what it can be"""
    when: Condition = {}
    """it is only asked of accounts like these: of what depends on another answer"""
    choice: bool = False
    """no property of the account, but a choice between ways that the document gives to everybody: it is never asked; the way
    of `when_unknown` is shown, the others are told beside it"""
    when_unknown: Slug = "unknown"
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
    optional: bool = False
    """whoever does not need it goes on without"""
    steps: list[Step] = []
    """what it consists of, in this order"""

    def text(self, language: str) -> str:
        """The words in a language, with what it consists of below."""
        words = super().text(language)
        words = f"({OPTIONAL[language]}) {words}" if self.optional else words
        return "\n".join([words, *(f"   – {step.text(language)}" for step in self.steps)])

    @property
    def quotes(self) -> list[str]:
        """Its own, and those of what it consists of."""
        return [*super().quotes, *(quote for step in self.steps for quote in step.quotes)]

    def captions(self, language: str) -> list[str]:
        """What stands on the screen, word for word: all that the step says in “quotes”, each once."""
        return list(dict.fromkeys(CAPTION.findall(self.text(language))))


class Path(Part):
    """One way to cancel, for the accounts that meet its condition."""

    kind: PathKind
    """whether the customer can do it alone"""
    when: Condition = {}
    """the accounts that take it"""
    when_quote: str | None = None
    """the sentence that says so; of a contact path, `because` may say it"""
    title: Text = Text()
    """the way in a few words"""
    effective: Effective = Effective.not_stated
    """when a cancellation takes effect, as far as the document says"""
    effective_quote: str | None = None
    """the sentence that says when it takes effect"""
    steps: list[Step] = []
    """what to do, in the document's order"""
    rule: Slug | None = None
    """why it is a person's case: `premium`, `annual_commitment`, `reseller`, `missing_role`, or one of the article's own `rules`"""
    contact: Slug | None = None
    """whom to reach"""
    because: Fact | None = None
    """for contact paths: the sentence that says so"""


class Consequence(Fact):
    """What cancelling brings about."""

    id: Slug
    """its short name"""
    say: When = When.before
    """when it has to be said"""


class Offer(Part):
    """An alternative that the document itself names. It is made at most once, and only to who is eligible."""

    id: Slug
    """its short name"""
    kind: Slug
    """`pause`, or any other word; a pause is called by its name on the button"""
    fact: Fact
    """what the document names"""
    terms: Fact | None = None
    """the concrete terms; without them the offer says that the document does not give any"""
    eligible: Condition | None = None
    """`{}` says that everybody is eligible; leaving it out is a mistake that the checks report"""
    eligible_quote: str | None = None
    """the sentence that says who can take it, where not everybody can"""
    answers: list[Reason] = []
    """the reasons for leaving that it answers"""
    how: list[Fact] = []
    """what to do to take it"""


class Deadline(Fact):
    """A term as data. `before` the anchor: the last safe day is anchor minus amount. `after`: anchor plus amount."""

    id: Slug
    """its short name"""
    amount: int | None = None
    """none, where the document only says «before»: then the day before is the last safe one"""
    up_to: int | None = None
    """of a range the larger end («30 to 90 days»); the day is counted with the one that is safe"""
    unit: Unit = Unit.days
    """what `amount` counts"""
    before: Anchor | None = None
    """the day that it ends before"""
    after: Anchor | None = None
    """the day that it begins on"""

    @property
    def counted(self) -> int:
        """How many units the last safe day is away: of a range, what is safe for the customer."""
        amount = 1 if self.amount is None else self.amount
        return max(amount, self.up_to or amount) if self.before else amount


class Contact(Part):
    """Somebody to reach, as the document names them."""

    name: Text
    """who it is"""
    quote: str
    """the words that name them"""
    reach: list[str] = []
    """phone numbers, addresses, links: each must stand in the source, none is ever made up"""

    def line(self, language: str) -> str:
        """Who it is and how to reach them: a contact is never named without it."""
        return ", ".join([self.name.text(language), *self.reach])


class Unsaid(Part):
    """Questions that an editor looked up and the document leaves open."""

    topics: list[Slug]
    """what the document does not say"""
    when: Condition = {}
    """of these accounts"""


class OwnTopic(Part):
    """A question that only this product's customers ask."""

    what: Text
    """it completes «The help page doesn't say …»"""
    asks: dict[str, list[str]] = {}
    """language → words that ask it, lower case; one of them in a question is enough"""


class Dismissed(Part):
    """A piece of the document that the article leaves out on purpose."""

    quote: str
    """where it begins, or all of it"""
    to: str | None = None
    """where it ends, when it is long: everything from `quote` to here is left out"""
    why: str = ""
    """why nobody who cancels needs it"""


class Source(Part):
    """One document as it was found."""

    file: str
    """its name in the folder of sources"""
    sha256: str
    """its hash; `partwell knowledge source --read` writes it once somebody has read the document"""
    language: str
    """the language it is written in"""
    product: Slug
    """the product that it is about"""
    retrieved: date
    """when it was found"""
    title: str = ""
    """what the page is called, for customers"""
    address: str | None = None
    """where the page is, for customers"""
    dated: date | None = None
    """the date that the page itself gives"""

"""What a draft states: each fact one slice of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from knowledge.importing.classify import Told, term
from knowledge.importing.wording import addresses
from knowledge.importing.words import Words

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.])\+?\d[\d\s().-]{7,17}\d(?!\w)")


@dataclass(frozen=True)
class Fact:
    """Something that the page says: one slice of it."""

    quote: str
    start: int
    topics: tuple[str, ...] = ()
    amount: str = ""
    unit: str = ""
    whom: str = ""
    reach: tuple[str, ...] = ()
    condition: str = ""
    """the words that say for whom it holds"""
    quality: str = ""
    """what of an account those are about: channel, plan or role"""
    plain: str = ""
    role: bool = False
    """speaks of who may"""
    refund: bool = False
    """speaks of money that comes back"""
    early: bool = False
    """a term that ends before something, not after it"""
    helps: bool = False
    """sends to somebody for questions and help, not to leave"""
    offer: str = ""
    """the kind of offer"""


@dataclass(frozen=True)
class Procedure:
    """One way to leave: the steps of one section, for one kind of account."""

    id: str
    title: str
    goal: str
    steps: tuple[Fact, ...] = ()
    applies_to: dict[str, str] = field(default_factory=dict)
    condition: Fact | None = None
    """the sentence that says for which accounts"""
    contact: Fact | None = None
    """the sentence that sends to somebody else, where there is no other way"""
    advice: Fact | None = None
    """the sentence that says that there is nothing to do"""


def fact(one: Told, words: Words) -> Fact:
    """The sentence as a fact."""
    text = one.text
    amount, unit = term(text, words) or ("", "")
    reach = words.says("reach", text)
    whom = words.says("whom", text[reach.end() :] if reach else text) or words.says("whom", text)
    mails, said = _MAIL.findall(text), condition(text, words)
    return Fact(
        quote=one.sentence.text,
        start=one.sentence.start,
        topics=tuple(words.which("topics", f"{one.sentence.label} {text}")),
        amount=amount,
        unit=unit,
        whom=mails[0] if mails else (whom[0] if whom else ""),
        reach=tuple(dict.fromkeys([*mails, *(number.strip() for number in _PHONE.findall(text)), *addresses(one.sentence.text)])),
        condition=said,
        quality=quality(said, words),
        plain=text,
        role=bool(words.says("roles", text)),
        refund=bool(words.says("refunds", text)),
        early=bool(words.says("ahead", text)),
        helps=bool(words.says("help", text)),
        offer=next(iter(words.which("offers", text)), ""),
    )


def condition(text: str, words: Words) -> str:
    """The words of a sentence that say for whom it holds: its circumstances, up to the first comma."""
    if not words.opens("conditional", text):
        return ""
    return re.split(r"[,:;]\s", text, maxsplit=1)[0].strip()


def quality(said: str, words: Words) -> str:
    """What of an account a condition is about; who has it only where it is about nothing else."""
    found = words.which("qualities", said)
    return next((name for name in found if name != "role"), found[0] if found else "")

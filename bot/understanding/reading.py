"""What was read in one message: its acts, in the order said, and everything else that the dialogue may know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from bot.dialogue.expectation import Expectation
from bot.understanding.acts import Act, Day

LONGEST = 2000
"""Characters of a message that are kept: enough for any wish, and a bound for the store."""
NOTHING: Mapping[str, str] = {}
OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Context:
    """What a conversation brings to a message, beside what it expects."""

    language: str | None = None
    """the one that it is held in"""
    today: date = date.min
    locale: str | None = None
    """the one that a person has set for themselves: it counts as long as what they write does not tell"""


@dataclass(frozen=True)
class Reading:
    """One message, read once."""

    text: str
    """what the customer wrote, without what they quote from others: to be shown and kept, never to be read again"""
    language: str
    acts: tuple[Act, ...] = ()
    """what is taken as said"""
    considered: tuple[Act, ...] = ()
    """what it may mean besides, the likeliest first"""
    values: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """attribute → value, as a button or its title names them"""
    language_sure: bool = False
    from_button: bool = False
    foreign: bool = False
    """whether it is in a language that is not spoken here"""
    exact: bool = False
    """whether the message is nothing but a phrase that means just one thing"""
    empty: bool = False
    """whether nothing in it is the customer's own, or nothing but the beginning of a thought"""
    instead: bool = False
    """whether a product is named in place of another one"""
    asking: bool = False
    """whether something in it is written as a question, whatever it asks"""
    reach: tuple[str, ...] = ()
    """e-mail addresses and phone numbers, as they are written"""
    days: tuple[Day, ...] = ()
    """the days that are named, each with what it is"""
    in_time: str = ""
    """`in_time` or `too_late`, where it asks whether it is"""
    formal: bool | None = None
    """whether it addresses us formally, where its language tells that apart and something in it does"""
    whole: str | None = None
    """the message with what it quotes, where it quotes something"""
    number: int = 0
    """which of the buttons was chosen by its number or place; 0 for none"""
    by_button: tuple[Act, ...] = ()
    """of the acts, those that the chosen button says"""

    def all(self, name: str) -> list[Act]:
        """The acts of a name, in the order said."""
        return [act for act in self.acts if act.name == name]

    def first(self, *names: str) -> Act | None:
        """The first act that has one of these names."""
        return next((act for act in self.acts if act.name in names), None)

    def says(self, *names: str) -> bool:
        """Whether there is an act of one of these names."""
        return not self._names.isdisjoint(names)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(act.name for act in self.acts)

    @property
    def asks(self) -> bool:
        """Whether it asks something, understood or not."""
        return self.asking or self.says("ask")

    @property
    def said(self) -> list[Act]:
        """The acts as they were said: a choice by number is one, whatever the button says."""
        return [*([Act("choice", str(self.number))] if self.number else []), *(act for act in self.acts if act not in self.by_button)]

    @cached_property
    def topics(self) -> list[str]:
        """What is asked, in the order said."""
        return list(dict.fromkeys(act.value for act in self.all("ask")))

    @property
    def _main(self) -> Act | None:
        """The act that counts most: one that was taken before one that was not, a wish or a question before what only names something."""
        wishes = [act for act in self.acts if act.name not in ENTITIES]
        return max(wishes or self.acts or self.considered, key=lambda act: act.confidence, default=None)

    @property
    def intent(self) -> str:
        """The act that counts most, as Rasa names one intent a message."""
        return self._main.written() if self._main else OUT_OF_SCOPE

    @property
    def confidence(self) -> float:
        """That of the intent."""
        return self._main.confidence if self._main else 0.0

    def as_data(self) -> dict[str, Any]:
        """As JSON carries it."""
        ranked = sorted((*self.acts, *self.considered), key=lambda act: -act.confidence)
        return {
            "language": self.language,
            "intent": self.intent,
            "confidence": round(self.confidence, 4),
            "ranked": [{"intent": act.written(), "confidence": round(act.confidence, 4)} for act in ranked[:5]],
            "entities": [self._entity(act) for act in self.acts if act.name in ENTITIES]
            + [{"entity": "attribute", "name": name, "value": value} for name, value in self.values.items()],
            "acts": [act.as_data() for act in self.said],
            "considered": [act.as_data() for act in self.considered],
        }

    def _entity(self, act: Act) -> dict[str, Any]:
        """As Rasa has it; a name with its place in the text."""
        found: dict[str, Any] = {"entity": act.name, "value": act.value}
        start = self.text.find(act.words) if act.name in NAMED and act.words else -1
        return found | ({"start": start, "end": start + len(act.words or "")} if start >= 0 else {})


NAMED = frozenset({"product", "moves_to"})
"""Acts that name a product."""
ENTITIES = frozenset({"product", "moves_to", "fact", "reason", "date"})


class Reads(Protocol):
    """What reads messages."""

    def read(self, text: str, expects: Expectation = ..., context: Context = ..., payload: str | None = None) -> Reading:
        """What a message means. Any text is taken."""

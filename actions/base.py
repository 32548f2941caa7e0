"""What every action shares: a view of the conversation, a voice, and the knowledge it reads."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path, user_data_path
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from knowledge.conditions import NOTHING, RuledOut, holds, ruled_out_by, stated, usual, with_what_follows
from knowledge.library import HOME, Library
from knowledge.schema import Article, Condition, Deadline, Fact, Lifecycle
from knowledge.serving import serve

Event = dict[str, Any]
Button = dict[str, str]


@cache
def shipped_library() -> Library:
    """The library for actions that were built without one, as the action server does: what the bot serves, and nothing is written."""
    home = Path(os.environ.get("PARTWELL_KNOWLEDGE", HOME))
    cache = Path(os.environ.get("PARTWELL_CACHE") or user_cache_path("partwell"))
    data = Path(os.environ.get("PARTWELL_DATA") or user_data_path("partwell"))
    return serve(home, cache, data / "articles", remember=False).library


WHOLLY = "wholly"
"""What the slot `again` holds where somebody asked to see what is open; else it is only referred to."""
NOTHING_KNOWN: Mapping[str, str] = {}
NOT_WORKED_OUT = (object(),) * 3
REPLIES_TO_STEPS = 3
"""From the first wish to the steps or a person, this reply included (N2)."""


class View:
    """What an action may read: the slots by name, the article, the customer's last words, the time of the turn."""

    def __init__(self, tracker: Tracker, library: Library) -> None:
        self.slots: dict[str, Any] = tracker.slots
        self.message: dict[str, Any] = tracker.latest_message or {}
        self.conversation: str = tracker.sender_id
        self.library = library
        self._told: tuple[Any, Any, Any] = NOT_WORKED_OUT
        """what `_known` was worked out from: it is asked for at every fact"""
        self._known: Mapping[str, str] = NOTHING_KNOWN

    def __getitem__(self, slot: str) -> Any:
        return self.slots.get(slot)

    @property
    def language(self) -> str:
        """`en` or `it`."""
        return self["language"] or "en"

    @property
    def text(self) -> str:
        """The customer's last words, without what they quote from others."""
        own: str | None = self.message.get("own", self.message.get("text"))
        return own or ""

    @property
    def written(self) -> str:
        """The customer's last message as people should see it, in one line."""
        shown = (self.message.get("metadata") or {}).get("shown")
        return " ".join(shown.split()) if shown else self.text

    @cached_property
    def now(self) -> datetime:
        """The time of the turn, with its zone, as it was passed in."""
        return datetime.fromisoformat(self["now"])

    @property
    def article(self) -> Article:
        """The article of the case's product. Raises KeyError without one."""
        return self.library.article(self["product"])

    @property
    def has_article(self) -> bool:
        """Whether the product is one of ours."""
        return self["product"] in self.library

    @property
    def aside(self) -> bool:
        """Whether the product is known by name alone, because its article cannot be served at present."""
        return self["product"] in self.library.aside

    @property
    def attributes(self) -> dict[str, Any]:
        """What the customer said of the account, with their words: all that a brief or a receipt may hold."""
        return {name: entry for name, entry in (self["attributes"] or {}).items() if entry["origin"] == "said"}

    @property
    def known(self) -> Mapping[str, str]:
        """What is known of the account, because the customer said it or it follows from what they said: attribute → value."""
        told = self["product"], self["attributes"], self["ruled_out"]
        if any(one is not other for one, other in zip(told, self._told, strict=True)):
            said = stated(self["attributes"] or {})
            self._known = with_what_follows(self.article, said, self.denied) if self.has_article else said
            self._told = told
        return self._known

    @property
    def denied(self) -> RuledOut:
        """Values that the customer said are not theirs."""
        return self["ruled_out"] or NOTHING

    @property
    def ruled_out(self) -> RuledOut:
        """Values that are not theirs, as they said or as follows from what they said."""
        return ruled_out_by(self.article, stated(self["attributes"] or {}), self.denied) if self.has_article else self.denied

    @cached_property
    def walked(self) -> dict[str, str]:
        """The account whose way is shown: what is known, and the ordinary case of what stays open."""
        return {**self.known, **usual(self.article, self.known, self.ruled_out)}

    @property
    def replies_left(self) -> int:
        """Replies until the steps or a person must come, this one included; all of them when no count is running."""
        left = self["turns_left"]
        return REPLIES_TO_STEPS if left is None else int(left)

    def may_be(self, condition: Condition) -> bool | None:
        """Whether this account meets a condition: True, False, or None while it is open."""
        wanted = {name: {value} if isinstance(value, str) else {*value} for name, value in condition.items()}
        if any(name not in self.known and values <= {*self.ruled_out.get(name, ())} for name, values in wanted.items()):
            return False
        return holds(condition, self.known)

    def would_be(self, condition: Condition) -> bool | None:
        """The same of the account whose way is shown."""
        return holds(condition, self.walked)

    def applies(self, fact: Fact) -> bool:
        """Whether a fact may be told to this customer: reviewed, and not known to be for other accounts."""
        return fact.status is Lifecycle.reviewed and self.may_be(fact.when) is not False

    @property
    def named_special(self) -> bool:
        """Whether the customer named a special value: they have read the others, and are told about their own case."""
        return any(value in self.article.attributes[name].special for name, value in self.known.items())

    def on_the_way(self, fact: Fact) -> bool:
        """Whether a fact may be told to this customer and is not about another way than the one that is shown."""
        return self.applies(fact) and self.would_be(fact.when) is not False


class Voice:
    """How an action speaks: responses by name, with the facts they rest on."""

    def __init__(self, dispatcher: CollectingDispatcher, view: View) -> None:
        self._dispatcher, self._view = dispatcher, view
        self.facts: list[dict[str, Any]] = []

    def say(self, response: str, facts: Sequence[Fact] = (), buttons: list[Button] | None = None, **values: Any) -> None:
        """One message. `facts` are those that the message states; what else it carries goes in `custom`."""
        stated = [self.reference(quote) for fact in facts for quote in fact.quotes]
        self.facts += stated
        custom = {"facts": stated, **values.pop("custom", {})}
        self._dispatcher.utter_message(response=response, buttons=buttons, json_message=custom, **values)

    def reference(self, quote: str) -> dict[str, Any]:
        """Where a fact of the case's product stands."""
        return self._view.library.reference(self._view["product"], quote)


class PartwellAction(Action):
    """Base of all actions."""

    NAME = ""

    def __init__(self, library: Library | None = None) -> None:
        self._library = library

    def name(self) -> str:
        """The name that flows call it by."""
        return self.NAME

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[Event]:
        """Decide, speak, and return the events."""
        view = View(tracker, self._library or shipped_library())
        voice = Voice(dispatcher, view)
        events = self.act(view, voice)
        if voice.facts:
            events.append(SlotSet("stating", [*(view["stating"] or []), *voice.facts]))
        return events

    @abstractmethod
    def act(self, view: View, voice: Voice) -> list[Event]:
        """The decision itself."""


def slots(**values: Any) -> list[Event]:
    """One slot event a value."""
    return [SlotSet(name, value) for name, value in values.items()]


def asked(view: View) -> list[Event]:
    """Something was asked: one reply less until the steps. What is only shown again uses up nothing."""
    return slots(turns_left=view.replies_left - (0 if view["again"] else 1))


def button(title: str, payload: str) -> Button:
    """A button; a title that begins with `button_` names a text of the responses."""
    return {"title": title, "payload": payload}


def person_button() -> Button:
    """The way to a person, present wherever something is asked."""
    return button("button_person", "/human")


def deadlines(view: View, *, before: bool) -> list[Deadline]:
    """The article's deadlines before an invoice or payment, or those after cancelling."""
    if not view.has_article:
        return []
    return [d for d in view.article.deadlines if view.applies(d) and (d.before is not None) == before]

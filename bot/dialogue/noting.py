"""What is remembered of a message, whatever is wanted: language, product, account, reason, date, a no to offers. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from bot.dialogue.commands import Command, SetSlot
from bot.dialogue.dating import Dated, dated, today
from bot.dialogue.expectation import Open
from bot.dialogue.state import State
from bot.understanding.acts import Act
from bot.understanding.reading import Reading
from bot.understanding.tolerance import MEASURED, Tolerance
from knowledge.kinds import HOUSE_RULES
from knowledge.schema import Article
from knowledge.terms import next_charge

CANCELLED = "stage:cancelled"
LEAVING = frozenset({"cancel", "steps_now", "all_steps", "do_it"})
"""Acts that wish to leave."""
ABOUT_WISH = LEAVING | {"reason", "moves_to"}
ASKED_FOR: Mapping[str, str] = {
    "pause": "pause",
    "downgrade": "downgrade",
    "delete_data": "delete_data",
    "resume": "resume",
    "withdraw": "withdraw_right",
    "remind": "deadline",
}
"""Wishes that are granted by telling how."""
REFUSED: Mapping[str | None, str] = {"offer_answer": "declined", "permission": "refused"}
"""What a no to alternatives answers, where one is open."""


MOST_REACH = 8
"""Numbers and addresses that are kept of a customer, the last ones: a card holds no more than a few."""
WILL_IT_DO = "by:"
"""Before a day in the slot `asked_term`: it is asked whether that day will do."""


class Noting:
    """A message with what it says of customer, product and account."""

    def __init__(self, reading: Reading, state: State, tolerance: Tolerance = MEASURED) -> None:
        self.reading, self.state, self.tolerance = reading, state, tolerance
        self.slots, self.expects = state.slots, state.expects

    def noted(self) -> list[Command]:
        """Everything that the message tells, as far as it is new."""
        found: dict[str, Any] = {"language": self.language()}
        if self.reading.formal is not None:
            found["formal"] = self.reading.formal
        if any(act.name != "unclear" for act in self.reading.acts):
            found["unclear"] = 0
        found |= self.products | self.account
        if (reason := self.reason()) and self.slots["reason"] is None:
            found["reason"] = reason
        if self.refuses:
            found["no_offers"] = True
        if self.for_another:
            found["for_other"] = True
        found |= self.days_noted()
        if self.reading.reach:
            before = [entry["words"] for entry in self.slots["reach"]]
            found["reach"] = [{"words": words} for words in dict.fromkeys([*before, *self.reading.reach])][-MOST_REACH:]
        return [SetSlot(name, value) for name, value in found.items() if self.slots.get(name) != value]

    @cached_property
    def dated(self) -> Dated:
        """What the days that it names are."""
        article = self.about or (self.state.library.article(self.named[0]) if self.named else None)
        after = {topic for term in article.deadlines if not term.before for topic in term.topics} if article else set()
        left = self.closed_already() or self.reading.says("resume") or bool(after & {*self.reading.topics})
        return dated(self.reading, self.state, article, left=left)

    def closed_already(self) -> bool:
        """Whether the customer says that it is cancelled already."""
        return any(act.value == CANCELLED for act in self.reading.all("fact"))

    def days_noted(self) -> dict[str, Any]:
        """The days to count from, the one that is replaced, and what was asked of the deadline."""
        dated, known = self.dated, self.slots["anchor_date"]
        found: dict[str, Any] = {"anchor_date": dated.anchor} if dated.anchor or dated.wrong else {}
        found |= {"charged_date": dated.charged} if dated.charged else {}
        found["maybe_dates"] = self.maybe_dates
        found |= {"left_date": dated.left} if dated.left else {}
        found["replaced_date"] = known if dated.anchor and known not in (None, dated.anchor) else None
        asks = self.reading.asking and dated.term and not dated.anchor
        found["asked_term"] = self.reading.in_time or (f"{WILL_IT_DO}{dated.term}" if asks else dated.term)
        return found

    @cached_property
    def maybe_dates(self) -> list[str]:
        """The days that may be the next invoice's, and nobody said that they are: after one that has been, the same day."""
        dated = self.dated
        if dated.maybe or not dated.charged or dated.anchor or (self.slots["anchor_date"] and not dated.wrong):
            return list(dated.maybe)
        account = self.account.get("account") or self.slots["account"]
        coming = next_charge(dated.charged, account, today(self.state))
        return [coming.isoformat()] if coming else []

    def language(self) -> str:
        """The language to go on in."""
        asked = self.reading.first("language")
        return asked.value if asked else self.reading.language

    @cached_property
    def refuses(self) -> bool:
        """Whether the message says no to alternatives, whenever they come (N4)."""
        return self.reading.says("no_offers")

    @cached_property
    def for_another(self) -> bool:
        """Whether somebody else is the one to act: a boss, a client, an admin who left."""
        others = [act for act in self.reading.all("other_is") if act.kind == "role" and act.value != "role:none"]
        return self.reading.says("for_other") or bool(others)

    def reason(self) -> dict[str, Any] | None:
        """Why the customer leaves: told where it was asked for, or with a wish to leave."""
        told = self.reading.first("reason")
        kind = told.value if told else "competitor" if self.reading.says("moves_to") else None
        if kind is None or self.state.collecting == "reason":
            return None  # where it was asked for, it is the answer
        return {"kind": kind, "words": self.reading.text}

    # products

    @cached_property
    def named(self) -> list[str]:
        """The products that are named to be left, in the order said."""
        slugs = [act.value for act in self.reading.all("product") if act.value in self.state.library]
        if any(act.value == "all" for act in self.reading.all("product")):
            slugs = [*slugs, *self.state.library.products()]
        return list(dict.fromkeys(slugs))

    @cached_property
    def unknown(self) -> str | None:
        """The name of a product to be left that there is no article of."""
        going = {act.value.casefold() for act in self.reading.all("moves_to")}
        names = [act.value[1:] for act in self.reading.all("product") if act.value.startswith("?")]
        return next((name for name in names if name.casefold() not in going), None)

    @cached_property
    def products(self) -> dict[str, Any]:
        """The product of the case, the ones that wait, or the name of one that is not known."""
        if self.named:
            return self._known()
        if self.unknown and (self.expects.open is Open.product or self.reading.says(*LEAVING) or not self.state.product):
            return {"product": None, "unknown_product": self.unknown}
        return {}

    def _known(self) -> dict[str, Any]:
        """What becomes of known products: the one at hand, those that follow, or one that is only asked about."""
        current, named = self.state.product, self.named
        others = [product for product in named if product != current]
        if "cancel" not in self.state.flows_open:
            found: dict[str, Any] = {"product": named[0], "unknown_product": None}
            found |= {"waiting": named[1:]} if self.reading.says(*LEAVING) or len(named) > 1 else {}
            return found | ({"attributes": {}, "account": {}} if current not in (None, named[0]) else {})
        if current is None or not others:
            return {"product": named[0], "waiting": [*self.slots["waiting"], *named[1:]]} if current is None else {}
        if self.only_asks:
            return {"about": others[0]}
        if self.state.walking and not (self.reading.says("no") or self.reading.instead):
            return {"waiting": list(dict.fromkeys([*self.slots["waiting"], *others]))}
        return {"product": others[0]}

    @property
    def only_asks(self) -> bool:
        """Whether the message asks, or wishes something else than to leave."""
        return self.reading.says("ask", *ASKED_FOR) and not self.reading.says(*LEAVING)

    @property
    def new_product(self) -> bool:
        """Whether a product is named that the case is not about."""
        return any(slug != self.state.product for slug in self.named)

    @property
    def names_another(self) -> bool:
        """Whether the message is about a product that the case is not about."""
        return bool(self.unknown) or "product" in self.products

    # the account

    @cached_property
    def account(self) -> dict[str, Any]:
        """What the message says of the account: by kind, and by attribute what a button or its title names."""
        before = self.slots["account"] or {}
        told = {kind: entry for kind, entry in self._told(before).items() if _meaning(before.get(kind)) != _meaning(entry)}
        found: dict[str, Any] = {"account": {**before, **told}} if told else {}
        chosen = self._chosen()
        return found | ({"attributes": {**(self.slots["attributes"] or {}), **chosen}} if chosen else {})

    def _told(self, before: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Each kind with what is said of it: a value, or values that are denied beside those that were before."""
        told: dict[str, dict[str, Any]] = {}
        for act in sorted(self.reading.acts, key=lambda act: act.confidence):  # of two values of a kind, the surer one
            kind, _, value = act.value.partition(":")
            if act.value == CANCELLED and self.state.walking:
                continue  # a report about the steps
            if act.name == "fact" and value:
                told[kind] = {"value": value, "words": self._words(act)}
            elif act.name == "not_fact" and value and "value" not in told.get(kind, {}):
                denied = told.get(kind, before.get(kind) or {}).get("not") or []
                told[kind] = {"value": None, "not": list(dict.fromkeys([*denied, value])), "words": self._words(act)}
        return told

    def _words(self, act: Act) -> str:
        """The customer's words for an act, as they wrote them."""
        return act.words if act.words and act.words in self.reading.text else self.reading.text

    def _chosen(self) -> dict[str, dict[str, str | None]]:
        """The attributes that a button or its title names, where that is new."""
        article, before = self.state.article, self.slots["attributes"] or {}
        if article is None:
            return {}
        known = {
            name: value
            for name, value in self.reading.values.items()
            if name in article.attributes and value in article.attributes[name].values
        }
        return {
            name: {"value": value, "origin": "said", "words": None}
            for name, value in known.items()
            if before.get(name, {}).get("value") != value
        }

    @property
    def about(self) -> Article | None:
        """The article of the case at hand, where the message does not speak of another product."""
        return self.state.article if not self.named or self.state.product in self.named else None

    @cached_property
    def concerns_the_way(self) -> bool:
        """Whether what was told of the account is something that the article, or a rule of our own, tells accounts apart by."""
        article = self.about
        if "attributes" in self.account:
            return True
        if article is None or "account" not in self.account:
            return False
        told = {act.kind for act in self.reading.acts if act.name in ("fact", "not_fact")}
        kinds = {attribute.kind for attribute in article.attributes.values()} | {rule.kind for rule in HOUSE_RULES}
        return bool(told & kinds)


def _meaning(entry: Mapping[str, Any] | None) -> tuple[Any, ...]:
    """What is said of a kind, without the words for it."""
    return ((entry or {}).get("value"), tuple((entry or {}).get("not") or ()))

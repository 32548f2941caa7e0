"""One transition: where the dialogue stood, what was said, what came of it. What the norms look at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from bot.dialogue.commands import Command
from bot.dialogue.replies import Reply
from bot.dialogue.tracker import Event, Tracker, fold
from bot.turn import Conversations, Decided
from bot.understanding.reading import Reading
from bot.verify import state
from bot.verify.memory import Memory, after
from bot.verify.world import World
from knowledge.conditions import stated, with_what_follows

STEPS = frozenset(
    {
        "utter_step",
        "utter_step_again",
        "utter_nothing_to_do",
        "utter_all_steps",
        "utter_still_step",
        "utter_still_all_steps",
        "utter_next_of_all",
        "utter_only_step",
        "utter_still_only_step",
    }
)
OFFERS = frozenset({"utter_offer", "utter_ask_permission"})
OPEN = frozenset({"deciding", "offered", "stepping"})
SHOWS_AGAIN = frozenset({"repeat", "which_step"})


@dataclass(frozen=True)
class Edge:
    """One message and its answer, in one language."""

    world: World
    language: str
    before: Tracker
    memory: Memory
    group: tuple[Reading, ...]
    """all messages that come to the same commands; the first of them was said"""
    commands: list[Command]
    decided: Decided
    settings: tuple[str, ...]
    """of offers: those in which it is the same"""

    @property
    def said(self) -> Reading:
        """The message."""
        return self.group[0]

    @property
    def conversations(self) -> Conversations:
        """What answered."""
        return self.world.conversations[self.settings[0]]

    @property
    def after(self) -> Tracker:
        """Where the dialogue stands now."""
        return self.decided.after

    @property
    def events(self) -> list[Event]:
        """What happened."""
        return self.decided.events

    @property
    def replies(self) -> list[Reply]:
        """What the customer reads."""
        return self.decided.outcome.replies

    @cached_property
    def responses(self) -> tuple[str, ...]:
        """Names of what was said, in order."""
        return tuple(reply.response for reply in self.replies)

    @property
    def today(self) -> date:
        """The day of the message."""
        return datetime.fromisoformat(self.after.slots["now"]).date()

    def count(self, response: str) -> int:
        """How often a response was given."""
        return self.responses.count(response)

    def means(self, *acts: str) -> bool:
        """Whether one of the messages says one of these."""
        return not self._meant.isdisjoint(acts)

    @cached_property
    def _meant(self) -> frozenset[str]:
        return frozenset(act.name for said in self.group for act in said.acts)

    @property
    def shows_again(self) -> bool:
        """Whether only what is open was to be shown again: nothing was said, or only what leads up to something, or it was asked for."""
        at_hand = ("product", self.before.slots["product"])
        said = [{act.name for act in each.acts if (act.name, act.value) != at_hand} for each in self.group]
        return all(each.empty or (bool(names) and names <= SHOWS_AGAIN) for each, names in zip(self.group, said, strict=True))

    def runs(self, action: str) -> bool:
        """Whether an action was called."""
        return action in self._actions

    @cached_property
    def _actions(self) -> frozenset[str]:
        return frozenset(event["name"] for event in self.events if event["event"] == "action")

    def sets(self, slot: str) -> list[Any]:
        """What a slot was set to, in order, nothing left out."""
        return self._slots.get(slot, [])

    @cached_property
    def _slots(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for event in self.events:
            if event["event"] == "slot":
                found.setdefault(event["name"], []).append(event["value"])
        return found

    @cached_property
    def past(self) -> Memory:
        """What the next message can look back on."""
        return after(self.memory, self)

    @cached_property
    def says(self) -> list[dict[str, Any]]:
        """What was said, as responses with their values."""
        return [event["metadata"] for event in self.events if event["event"] == "bot"]

    @cached_property
    def own(self) -> Edge | None:
        """The part of it that is about the walk's product; one message may end one product's case and begin the next one's."""
        product, starts = self.before.slots["product"], [0]
        about = [product]
        for number, event in enumerate(self.events):
            if event["event"] == "slot" and event["name"] == "product" and event["value"] != product:
                product = event["value"]
                starts, about = [*starts, number], [*about, product]
        if self.world.product not in about:
            return None
        last = max(number for number, each in enumerate(about) if each == self.world.product)
        return self if len(about) == 1 else self._part(starts[last], [*starts, len(self.events)][last + 1])

    def _part(self, start: int, end: int) -> Edge:
        """What happened between two events."""
        before, events = fold(self.before, self.events[:start]), self.events[start:end]
        after = fold(before, events)
        outcome = self.conversations.outcome(self.said, self.commands, events, after)
        return replace(self, before=before, decided=Decided(outcome, events, after))

    @cached_property
    def key(self) -> str:
        """The state that it leads to."""
        return state.key(self.after, self.world)

    @cached_property
    def spoken(self) -> list[tuple[dict[str, Any], dict[str, str]]]:
        """What was said, each with what was known of the account when it was said."""
        known, found = stated(self.before.slots["attributes"] or {}), []
        for event in self.events:
            if event["event"] == "slot" and event["name"] == "attributes":
                known = stated(event["value"] or {})
            elif event["event"] == "bot":
                found.append((event["metadata"], known))
        return found

    # the case

    @property
    def case_open(self) -> bool:
        """Whether a case is open now."""
        return bool(self.after.slots["case"]) and self.after.slots["status"] in OPEN

    @property
    def was_open(self) -> bool:
        """Whether a case was open when it was said."""
        return bool(self.before.slots["case"]) and self.before.slots["status"] in OPEN

    @property
    def new_case(self) -> bool:
        """Whether a case was begun."""
        return bool(self.after.slots["case"]) and _number(self.before) != _number(self.after)

    @property
    def told_before(self) -> bool:
        """Whether a person had the case already on the same way, so that what was told then is referred to."""
        return self.memory.promised and (self.before.slots["handoff"] or {}).get("path") == self.after.slots["path"]

    @property
    def product_changed(self) -> bool:
        """Whether the case is about another product now."""
        before, now = _product(self.before), _product(self.after)
        return not self.new_case and before is not None and before != now

    @cached_property
    def receipts(self) -> list[dict[str, Any]]:
        """The receipts of this turn."""
        return [value for value in self.sets("receipt") if value]

    @property
    def case_ended(self) -> bool:
        """Whether a case ended with this message."""
        return bool(self.receipts)

    # what the customer got

    @property
    def handed_off(self) -> bool:
        """Whether a person has it now."""
        return any(self.sets("handoff"))

    @property
    def gives_steps(self) -> bool:
        """Whether steps were shown."""
        return not STEPS.isdisjoint(self.responses)

    @property
    def way_out(self) -> bool:
        """The steps, a person, or that the customer chose something else."""
        return self.gives_steps or self.handed_off or self.case_ended

    @property
    def offers(self) -> list[Reply]:
        """The offers made."""
        return [reply for reply in self.replies if reply.response == "utter_offer"]

    @property
    def refuses(self) -> bool:
        """A no to an offer or to hearing one, or «cancel now»."""
        no = "declined" in self.sets("offer_answer") or "refused" in self.sets("permission")
        return no or (self.means("steps_now", "all_steps", "no_offers") and self.case_open)

    @cached_property
    def told(self) -> frozenset[str]:
        """The quotes of all facts stated; a source that is shown was stated before."""
        stating = [said for said in self.says if said["response"] != "utter_source"]
        return frozenset(fact["quote"] for said in stating for fact in (said.get("custom") or {}).get("facts", []))

    @property
    def known(self) -> dict[str, str]:
        """What is known of the account now, said or following from what was said."""
        said = stated(self.after.slots["attributes"] or {})
        return with_what_follows(self.world.article, said, self.after.slots["ruled_out"] or {})


def _number(tracker: Tracker) -> Any:
    return (tracker.slots["case"] or {}).get("number")


def _product(tracker: Tracker) -> Any:
    return (tracker.slots["case"] or {}).get("product")

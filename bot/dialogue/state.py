"""The state of a conversation as typed values: what deciding may know of it. Slots are where Rasa's actions need them kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from actions.case import OPEN, promised
from bot.dialogue.expectation import Expectation, expectation
from bot.dialogue.flows import Flows
from bot.dialogue.tracker import Tracker
from knowledge.conditions import eligible, stated
from knowledge.library import Library
from knowledge.schema import Article, Offer


@dataclass(frozen=True)
class State:
    """Where the dialogue stands."""

    tracker: Tracker
    flows: Flows
    library: Library

    @cached_property
    def expects(self) -> Expectation:
        """What it waits for."""
        return expectation(self.tracker, self.flows, self.library)

    @cached_property
    def slots(self) -> Mapping[str, Any]:
        """All slots by name."""
        return self.tracker.slots

    @cached_property
    def collecting(self) -> str | None:
        """The slot that is asked for."""
        return self.tracker.collecting(self.flows)

    @cached_property
    def flows_open(self) -> frozenset[str]:
        """The flows that something waits in."""
        return frozenset(frame["flow"] for frame in self.tracker.stack)

    @property
    def anything_open(self) -> bool:
        """Whether something can be gone on with."""
        return bool(self.tracker.stack)

    @property
    def walking(self) -> bool:
        """Whether steps are on the screen."""
        return self.collecting == "walk"

    @property
    def status(self) -> str | None:
        """How the case stands."""
        status: str | None = self.slots["status"]
        return status

    @property
    def waiting(self) -> bool:
        """Whether a person was promised, and nothing else is open."""
        return self.status == "handed_off" and not self.collecting

    @property
    def with_a_person(self) -> bool:
        """Whether a person was promised for the case at hand."""
        return promised(self.tracker.sender_id, self.slots)

    @property
    def case_open(self) -> bool:
        """Whether there is a case that could end."""
        return bool(self.slots["case"]) and self.status in OPEN

    @property
    def product(self) -> str | None:
        """The product at hand, known or not."""
        product: str | None = self.slots["product"]
        return product

    @cached_property
    def article(self) -> Article | None:
        """The article of the product at hand."""
        return self.library.article(self.product) if self.product and self.product in self.library else None

    @cached_property
    def account(self) -> dict[str, str]:
        """What the customer said of the account."""
        return stated(self.slots["attributes"] or {})

    @cached_property
    def offers(self) -> list[Offer]:
        """What this account may take."""
        return eligible(self.article, self.account) if self.article else []

    @cached_property
    def step(self) -> int | None:
        """The number of the step at hand."""
        return int(self.slots["step"]) if self.slots["step"] else None

    @cached_property
    def steps(self) -> int:
        """How many steps the way at hand has."""
        return len(self.expects.steps)

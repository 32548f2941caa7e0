"""One message read in one state: how sure its reading is, and what both what is remembered and what is wanted look at. Pure."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from bot.dialogue.tracker import Tracker
from bot.understanding.pipeline import Understanding
from bot.understanding.refusal import refuses_offers
from knowledge.conditions import eligible, stated
from knowledge.schema import Offer

if TYPE_CHECKING:
    from bot.dialogue.policy import Policy

ACT = 0.8
"""At this confidence a message is acted on."""
MAYBE = 0.4
"""From here on the likeliest meanings are offered as buttons; below it is not understood."""
HARMLESS = 0.5
"""Enough for what can do no harm, or is always granted: a greeting, a person, an answer from the article."""
ASKED = 0.4
"""Enough for an answer from the article, where the message is plainly a question: it changes nothing."""
SHORT = 3
"""Words of a message that may be nothing but a name."""
MILD = frozenset({"greet", "thanks", "human", "complaint", "complaint_legal", "out_of_scope", "are_you_bot", "help"})
ANSWERING = frozenset({"answer", "receipt", "source", "status"})
"""Flows that only tell."""
REFUSED: dict[str | None, str] = {"offer_answer": "declined", "permission": "refused"}
"""What a no to alternatives answers, where one is open."""
QUESTION = re.compile(
    r"\?|^\s*(how|what|which|when|is|are|can|could|does|do|would|may|where|why"
    r"|come|cosa|quale|quando|quanto|si pu|posso|è possibile|dove|perch)\b",
    re.IGNORECASE,
)
STARTS_NO = re.compile(r"^\s*(no|nope|nah|not really|non|neanche|macch[eé])\b(?! (idea|lo so|so|saprei))", re.IGNORECASE)


class Message:
    """A message where the dialogue stands."""

    def __init__(self, policy: Policy, tracker: Tracker, said: Understanding) -> None:
        self.flows, self.domain, self.library = policy.flows, policy.domain, policy.library
        self.tracker, self.slots, self.said = tracker, tracker.slots, said
        self.collecting = tracker.collecting(policy.flows)
        self.open = {frame["flow"] for frame in tracker.stack}
        self.triggers, self.families = policy.triggers, policy.families

    def understood(self) -> bool:
        """Whether the message can be acted on."""
        best = self.said.confidence
        if self.triggers.get(self.said.intent) in ANSWERING and best >= (ASKED if QUESTION.search(self.said.words) else HARMLESS):
            return True
        return best >= ACT or (best >= HARMLESS and self.said.intent in MILD) or self.family() >= ACT

    def family(self) -> float:
        """Share of all readings that come to the same as the best one."""
        mine = next((family for family in self.families if self.said.intent in family), frozenset())
        return sum(share for intent, share in self.said.ranked if intent in mine)

    @cached_property
    def refuses(self) -> bool:
        """Whether the message says no to alternatives, whenever they come (N4)."""
        return not self.said.from_button and "?" not in self.said.words and refuses_offers(self.said.words)

    def offers(self) -> list[Offer]:
        """What this account may take."""
        if self.slots["product"] not in self.library:
            return []
        return eligible(self.library.article(self.slots["product"]), stated(self.slots["attributes"] or {}))

    def words(self, start: int | None, end: int | None) -> str | None:
        """The customer's words between two positions."""
        return self.said.text[start:end] if start is not None else None

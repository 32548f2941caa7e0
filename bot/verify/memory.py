"""What a state alone does not tell: kept while walking, by watching what is said and never by asking the dialogue's own slots."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.verify.edge import Edge

CONFIRMS = frozenset(f"utter_confirm_{what}" for what in ("keep", "start_over", "no_human", "accept", "done", "to"))
MANY, TOO_MANY = 2, 3
"""Counting stops here, of replies at the latter: one too many is as wrong as ten."""

STAYS = frozenset({"kept", "offer_accepted"})
"""How a case ends whose customer stays: they have chosen, and are asked no more."""


@dataclass(frozen=True)
class Memory:
    """The past of a path."""

    replies: int = 0
    """since the wish to cancel, without the steps or a person; 0 when nothing is awaited"""
    offers: int = 0
    permissions: int = 0
    reasons: int = 0
    refused: date | None = None
    """the day of a no, a «cancel now», of steps that were given, a person who was told, an offer taken or a subscription kept; of the
    last message where the article has no offer; None when it was too long ago to count"""
    told: frozenset[str] = frozenset()
    """quotes of what was said in this case"""
    confirmed: bool = False
    """whether the last reply asked if the case is to end so"""
    promised: bool = False
    """whether a person was promised for the case"""

    def covers(self, other: Memory) -> bool:
        """Whether whatever `other` would show to be wrong, this past shows too.

        The norms only look for too many and for too late, and every count only grows. Where no offer may be made the first
        one is too many, whatever came before it.
        """
        if self.confirmed != other.confirmed or self.replies < other.replies or not self.told <= other.told:
            return False
        if (other.refused and not self.refused) or (other.promised and not self.promised):
            return False
        counts = ((self.offers, other.offers), (self.permissions, other.permissions), (self.reasons, other.reasons))
        return self.refused is not None or all(mine >= theirs for mine, theirs in counts)


def after(memory: Memory, edge: Edge) -> Memory:
    """The past, one message later: of the walk's own case, where the message ended another product's first."""
    if edge.own and edge.after.slots["product"] == edge.world.product:
        edge = edge.own
    if edge.new_case or edge.product_changed:
        memory = Memory(refused=None if edge.product_changed else memory.refused)
    if not (edge.case_open or edge.after.slots["status"] == "handed_off"):
        memory = replace(memory, offers=0, permissions=0, reasons=0)
    new = not edge.shows_again  # what is shown once more was asked before
    settled = edge.refuses or edge.gives_steps or edge.handed_off or not STAYS.isdisjoint(edge.sets("status"))
    refused = (settled or not edge.world.article.offers) and edge.after.slots["product"] == edge.world.product
    return replace(
        memory,
        replies=_replies(memory, edge),
        offers=min(MANY, memory.offers + len(edge.offers) * new),
        permissions=min(MANY, memory.permissions + edge.count("utter_ask_permission") * new),
        reasons=min(MANY, memory.reasons + edge.count("utter_ask_reason") * new),
        promised=edge.handed_off or (memory.promised and not edge.new_case and edge.after.slots["status"] == "handed_off"),
        confirmed=not CONFIRMS.isdisjoint(edge.responses),
        refused=edge.today if refused else still_refused(memory.refused, edge),
        told=(memory.told | edge.told) & edge.world.consequences if edge.after.stack else frozenset(),
    )


def _replies(memory: Memory, edge: Edge) -> int:
    """A farewell is no answer: the count waits for the next message."""
    if edge.way_out or not edge.case_open:
        return 0
    if edge.new_case or edge.product_changed:
        return 1
    running = memory.replies > 0 and not edge.means("bye", "thanks") and not edge.shows_again
    return min(TOO_MANY, memory.replies + running)


def still_refused(refused: date | None, edge: Edge) -> date | None:
    """A refusal, while it keeps offers away; None when it is too old for that."""
    return refused if refused and edge.today < refused + timedelta(days=edge.world.speaker.cool_down_days) else None

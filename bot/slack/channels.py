"""In channels people talk to each other, also in a thread in which the bot has answered: what of it is said to the bot. Pure."""

from __future__ import annotations

from bot.dialogue.message import ACT
from bot.items import Item
from bot.slack.address import address
from bot.understanding.pipeline import Understanding

SURE = 0.9
"""At this confidence a message is the bot's without being a question."""
WANTED = frozenset({"answer", "cancel", "hand_off", "receipt", "source", "status", "trial"})
"""Flows of what somebody wants of the bot; a greeting or a thank-you is for everybody there."""
NO_QUESTION = frozenset({"inform", "reason", "inform_date"})
"""What states something, and asks nothing."""


def is_called(item: Item) -> bool:
    """Whether a message is the bot's whatever it says: in a direct message, or where it is called by its name."""
    return address(item.conversation).direct or bool(item.data.get("mentioned"))


def is_asked(said: Understanding, flow: str | None, *, waits: bool) -> bool:
    """Whether the words of a thread's customer that do not call the bot ask something of it, or answer what it has asked (`waits`).
    All else is said to the others there.
    """
    if said.from_button or (waits and said.entities):
        return True
    if flow not in WANTED or said.intent in NO_QUESTION:
        return False
    return said.confidence >= SURE or (said.confidence >= ACT and said.words.rstrip().endswith("?"))

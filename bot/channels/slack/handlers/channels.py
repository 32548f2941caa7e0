"""In channels people talk to each other, also in a thread in which the bot has answered: what of it is said to the bot. Pure."""

from __future__ import annotations

from bot.address import Address
from bot.delivery.items import Item
from bot.understanding.acts import ANSWERS, TELLING, WISHES
from bot.understanding.reading import Reading

SURE = 0.9
"""At this confidence a message is the bot's without being a question."""
ANSWERING = TELLING | ANSWERS
"""Acts that answer what the bot has asked; a greeting or a thank-you is for everybody there."""


def is_called(item: Item) -> bool:
    """Whether a message is the bot's whatever it says: in a direct message, or where it is called by its name."""
    return Address.of(item.conversation).direct or bool(item.data.get("mentioned"))


def is_asked(said: Reading, *, waits: bool) -> bool:
    """Whether the words of a thread's customer that do not call the bot ask something of it, or answer what it has asked (`waits`).
    All else is said to the others there.
    """
    if said.from_button or (waits and (said.values or said.says(*ANSWERING))):
        return True
    return said.says("ask") or any(act.name in WISHES and act.confidence >= SURE for act in said.acts)

"""What becomes of a forwarded message: it can ask, and it never answers. Somebody else's words fill no slot and end nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.cases import handoffs
from bot.delivery.items import Item
from bot.delivery.work import Work
from bot.dialogue.noting import ASKED_FOR, LEAVING
from bot.harmless import line
from bot.turn import Turn
from bot.understanding.reading import Reading

if TYPE_CHECKING:
    from bot.channels.slack.handlers.reception import Reception
    from bot.channels.slack.handlers.said import Said

POINTING = frozenset({"help", "out_of_scope", "unclear", "greet", "human", "thanks", "do_it"})
"""What a comment says that only points at what was forwarded: «can you help me with this?»."""
ONLY_POINTING = POINTING - {"human", "thanks"}
"""Of these, what says nothing without what it points at."""


def read(reception: Reception, item: Item, work: Work, said: Said) -> Said | None:
    """What the customer wants to be understood as having said; None where it takes their own words."""
    forwarded: list[dict[str, Any]] = item.data.get("forwarded") or []
    handoff = handoffs.in_charge(work, item.conversation)
    if not forwarded or said.payload or (handoff and handoff.status == "claimed"):
        return said
    words = "\n".join(each["text"] for each in forwarded)
    theirs = _understood(reception, item, work, words)
    asks = _asks(theirs)
    if not said.text:
        return replace(said, text=words, before=(*said.before, note(reception, item, work, forwarded))) if asks else None
    own = _understood(reception, item, work, said.text)
    says = {act.name for act in own.acts}
    if not asks and says <= ONLY_POINTING and not own.from_button:
        return None
    if own.says("product") or not asks:
        return said
    if says <= POINTING:
        return replace(said, text=words, before=(*said.before, note(reception, item, work, forwarded)))
    return replace(said, text=f"{said.text}\n{words}") if _asks(own) else said


def note(reception: Reception, item: Item, work: Work, forwarded: list[dict[str, Any]]) -> Any:
    """Says that the bot read a forwarded message, and whose."""
    author = line(forwarded[0]["author"])
    return reception.plain(item, work, "slack_forwarded" if author else "slack_forwarded_unknown", author=author)


def _understood(reception: Reception, item: Item, work: Work, words: str) -> Reading:
    return reception.conversations.read(Turn(item.conversation, words, work.now), reception.tracker(work))


def _asks(said: Reading) -> bool:
    """Whether words ask something about a product, rather than answer."""
    return said.says("ask", *LEAVING, *ASKED_FOR) and not said.from_button

"""What becomes of a forwarded message: it can ask, and it never answers. Somebody else's words fill no slot and end nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.conversation import Turn
from bot.desk import handoffs, relay
from bot.dialogue.message import HARMLESS
from bot.dialogue.policy import ABOUT_A_PRODUCT
from bot.harmless import line
from bot.items import Item
from bot.store.work import Work
from bot.understanding.pipeline import Understanding
from bot.understanding.signs import in_words

if TYPE_CHECKING:
    from bot.slack.reception import Reception, Said

POINTING = frozenset({"help", "out_of_scope", "greet", "human", "thanks"})
"""What a comment says that only points at what was forwarded: «can you help me with this?»."""
ONLY_POINTING = frozenset({"help", "out_of_scope", "greet"})
"""Of these, what says nothing without what it points at."""
NO_QUESTION = frozenset({"inform", "reason", "inform_date"})


def read(reception: Reception, item: Item, work: Work, said: Said) -> Said | None:
    """What the customer wants to be understood as having said; None where it takes their own words."""
    forwarded: list[dict[str, Any]] = item.data.get("forwarded") or []
    handoff = handoffs.in_charge(work, item.conversation)
    if not forwarded or said.payload or (handoff and handoff.status == "claimed"):
        return said
    words = "\n".join(each["text"] for each in forwarded)
    theirs = _understood(reception, item, work, words)
    asks = _asks(reception, theirs)
    if not said.text:
        return replace(said, text=words, before=(*said.before, note(reception, item, work, forwarded))) if asks else None
    own = _understood(reception, item, work, said.text)
    if not asks and own.intent in ONLY_POINTING and not own.entities and not _is_choice(reception, item, work, said.text):
        return None
    if own.named("product") or not asks:
        return said
    if own.intent in POINTING or own.confidence < HARMLESS:
        return replace(said, text=words, before=(*said.before, note(reception, item, work, forwarded)))
    return replace(said, text=f"{said.text}\n{words}") if _asks(reception, own) else said


def _is_choice(reception: Reception, item: Item, work: Work, words: str) -> bool:
    """Whether words choose one of the buttons on the screen."""
    return in_words(words) != words or relay.meant(reception.desk, item, work, words) != words


def note(reception: Reception, item: Item, work: Work, forwarded: list[dict[str, Any]]) -> Any:
    """Says that the bot read a forwarded message, and whose."""
    author = line(forwarded[0]["author"])
    return reception.plain(item, work, "slack_forwarded" if author else "slack_forwarded_unknown", author=author)


def _understood(reception: Reception, item: Item, work: Work, words: str) -> Understanding:
    return reception.conversations.understand(Turn(item.conversation, words, work.now), words, reception.tracker(work))


def _asks(reception: Reception, said: Understanding) -> bool:
    """Whether words ask something about a product, rather than answer."""
    flow = reception.conversations.policy.triggers.get(said.intent)
    return flow in ABOUT_A_PRODUCT and said.intent not in NO_QUESTION and said.confidence >= HARMLESS and not said.from_button

"""What a customer did, as something that they want to be understood as having said; and what is known of a turn. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import logs
from bot.channels.slack.desk.tag import DESK
from bot.delivery.items import Item
from bot.dialogue.replies import Reply
from bot.turn import Decided, case_row

HELP, WHERE, GREET = "/help", "/current_step", "/greet"


@dataclass(frozen=True)
class Said:
    """What a customer wants to be understood as having said. `payload` is that of a button, `text` its title."""

    text: str
    payload: str | None = None
    shown: str | None = None
    """the same as people should see it"""
    before: tuple[Reply, ...] = ()
    """what is said before the answer"""
    instead: bool = False
    """whether it stands in place of what the customer said before"""


def in_order(before: Sequence[Reply], replies: Sequence[Reply]) -> list[Reply]:
    """The replies of a turn, with what is said before its answer: nothing comes before the bot says what it is."""
    names = [reply for reply in replies[:1] if reply.response == "utter_introduce"]
    return [*names, *before, *replies[len(names) :]]


def written_at(item: Item, now: datetime) -> datetime:
    """When somebody wrote or clicked, by Slack's clock: «today» is that day, however late it reaches us. `now` where Slack's
    time is none.
    """
    try:
        return datetime.fromtimestamp(float(item.data.get("written") or item.position), now.tzinfo)
    except (ValueError, OverflowError, OSError):
        return now


def noted(decided: Decided) -> dict[str, str | None]:
    """What the log says of a turn: which case in which conversation, and what was understood."""
    after = decided.after
    case = case_row(after)
    found = {"conversation": logs.mark(after.sender_id), "case": case["id"] if case else None, "status": after.slots["status"]}
    name, _, value = decided.outcome.reading.intent.partition("=")
    return {**found, "intent": f"{name}={value}" if name == "ask" else name}  # other values may be customers' words


def is_private(decided: Decided) -> bool:
    """Whether a turn opened a case: from there on it is about one person's account. Facts of a document are anybody's."""
    slots = decided.after.slots
    return bool(slots["case"] or slots["handoff"] or slots["attributes"] or slots["reason"])


def is_agents(item: Item) -> bool:
    """Whether only agents do such a thing."""
    return str(item.data.get("action") or item.data.get("callback") or "").startswith(DESK)

"""How a state is made finite: what is left out of a tracker, each with the reason why nothing is lost by it.

What is left out is either only told (times, words, receipts), or is read by nothing while the flow that reads it is not
open and is set anew when it opens. `Walk.congruence` checks this on the way: states with the same key that were reached
with different pasts must answer the same.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

from actions.case import WITH_A_PERSON, said_attributes
from bot.dialogue.tracker import Tracker
from bot.verify.world import World

TOLD = frozenset(
    {"now", "said", "case", "cases", "receipt", "handoff", "facts", "stating", "unanswered", "profile", "language", "anchor_date"}
    | {"unclear", "options", "about", "introduced", "buttons", "reason", "offers_closed", "attributes", "unknown_product", "topic", "stuck"}
)
"""Only told, or told in another form below. `language`: both are walked side by side. `buttons`: made by the state."""
OF_FLOW = {
    "walk": ("step", "all_shown", "walk"),
    "cancel": ("question", "asked", "answer", "consider", "permission"),
}
"""Slots that only these flows read; both set them when they begin."""


def key(tracker: Tracker, world: World) -> str:
    """What the future depends on."""
    slots = tracker.slots
    open_flows = {frame["flow"] for frame in tracker.stack}
    dead = TOLD | {slot for flow, names in OF_FLOW.items() if flow not in open_flows for slot in names}
    live = {name: value for name, value in slots.items() if name not in dead}
    live["introduced"] = slots["introduced"]
    live["case"] = slots["case"] and {"product": slots["case"]["product"]}
    live["attributes"] = {name: entry["value"] for name, entry in (slots["attributes"] or {}).items()}
    live["asked"] = sorted(set(live.get("asked") or []) - live["attributes"].keys())
    live["unknown"] = slots["product"] is None and bool(slots["unknown_product"])
    live["topic"] = bool(slots["topic"]) and "answer" in open_flows
    live["stuck"] = bool(slots["stuck"]) and "walk" in open_flows
    live["old"] = slots["status"] == "handed_off" and now(tracker) - datetime.fromisoformat(slots["case"]["opened"]) >= WITH_A_PERSON
    live["heard"] = _heard(tracker, world)
    live["cooling"] = cooling(tracker, world)
    if live["cooling"]:
        dead_offer = ("offer", "offer_answer", "permission")
        live = {name: value for name, value in live.items() if name not in dead_offer}
    else:
        live["reason"] = _reason(slots["reason"], world)
    return json.dumps([live, tracker.stack], sort_keys=True)


def _heard(tracker: Tracker, world: World) -> dict[str, str]:
    """What the messages so far say of the account: read again by the case that adopts a product next."""
    slots = tracker.slots
    if slots["status"] in ("deciding", "offered", "stepping") and (slots["case"] or {}).get("product"):
        return {}
    heard = said_attributes(world.article, tracker.slots["said"])
    return {name: entry["value"] for name, entry in heard.items()}


def now(tracker: Tracker) -> datetime:
    """The time of the last message."""
    return datetime.fromisoformat(tracker.slots["now"])


def cooling(tracker: Tracker, world: World) -> bool:
    """Whether no offer may be made because one was refused not long ago."""
    refused = (tracker.slots["offers_closed"] or {}).get(world.product)
    if not refused:
        return False
    return now(tracker).date() < date.fromisoformat(refused) + timedelta(days=world.speaker.cool_down_days)


def _reason(reason: dict[str, Any] | None, world: World) -> list[str] | None:
    """A reason counts by the offers that it is answered with."""
    return None if reason is None else [offer.id for offer in world.article.offers if reason["kind"] in offer.answers]

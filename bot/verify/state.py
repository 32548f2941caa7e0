"""How a state is made finite: what is left out of a tracker, each with the reason why nothing is lost by it.

What is left out is either only told (times, words, receipts), or is read by nothing while the flow that reads it is not
open and is set anew when it opens. Attributes that only decide offers count, while no offer may be made, by what the
customer may take now: who corrects another attribute then and may take more by it, gets to a state that is reached by
saying both in the other order too. `Walk.compare` checks on the way that states with the same key that were reached in
different ways answer the same; what it cannot check stands in `docs/norms.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from actions.account import in_article, values_of
from actions.case import LASTING, promised
from actions.receipt import case_name
from bot.dialogue.tracker import Tracker
from bot.verify.world import World
from knowledge.conditions import eligible, possible_paths, stated
from knowledge.kinds import HOUSE_RULES, knows

TOLD = frozenset(
    {"now", "case", "cases", "receipt", "handoff", "facts", "stating", "unanswered", "profile", "language", "anchor_date"}
    | {"unclear", "options", "about", "introduced", "buttons", "reason", "offers_closed", "attributes", "unknown_product", "topics"}
    | {"stuck", "offer", "offer_answer", "permission", "asked", "again", "no_offers", "screen", "account", "for_other", "reach", "named"}
    | {"left_date", "replaced_date", "asked_term", "charged_date", "maybe_dates"}
    | {"translated", "pointed", "formal", "edition", "said"}
)
"""Only told, or told in another form below. `language`: both are walked side by side. `buttons`: made by the state.
`formal`, `said`: how it is worded. `edition`: of the article, which is the same all along.
"""
OF_FLOW = {
    "walk": ("step", "all_shown", "walk"),
    "cancel": ("question", "answer", "consider"),
}
"""Slots that only these flows read; both set them when they begin."""
ANYWHERE = ("keep", "start_over", "no_human")
"""Questions whether a case is to end that are the same at each step."""
STAYED = ("kept", "offer_accepted")
"""How a case ended whose customer stayed: once no product is named any more, it is only told which."""
OF_THE_ACCOUNT = frozenset({"attributes", "asked", "ruled_out", "account"})
"""What is known of an account, and what was asked of it."""


def key(tracker: Tracker, world: World, *, account: bool = True) -> str:
    """What the future depends on; without the `account`, where two of them are compared that count as one."""
    slots = tracker.slots
    open_flows = frozenset(frame["flow"] for frame in tracker.stack)
    live = {name: slots[name] for name in _looked_at(open_flows, tuple(slots))}
    if "cancel" in open_flows and slots["step"]:
        live |= {"step": slots["step"], "all_shown": slots["all_shown"]}  # what is said meanwhile may lead back there
    live["introduced"] = slots["introduced"]
    if slots["product"] is None and slots["status"] in STAYED:
        live["status"] = STAYED[0]
    live["waiting"] = (slots["waiting"] or [])[:1]  # the next one; its own walk goes on from there
    live |= {"case": (slots["case"] or {}).get("product", "none was opened"), "brief": with_a_person(tracker)}
    live["steps_left"] = bool(slots["step"]) and "walk" not in open_flows  # whoever takes the case up again goes on there
    live["unknown"] = slots["product"] is None and bool(slots["unknown_product"])
    live["topics"] = bool(slots["topics"]) and (slots["product"] is None or "answer" in open_flows)
    live["stuck"] = bool(slots["stuck"]) and "walk" in open_flows and slots["step"] == 1
    live["old"] = bool(slots["case"]) and now(tracker) - datetime.fromisoformat(slots["case"]["opened"]) >= LASTING
    live["closed"] = closed = no_offer(tracker, world)
    live["no_offers"] = bool(slots["no_offers"] and world.article.offers) and not cooling(tracker, world)
    known = stated(slots["attributes"] or {})
    asked = slots["asked"] if "cancel" in open_flows or slots["status"] == "handed_off" else []
    of_use = world.of_paths if closed else world.article.attributes.keys()
    counted = {name: value for name, value in known.items() if name in of_use}
    if "walk" in open_flows:
        asked = []  # nothing is asked any more
    told: object = of_account(slots["account"], tracker, world)
    if of_the_way(tracker, world):
        sure = len(possible_paths(world.article, known, slots["ruled_out"] or {})) == 1  # which way a person reads of
        counted = world.telling(slots["path"], tuple(counted.items()))
        live |= {"sure": sure, "ruled_out": _nearly_settled(slots["ruled_out"], known, world)}
    if by_what_was_told_first(tracker):
        first = not (slots["confirming"] or (slots["product"] and slots["case"]))
        counted, live["ruled_out"], asked = dict(sorted(counted.items())[:1]) if first else {}, {}, []
        told = _first_of(slots["account"], tracker, world) if first else None
    if slots["product"] is None:
        live["question"] = []  # made anew once a product is named
    live["ruled_out"] = {name: sorted(values) for name, values in sorted((live["ruled_out"] or {}).items()) if values}
    live |= {"asked": sorted(set(asked or []) - known.keys()), "attributes": sorted(counted.items()), "account": told}
    live["may_take"] = [offer.id for offer in eligible(world.article, known)]
    if closed:
        live.pop("spared", None)
        live.pop("consider", None)  # read only where an offer may be made
        if not world.of_paths and slots["product"]:
            del live["hurry"]  # nothing would be asked that it could spare
    else:
        live["reason"] = _reason(slots["reason"], world)
        live |= {name: slots[name] for name in ("offer", "offer_answer")}
        live["permission"] = slots["permission"] if "cancel" in open_flows else None
    if slots["confirming"] in ANYWHERE and slots["step"]:
        live |= {"step": 1, "all_shown": False}
    left = live if account else {name: value for name, value in live.items() if name not in OF_THE_ACCOUNT}
    return f"{left} {tracker.stack}"


def with_a_person(tracker: Tracker) -> tuple[str, str | None, str | None] | None:
    """Why, on which way and of which product a person has the case at hand: whatever would make it theirs again is told beside that."""
    case, brief = tracker.slots["case"], tracker.slots["handoff"] or {}
    if not case or brief.get("case") != case_name(tracker.sender_id, case["number"]):
        return None
    return brief["rule"], brief["path"], brief["product"]


def of_the_way(tracker: Tracker, world: World) -> bool:
    """Whether an account counts by what leads to its path: the customer has moved since the steps were begun, or a person has the
    case beside them, and no offer may be made.

    Every account is walked where its steps begin, and everything can be asked and set right there; every move is walked with
    the least that was said, of which the most has to be told.
    """
    slots = tracker.slots
    if not any(frame["flow"] == "walk" for frame in tracker.stack) or not no_offer(tracker, world):
        return False
    moved = slots["step"] != 1 or slots["stuck"] or slots["all_shown"] != slots["hurry"] or slots["confirming"]
    return bool(moved) or slots["status"] == "handed_off"


def _nearly_settled(ruled_out: Mapping[str, list[str]] | None, known: Mapping[str, str], world: World) -> dict[str, list[str]]:
    """What was ruled out so far that one denial more leaves a single value."""
    values = {name: world.article.attributes[name].values for name in ruled_out or {} if name not in known}
    return {name: gone for name, gone in (ruled_out or {}).items() if name in values and len(values[name]) - len(gone) <= 2}


def place(tracker: Tracker, *, account: bool) -> str:
    """Where something is told, by all that it may speak of: the `account` on its way, or how far the dialogue is."""
    slots = tracker.slots
    if account:
        return f"{slots['product']} {slots['path']} {sorted(stated(slots['attributes'] or {}).items())} {slots['ruled_out']}"
    where = [slots[name] for name in ("product", "status", "path", "step", "question", "introduced")]
    return f"{where} {[frame['step'] for frame in tracker.stack]}"


def by_what_was_told_first(tracker: Tracker) -> bool:
    """Whether an account counts by what was told of it first: nothing is open, no product is named, a person has the case, or it is asked
    whether it is to end. It counts wholly as soon as a wish takes it up, or the question is answered. Every value is told with every wish.
    """
    slots = tracker.slots
    return not tracker.stack or slots["product"] is None or slots["status"] == "handed_off" or bool(slots["confirming"])


def _first_of(account: Mapping[str, Any] | None, tracker: Tracker, world: World) -> object:
    """One thing that comes to something in the article, or else whether a rule of ours is about one: which rule it is, is only told."""
    told = of_account(account, tracker, world)
    return told and (told[0][:1] or bool(told[1]))


@cache
def _looked_at(open_flows: frozenset[str], slots: tuple[str, ...]) -> tuple[str, ...]:
    """Slots that count as they are."""
    dead = TOLD | {slot for flow, names in OF_FLOW.items() if flow not in open_flows for slot in names}
    return tuple(name for name in slots if name not in dead)


def of_account(account: Mapping[str, Any] | None, tracker: Tracker, world: World) -> tuple[list[Any], list[str]] | None:
    """What was told of any account: by what it comes to in the article that adopts it, and by the rules of ours that it may call for."""
    if not account:
        return None
    slots = tracker.slots
    case = (slots["case"] or {}).get("product")
    adopted = case == world.product
    known = values_of(account)
    rules = [rule.rule for rule in HOUSE_RULES if known.get(rule.kind) == rule.value and not knows(world.article, rule.kind, rule.value)]
    with_a_person = promised(tracker.sender_id, slots)
    comes_to = {} if adopted else _comes_to(account, world)
    return (sorted(comes_to.items()), [] if with_a_person else rules) if comes_to or (rules and not with_a_person) else None


def _comes_to(account: Mapping[str, Any], world: World) -> dict[str, object]:
    """Attribute → the value that was said of it, or those that were ruled out."""
    found: dict[str, object] = {}
    for kind, entry in account.items():
        values, gone = in_article(world.article, kind, entry)
        found |= gone
        found |= values
    return found


def said_of_account(account: Mapping[str, Any], tracker: Tracker, world: World) -> object:
    """What a message says of the account, by what is new in it: for the article, and for what is kept until one adopts it."""
    before, known = tracker.slots["account"] or {}, stated(tracker.slots["attributes"] or {})
    told = {kind: entry for kind, entry in account.items() if before.get(kind) != entry}
    ruled_out = tracker.slots["ruled_out"] or {}
    said = _comes_to(told, world).items()
    new = sorted(((name, value) for name, value in said if known.get(name) != value and ruled_out.get(name) != value), key=str)
    values, kept = values_of(told), of_account(account, tracker, world)
    rules = [rule.rule for rule in HOUSE_RULES if values.get(rule.kind) == rule.value]
    plain = bool(new) and all(isinstance(value, str) for _, value in new) and not rules
    return new if plain and taken_up(tracker, world) and kept == of_account(before, tracker, world) else (new, kept, rules)


def chosen_of_account(attributes: Mapping[str, Any], tracker: Tracker, world: World) -> object:
    """What a button, or its title, names of the account, by what is new in it; a value that is told in words counts as one with it."""
    known, named = stated(tracker.slots["attributes"] or {}), stated(dict(attributes))
    if not taken_up(tracker, world):
        return "attributes", sorted(named.items())
    return sorted(item for item in named.items() if known.get(item[0]) != item[1])


def taken_up(tracker: Tracker, world: World) -> bool:
    """Whether what is told of the account is taken up at once, with no word that it was noted: a question of this product's is open."""
    adopted = (tracker.slots["case"] or {}).get("product") == tracker.slots["product"] == world.product
    return adopted and tracker.slots["status"] == "deciding" and [frame["flow"] for frame in tracker.stack] == ["cancel"]


def now(tracker: Tracker) -> datetime:
    """The time of the last message."""
    return datetime.fromisoformat(tracker.slots["now"])


def no_offer(tracker: Tracker, world: World) -> bool:
    """Whether no offer may be made: the article has none, one was refused not long ago, or all were before they came."""
    return not world.article.offers or bool(tracker.slots["no_offers"]) or cooling(tracker, world)


def cooling(tracker: Tracker, world: World) -> bool:
    """Whether offers were refused not long ago; a no that is said once more counts no longer than that one (see `docs/norms.md`)."""
    refused = (tracker.slots["offers_closed"] or {}).get(world.product)
    if not refused:
        return False
    return now(tracker).date() < date.fromisoformat(refused) + timedelta(days=world.speaker.cool_down_days)


def _reason(reason: dict[str, Any] | None, world: World) -> list[str] | None:
    """A reason counts by the offers that it is answered with."""
    return None if reason is None else [offer.id for offer in world.article.offers if reason["kind"] in offer.answers]

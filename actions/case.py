"""The case: opening it, finding and changing its product, going on to the next one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from actions.account import of_this_message
from actions.base import REPLIES_TO_STEPS, Event, PartwellAction, View, Voice, slots
from actions.receipt import case_name, receipt

OF_THE_PATH: dict[str, Any] = {
    "path": None,
    "path_kind": None,
    "rule": None,
    "consider": None,
    "permission": None,
    "step": None,
    "stuck": 0,
    "all_shown": False,
    "walk": None,
}
"""What is redone when an attribute changes."""

OF_THE_WISH: dict[str, Any] = {
    "hurry": False,
    "spared": None,
    "turns_left": None,
    "rule": None,
    "consider": None,
    "topics": [],
    "unknown_product": None,
}
"""What is settled once the steps, a person or something else has answered the wish."""

OF_THE_PRODUCT: dict[str, Any] = {
    **OF_THE_PATH,
    "question": [],
    "asked": [],
    "ruled_out": {},
    "answer": None,
    "offer": None,
    "offer_answer": None,
    "anchor_date": None,
    "charged_date": None,
    "maybe_dates": [],
    "left_date": None,
}
"""What is forgotten when the product changes."""

WHERE = ("path", "step", "all_shown")
"""Where somebody is who walks through steps."""

DAYS = ("anchor_date", "charged_date", "left_date")
"""Days to count from; told before the product is named, they are the product's."""

LASTING = timedelta(days=30)
"""So long after it was opened, a wish belongs to the case that a person has, and what was said of the account still counts."""
OPEN = ("deciding", "offered", "stepping", "handed_off")
"""A case that stands so is gone on with; otherwise a wish to cancel opens a new one."""


def closed(view: View, status: str | None) -> list[Event]:
    """The case has ended; what was said in it belongs to it alone, unless another product of the same message waits."""
    account = view["account"] if view["waiting"] else {}
    return slots(status=status, account=account, reason=None, asked=[], ruled_out={}, **OF_THE_WISH)


def promised(conversation: str, kept: Mapping[str, Any]) -> bool:
    """Whether a person has the case at hand: it stays with them, whatever else the customer does, until it is ended or taken back (N19)."""
    case: Mapping[str, Any] = kept.get("case") or {}
    return (
        kept.get("status") == "handed_off"
        and bool(case)
        and (kept.get("handoff") or {}).get("case") == case_name(conversation, case["number"])
    )


def standing(view: View, status: str) -> str:
    """How the case stands: what the bot helps with beside a person changes nothing of its being theirs."""
    return "handed_off" if promised(view.conversation, view.slots) else status


def goes_on(view: View) -> bool:
    """Whether a wish to cancel belongs to the case at hand: it is open, and not too old."""
    case = view["case"]
    if not case or view["following"] or view["status"] not in OPEN or case["product"] not in (None, view["product"]):
        return False
    return not long_ago(view)


def long_ago(view: View) -> bool:
    """Whether the case was opened too long ago to rely on what was said in it."""
    return view.now - datetime.fromisoformat(view["case"]["opened"]) >= LASTING


class OpenCase(PartwellAction):
    """A wish to cancel opens a case, or goes on with the open one."""

    NAME = "action_open_case"

    def act(self, view: View, voice: Voice) -> list[Event]:
        case = view["case"]
        if goes_on(view):
            left = view["turns_left"] if view["status"] in ("deciding", "offered") else None
            return slots(turns_left=REPLIES_TO_STEPS if left is None else left, status=standing(view, "deciding"), **OF_THE_PATH)
        number = int(view["cases"] or 0) + 1
        finished = bool(case) and view["status"] == "steps_given" and case["product"] == view["product"]
        named_again = any(entity.get("value") == view["product"] for entity in view.message.get("entities", []))
        product = None if finished and not named_again else view["product"]
        outdated = bool(case) and long_ago(view)
        return slots(
            case={"number": number, "opened": view["now"], "words": view.written, "product": None},
            cases=number,
            status="deciding",
            product=product,
            handoff=None,
            receipt=None,
            turns_left=REPLIES_TO_STEPS,
            attributes=view["attributes"] if product and not outdated else {},
            account={} if outdated or (finished and not named_again) else view["account"],
            **OF_THE_PRODUCT | {name: view[name] for name in DAYS} | (_where(view) if product else {}),
        )


def _where(view: View) -> dict[str, Any]:
    """The step at hand, for whoever had taken the alternative in mid-steps and cancels after all."""
    taken = view["status"] == "offer_accepted" and view["case"]["product"] == view["product"]
    return {**{name: view[name] for name in WHERE}, "screen": None} if taken and view["step"] else {}


class SeekProduct(PartwellAction):
    """Says which products wait, or that a product is unknown; without a product and without time left it is a person's case."""

    NAME = "action_seek_product"

    def act(self, view: View, voice: Voice) -> list[Event]:
        if view["product"] and not view.has_article:
            return slots(product=None, unknown_product=view["product"])
        if view["product"]:
            self._say_order(view, voice)
            return slots(unknown_product=None)
        asked_already = view.replies_left < REPLIES_TO_STEPS
        if view.replies_left <= 1 or (view["hurry"] and asked_already):
            return slots(rule="unknown_product", turns_left=1)
        return []

    @staticmethod
    def _say_order(view: View, voice: Voice) -> None:
        if view["waiting"] and not (view["case"] or {}).get("product"):
            names = [view.library.name(product) for product in view["waiting"]]
            voice.say("utter_order", first=view.library.name(view["product"]), names=names)


class AdoptProduct(PartwellAction):
    """Makes the product the case's own. Another product than before: everything that hung on the old one is redone."""

    NAME = "action_adopt_product"

    def act(self, view: View, voice: Voice) -> list[Event]:
        case = view["case"]
        before = case["product"]
        if before == view["product"]:
            return []
        kept = {} if before else view["attributes"] or {}
        known = {name: entry for name, entry in kept.items() if name in view.article.attributes}
        of_before = {**dict.fromkeys(DAYS), "account": of_this_message(view)}
        kept_on = of_before if before else {name: view[name] for name in WHERE}
        return slots(
            case={**case, "product": view["product"]},
            attributes=known,
            turns_left=REPLIES_TO_STEPS if before else view["turns_left"],
            **OF_THE_PRODUCT | {name: view[name] for name in DAYS} | kept_on,
        )


class NextProduct(PartwellAction):
    """After one product the next one of the same message is begun."""

    NAME = "action_next_product"

    def act(self, view: View, voice: Voice) -> list[Event]:
        waiting = [product for product in view["waiting"] or [] if product != view["product"]]
        if not waiting:
            return slots(waiting=[], following=False)
        voice.say("utter_next_product", name=view.library.name(waiting[0]))
        return slots(product=waiting[0], waiting=waiting[1:], attributes={}, account={}, following=True)


class NameNoGuide(PartwellAction):
    """A product that nobody here knows was named beside the one at hand."""

    NAME = "action_name_no_guide"

    def act(self, view: View, voice: Voice) -> list[Event]:
        voice.say("utter_no_guide", name=view["no_guide"])
        return slots(no_guide=None)


class NoteNext(PartwellAction):
    """Another product was named in the middle of a case."""

    NAME = "action_note_next"

    def act(self, view: View, voice: Voice) -> list[Event]:
        voice.say("utter_noted_next", names=[view.library.name(product) for product in view["waiting"]])
        return []


class StartOver(PartwellAction):
    """Forgets the case; what has been recorded stays recorded."""

    NAME = "action_start_over"

    def act(self, view: View, voice: Voice) -> list[Event]:
        open_case = bool(view["case"]) and view["status"] in OPEN
        left = receipt(view, voice, "abandoned", []) if open_case else []
        voice.say("utter_start_over")
        return [
            *left,
            *closed(view, "abandoned" if open_case else view["status"]),
            *slots(product=None, unknown_product=None, waiting=[], attributes={}, account={}, topics=[], **OF_THE_PRODUCT),
        ]

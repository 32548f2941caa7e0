"""The receipt of a case that ended: what was said, what was given, when it can take effect (N10)."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC
from functools import lru_cache
from typing import Any

from actions.base import Event, PartwellAction, View, Voice, button, person_button, slots
from knowledge.schema import Effective


@lru_cache(maxsize=10_000)
def case_name(conversation: str, number: int) -> str:
    """A short name of a conversation's case, the same whenever it is asked for: `PW-7F3AQ2CXLM`. 50 bits, so that none meets another."""
    return f"PW-{base64.b32encode(hashlib.sha256(f'{conversation}/{int(number)}'.encode()).digest()).decode()[:10]}"


def case_id(view: View) -> str:
    """The name of the case at hand."""
    return case_name(view.conversation, (view["case"] or {}).get("number", 0))


def effective(view: View) -> Effective:
    """When the cancellation takes effect on the decided path, as far as the document says."""
    if not view.has_article or view["path"] not in view.article.paths:
        return Effective.not_stated
    return view.article.paths[view["path"]].effective


def _effect(view: View, outcome: str) -> str | None:
    """None where nothing was given that takes effect."""
    return str(effective(view)) if outcome in ("steps_given", "nothing_to_do", "handed_off") and view["path"] else None


def receipt(view: View, voice: Voice, outcome: str, given: list[str], house: str | None = None) -> list[Event]:
    """Makes the receipt, says it, and remembers it. `given`: the texts the customer got; `house`: the rule of ours behind a handoff."""
    case = view["case"] or {"words": view.written}
    product = view["product"] if view.has_article else None
    document: dict[str, Any] = {
        "case": case_id(view),
        "outcome": outcome,
        "language": view.language,
        "utc": view.now.astimezone(UTC).isoformat(timespec="seconds"),
        "local": view.now.isoformat(timespec="seconds"),
        "words": case["words"],
        "product": product,
        "name": view.library.name(product) if product else view["unknown_product"],
        "attributes": view.attributes,
        "path": view["path"],
        "given": given,
        "house_rule": house,
        "revision": view.library.revision_of(product) if product else None,
        "effective": _effect(view, outcome),
        "anchor_date": view["anchor_date"],
        "reason": view["reason"],
        "offer": {"id": view["offer"], "answer": view["offer_answer"]} if view["offer"] else None,
        "reach": view["reach"] or [],
    }
    voice.say("utter_receipt_short", case=document["case"], custom={"receipt": document})
    return slots(receipt=document)


class GiveReceipt(PartwellAction):
    """The last receipt once more, or that there is none yet."""

    NAME = "action_receipt"

    def act(self, view: View, voice: Voice) -> list[Event]:
        if view["receipt"]:
            voice.say("utter_receipt", custom={"receipt": view["receipt"]})
        else:
            voice.say("utter_no_receipt", buttons=[button("button_just_steps", "/cancel_now"), person_button()])
        return []

"""Whether it helped: asked once, when a case has ended, and counted once a case. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.receipt import case_name
from bot.channels.slack.blocks.richtext import plain
from bot.channels.slack.inbound import FEEDBACK
from bot.delivery.items import Item
from bot.dialogue.replies import Reply, Responses
from bot.dialogue.tracker import Event, Tracker

ENDED = frozenset({"steps_given", "nothing_to_do", "offer_accepted", "kept"})
"""Outcomes after which nothing more is to come from us."""
LONGEST_TITLE = 30

Data = dict[str, Any]


def asked(payload: Data, replies: Sequence[Reply], responses: Responses) -> Data:
    """The last message of a turn, with the question below when the turn ended a case."""
    receipts = [reply.custom["receipt"] for reply in replies if reply.response == "utter_receipt_short" and "receipt" in reply.custom]
    ended = [receipt["case"] for receipt in receipts if receipt["outcome"] in ENDED]
    if not ended:
        return payload
    titles = {"yes": "button_helped", "no": "button_not_helped"}
    buttons = [
        {"type": "button", "action_id": f"{FEEDBACK}{name}", "value": ended[-1], "text": plain(responses.text(title), LONGEST_TITLE)}
        for name, title in titles.items()
    ]
    question = {"type": "context", "elements": [plain(responses.text("slack_helped"), 200)]}
    return {**payload, "blocks": [*payload["blocks"], question, {"type": "actions", "block_id": FEEDBACK, "elements": buttons}]}


def is_own(item: Item, tracker: Tracker) -> bool:
    """Whether the case that is judged is one of whoever clicked."""
    last = (tracker.slots["case"] or {}).get("number", 0)
    return item.data["value"] in {case_name(tracker.sender_id, number) for number in range(1, last + 1)}


def event(item: Item) -> Event:
    """What is kept of an answer."""
    helped = item.data["action"].removeprefix(FEEDBACK) == "yes"
    return {"event": "feedback", "case": item.data["value"], "helped": helped}


def thanked(blocks: Sequence[Data], responses: Responses) -> list[Data]:
    """The message once the question is answered."""
    thanks = {"type": "context", "elements": [plain(responses.text("slack_helped_thanks"), 200)]}
    return [thanks if block.get("block_id") == FEEDBACK else block for block in blocks]

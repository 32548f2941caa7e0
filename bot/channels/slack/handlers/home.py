"""The Home tab: what this is, the open case with its step, receipts, and where to begin. Pure but for reading the receipts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from bot.channels.slack.blocks.richtext import plain, section
from bot.delivery.work import Work
from bot.dialogue.replies import Responses
from bot.dialogue.tracker import Tracker
from bot.store.tables import RECEIPT
from knowledge.library import Library

ACTION = "home_"
"""How the ids of its buttons begin; their value is what they say."""
SAYS = {"current_step": "button_go_on_here", "status": "button_intent_status", "human": "button_person"}
"""What the buttons of an open case say, with their titles."""
READ = "/receipt"
PAYLOADS = (*(f"/{name}" for name in SAYS), READ)
"""All that its buttons say beside products; good as long as they are shown."""
OPEN = frozenset({"deciding", "offered", "stepping", "handed_off"})
MOST_RECEIPTS = 5
MOST_PRODUCTS = 5
LONGEST_TITLE = 30

Data = dict[str, Any]


def receipts(work: Work, conversations: Sequence[str]) -> list[Data]:
    """The documents of the newest receipts of these conversations, the newest first."""
    mine = RECEIPT.c.conversation_id.in_(conversations)
    query = select(RECEIPT.c.document).where(mine).order_by(RECEIPT.c.created.desc(), RECEIPT.c.seq.desc()).limit(MOST_RECEIPTS)
    return list(work.connection.execute(query).scalars())


def view(tracker: Tracker, kept: list[Data], responses: Responses, library: Library) -> Data:
    """The view for `views.publish`. It carries the conversation that its buttons are about."""
    blocks = [
        _header(responses.text("slack_home_title")),
        _said(responses.text("utter_introduce")),
        {"type": "divider"},
        *_case(tracker, responses, library),
        *_receipts(kept, responses),
        _said(responses.text("slack_home_write")),
    ]
    return {"type": "home", "blocks": blocks, "private_metadata": tracker.sender_id}


def _case(tracker: Tracker, responses: Responses, library: Library) -> list[Data]:
    """The open case and what can be done with it; without one the products to begin with."""
    slots = tracker.slots
    if slots["status"] not in OPEN:
        names = {slug: library.name(slug) for slug in library.products()[:MOST_PRODUCTS]}
        buttons = [_button(f"cancel_{slug}", name, f'/cancel{{"product": "{slug}"}}') for slug, name in names.items()]
        return [_header(responses.text("slack_home_begin")), *_row("begin", buttons)]
    buttons = [_button(name, responses.text(title), f"/{name}") for name, title in SAYS.items()]
    return [_header(responses.text("slack_home_case")), _said(standing(slots, responses, library)), *_row("case", buttons)]


def standing(slots: Mapping[str, Any], responses: Responses, library: Library) -> str:
    """How an open case stands."""
    name = library.name(slots["product"]) if slots["product"] in library else slots["unknown_product"] or "?"
    if slots["step"]:
        return responses.text("slack_home_step", name=name, number=int(slots["step"]))
    return responses.text(f"slack_home_{slots['status']}", name=name)


def _receipts(kept: list[Data], responses: Responses) -> list[Data]:
    if not kept:
        return []
    lines = [
        responses.text("slack_home_receipt", case=receipt["case"], day=receipt["local"][:10], name=receipt["name"] or "-")
        for receipt in kept
    ]
    listed = {"type": "rich_text_list", "style": "bullet", "elements": [section(line) for line in lines]}
    show = _button("receipt", responses.text("button_intent_receipt"), READ)
    return [_header(responses.text("slack_home_receipts")), {"type": "rich_text", "elements": [listed]}, *_row("receipts", [show])]


def _header(text: str) -> Data:
    return {"type": "header", "text": plain(text, 150)}


def _said(text: str) -> Data:
    return {"type": "section", "text": plain(text, 3000)}


def _button(name: str, title: str, payload: str) -> Data:
    return {"type": "button", "action_id": f"{ACTION}{name}", "text": plain(title, LONGEST_TITLE), "value": payload}


def _row(name: str, buttons: list[Data]) -> list[Data]:
    return [{"type": "actions", "block_id": f"{ACTION}{name}", "elements": buttons}] if buttons else []

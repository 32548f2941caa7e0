"""A person's other conversations: whoever asks how it stands, or for a receipt, where there is none hears of those (N14)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.address import Address
from bot.channels.slack.handlers import home, threads
from bot.delivery.work import Work
from bot.dialogue.replies import Reply, Responses
from knowledge.library import Library

NOTHING, NO_RECEIPT = "utter_status_none", "utter_no_receipt"
MOST, LOOKED_AT = 5, 40
"""Conversations that are told of, and the newest that are looked at."""


def told(work: Work, conversation: str, replies: Sequence[Reply], responses: Responses, library: Library) -> list[Reply]:
    """The replies of a turn; one that says that nothing is recorded gives way to what is, elsewhere in the direct message."""
    if not Address.of(conversation).direct or not {reply.response for reply in replies} & {NOTHING, NO_RECEIPT}:
        return list(replies)
    every = threads.all_of(work, Address.of(conversation))
    return [_instead(work, every, reply, responses, library) for reply in replies]


def _instead(work: Work, every: Sequence[str], reply: Reply, responses: Responses, library: Library) -> Reply:
    if reply.response == NOTHING and (lines := list(_lines(work, every, responses, library))):
        return replace(reply, text="\n".join([responses.text("slack_elsewhere"), *(f"• {line}" for line in lines)]))
    if reply.response == NO_RECEIPT and (kept := home.receipts(work, every)):
        receipt = responses.reply({"event": "bot", "metadata": {"response": "utter_receipt", "custom": {"receipt": kept[0]}}})
        return replace(receipt, buttons=reply.buttons)
    return reply


def _lines(work: Work, every: Sequence[str], responses: Responses, library: Library) -> Iterator[str]:
    """How the open cases stand, the newest first."""
    states = filter(None, (threads.snapshot(work, conversation) for conversation in every[:LOOKED_AT]))
    cases = [state["slots"] for state in states if state["slots"].get("status") in home.OPEN]
    return (home.standing(slots, responses, library) for slots in cases[:MOST])

"""What stands behind the last answer of a conversation: for those who try the bot out, never for customers."""

from __future__ import annotations

from typing import Any

from actions.receipt import case_name
from bot.address import Address
from bot.channels.slack.handlers.reception import Reception
from bot.dialogue.tracker import restored
from bot.store.store import Store


def behind(reception: Reception, store: Store, place: Address) -> dict[str, Any] | None:
    """`{understanding, commands, stack, facts, case, status}`; None where the bot has not answered. Raises StoreError."""
    talk, conversation = reception.conversations, place.conversation
    state = next((row.state for row in store.conversations() if row.id == conversation), None)
    if state is None:
        return None
    tracker = restored(conversation, state, talk.domain.initial_slots())
    outcome = reception.latest.get(conversation)
    slots = tracker.slots
    return {
        "understanding": outcome.reading.as_data() if outcome else None,
        "commands": outcome.understood()["commands"] if outcome else [],
        "stack": [{"flow": frame["flow"], "step": frame["step"]} for frame in tracker.stack],
        "facts": slots["stating"] or [],
        "case": case_name(conversation, slots["case"]["number"]) if slots["case"] else None,
        "status": slots["status"],
    }

"""A long conversation costs no more a turn than a short one: what is read of it does not grow, nor what is asked of the store."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event

from bot.store.store import Store
from bot.turn import Conversations, Turn

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
TALK = (
    "I want out of Kustomer",
    "essentials",
    "what happens to my data?",
    "ok, I did that one",
    "hmm I can't find this button anywhere",
    "back",
)
ROUNDS = 20


def test_a_turn_costs_the_same_however_many_there_were(shared_conversations: Conversations) -> None:
    costs: list[tuple[int, int]] = []
    asked: list[int] = []
    with Store.open("sqlite://") as store:
        event.listen(store.engine, "before_cursor_execute", lambda *_: asked.append(1))
        talk = replace(shared_conversations, store=store, waiting={}, recent={})
        for number in range(ROUNDS * len(TALK)):
            asked.clear()
            talk.handle(Turn("c", TALK[number % len(TALK)], AT + timedelta(minutes=number)))
            costs.append((len(asked), size(store)))
    early, late = costs[2 * len(TALK) : 3 * len(TALK)], costs[-len(TALK) :]
    assert max(statements for statements, _ in late) <= max(statements for statements, _ in early)
    assert max(kept for _, kept in late) <= 1.1 * max(kept for _, kept in early)


def size(store: Store) -> int:
    """Of what is read when the conversation goes on."""
    state: Any = store.conversations()[0].state
    return len(json.dumps(state))

"""An edit in a long conversation: as quick as in a short one, complete, and of that message alone."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.slack.handlers.edits import GONE, reword
from bot.delivery.inbox import Inbox
from bot.delivery.items import Item
from bot.delivery.work import Work
from bot.store.store import Record, Store
from bot.turn import Conversations
from bot.understanding.recognisers.reach import reach

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
HERE = "T1/dm/-/U1"
TURNS = 2000
PADDING = "what a document says, word for word, " * 100
"""As long as a turn's replies are."""


def turn(number: int, text: str, *more: dict[str, Any]) -> list[dict[str, Any]]:
    """The events of a turn."""
    said = {"event": "user", "text": text, "parse_data": {}, "metadata": {"key": f"message/T1/D1/{number}", "ts": f"{number}.0"}}
    return [said, {"event": "bot", "text": PADDING}, *more]


@pytest.fixture
def long(store: Store, shared_conversations: Conversations) -> Store:
    """A conversation of 2,000 turns, in which the same few things are said again and again."""
    opened = {"event": "slot", "name": "case", "value": {"number": 1, "words": "leave acme"}}
    receipt = {"event": "slot", "name": "receipt", "value": {"words": "leave acme"}}
    state = shared_conversations.tracker(HERE, None).state()
    with store.turn(HERE) as unit:
        for number in range(TURNS):
            more = [opened] if number == 0 else [receipt] if number == TURNS - 1 else []
            text = "leave acme" if number == 0 else f"no {number % 7}"
            unit.write(Record(AT, state, turn(number, text, *more)))
        unit._connection.commit()
    return store


def changed(store: Store, talk: Conversations, number: int, old: str, new: str) -> float:
    """Edits or deletes a message; the seconds of processor time."""
    item = Item("Ev1", HERE, "1", "edited", "T1", "U1", "U1", data={"of": f"message/T1/D1/{number}", "before": old, "text": new})
    Inbox(store).receive([item], AT)
    with Inbox(store).batch(AT, 1) as batch:
        began = time.process_time()
        reword(talk, Work(store, batch.connection, item, AT), HERE, old, new)
        took = time.process_time() - began
        batch.commit()
    return took


@pytest.mark.parametrize("number", [0, 1, TURNS // 2, TURNS - 1])
def test_it_reads_only_the_turns_that_it_is_about(long: Store, shared_conversations: Conversations, number: int) -> None:
    took = changed(long, shared_conversations, number, "leave acme" if number == 0 else f"no {number % 7}", "something else")
    assert took < 0.2  # 0.02 on an idle machine; reading every turn takes a second


def test_a_deleted_message_is_quoted_in_no_turn_though_they_are_many(long: Store, shared_conversations: Conversations) -> None:
    changed(long, shared_conversations, 0, "leave acme", "")
    assert "leave acme" not in str(long.events(HERE))


def test_the_same_words_in_other_messages_stay(long: Store, shared_conversations: Conversations) -> None:
    changed(long, shared_conversations, 10, "no 3", "")
    texts = [event["text"] for event in long.events(HERE) if event["event"] == "user"]
    assert texts[10] == GONE
    assert texts.count("no 3") == len([number for number in range(1, TURNS) if number % 7 == 3]) - 1


FIRST, SECOND, THIRD = "01452 555 018", "01452 555 019", "ann@example.org"


def reached(store: Store, talk: Conversations, texts: list[str], new: str) -> list[str]:
    """What is kept of a customer's numbers and addresses, in slot and brief alike, once the first of their messages is changed."""
    state = talk.tracker(HERE, None).state()
    kept: list[dict[str, str]] = []
    with store.turn(HERE) as unit:
        for number, text in enumerate(texts):
            kept = [*kept, *({"words": words} for words in reach(text) if {"words": words} not in kept)]
            slots = {**state["slots"], "reach": kept, "handoff": {"case": "PW-1", "reach": kept}}
            said = turn(number, text, {"event": "slot", "name": "reach", "value": kept})
            unit.write(Record(AT, {**state, "slots": slots}, said))
        unit._connection.commit()
    changed(store, talk, 0, texts[0], new)
    with store.turn(HERE) as unit:
        slots = (unit.state or {})["slots"]
    assert slots["handoff"]["reach"] == slots["reach"]
    return [entry["words"] for entry in slots["reach"]]


def test_a_number_that_is_corrected_stands_in_the_place_of_the_old_one(store: Store, shared_conversations: Conversations) -> None:
    assert reached(store, shared_conversations, [f"call me on {FIRST}", f"or {THIRD}"], f"call me on {SECOND}") == [SECOND, THIRD]
    assert FIRST not in str(store.events(HERE))


def test_a_number_that_an_edit_brings_is_kept(store: Store, shared_conversations: Conversations) -> None:
    assert reached(store, shared_conversations, ["call me", f"or {THIRD}"], f"call me on {SECOND}") == [THIRD, SECOND]


def test_a_number_of_a_message_that_was_deleted_is_gone(store: Store, shared_conversations: Conversations) -> None:
    assert reached(store, shared_conversations, [f"call me on {FIRST}", f"or {THIRD}"], "") == [THIRD]
    assert FIRST not in str(store.events(HERE))


def test_an_address_that_another_message_names_too_stays(store: Store, shared_conversations: Conversations) -> None:
    assert reached(store, shared_conversations, [f"write to {THIRD}", f"again: {THIRD}"], "") == [THIRD]
    assert reach(f"again: {THIRD}") == (THIRD,)

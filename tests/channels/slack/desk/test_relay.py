"""What becomes of a customer's message, for every state of their case."""

from __future__ import annotations

import pytest

from bot.cases.desk import LEAVE, Doing, during


@pytest.mark.parametrize(
    ("status", "payload", "doing"),
    [
        ("waiting", "what happens to my data?", Doing.ANSWER),
        ("waiting", LEAVE, Doing.LEAVE),
        ("claimed", "thanks", Doing.RELAY),
        ("claimed", "/cancel_now", Doing.RELAY),
        ("claimed", "", Doing.RELAY),
        ("claimed", LEAVE, Doing.LEAVE),
        ("resolved", "thanks", Doing.ANSWER),
        ("returned", "thanks", Doing.ANSWER),
        ("resolved", LEAVE, Doing.ANSWER),
    ],
)
def test_the_bot_answers_unless_a_person_has_the_case(status: str, payload: str, doing: Doing) -> None:
    assert during(status, payload) is doing

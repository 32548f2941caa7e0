"""What becomes of a customer's message, for every state of their case."""

from __future__ import annotations

import pytest

from bot.cases.desk import LEAVE, Doing, during


@pytest.mark.parametrize(
    ("status", "said", "clicked", "doing"),
    [
        ("waiting", "what happens to my data?", False, Doing.ANSWER),
        ("waiting", LEAVE, True, Doing.LEAVE),
        ("claimed", "thanks", False, Doing.RELAY),
        ("claimed", "/cancel_now", False, Doing.RELAY),
        ("claimed", "/cancel_now", True, Doing.ANSWER),
        ("claimed", "", False, Doing.RELAY),
        ("claimed", LEAVE, False, Doing.LEAVE),
        ("claimed", LEAVE, True, Doing.LEAVE),
        ("resolved", "thanks", False, Doing.ANSWER),
        ("returned", "thanks", False, Doing.ANSWER),
        ("resolved", LEAVE, True, Doing.ANSWER),
    ],
)
def test_the_bot_answers_clicks_and_a_person_what_is_written_to_them(status: str, said: str, *, clicked: bool, doing: Doing) -> None:
    assert during(status, said, clicked=clicked) is doing

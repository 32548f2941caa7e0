"""When nobody is asked why they leave: the answer and the steps come at once, and a reason may still be told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.dialogue.replies import TO_A_PERSON
from bot.turn import Conversations
from bot.understanding.acts import Day, Role
from knowledge.schema import LANGUAGES
from tests.conftest import BEGAN
from tests.dialogue.acts import InActs

WISH = ("cancel", "product=listkit")


@pytest.fixture(params=LANGUAGES)
def begin(shared_conversations: Conversations, request: pytest.FixtureRequest) -> Any:
    return lambda: InActs(shared_conversations, request.param)


def test_who_only_wishes_to_leave_is_asked_once(begin: Any) -> None:
    assert "utter_ask_reason" in begin().say(*WISH)


@pytest.mark.parametrize("act", ["ask=refund", "ask=data_kept", "annoyed", "for_other", "other_is=role:owner", "steps_now", "delete_data"])
def test_the_reason_is_not_asked(begin: Any, act: str) -> None:
    said = begin().say(*WISH, act)
    assert "utter_ask_reason" not in said
    assert {"utter_step", "utter_all_steps"} & {*said}


def test_the_answer_comes_before_the_steps(begin: Any) -> None:
    said = begin().say(*WISH, "ask=data_kept")
    assert next(number for number, name in enumerate(said) if name in ("utter_answer", "utter_unsaid")) < said.index("utter_step")


def test_a_question_that_waited_for_its_product_spares_the_reason(begin: Any) -> None:
    talk = begin()
    talk.say("cancel", "ask=data_kept")
    assert "utter_step" in talk.say("product=listkit")


def test_a_reason_may_still_be_told(begin: Any) -> None:
    talk = begin()
    talk.say(*WISH, "annoyed")
    talk.say("reason=too_expensive", text="it costs too much")
    assert talk.slots["reason"]["kind"] == "too_expensive"


def test_a_question_before_the_wish_spares_nothing(begin: Any) -> None:
    talk = begin()
    talk.say("product=listkit", "ask=refund")
    assert "utter_ask_reason" in talk.say("cancel")


@pytest.mark.parametrize("act", ["ask=data_kept", "ask=session"])
def test_the_way_to_a_person_stands_once_in_a_reply(begin: Any, act: str) -> None:
    talk = begin()
    talk.say("cancel", "product=listkit", act)
    assert talk.payloads.count(TO_A_PERSON) == 1
    talk.say(act, "ask=refund")
    assert talk.payloads.count(TO_A_PERSON) <= 1


def test_a_pause_that_was_taken_is_not_shown_for_taking_again(begin: Any) -> None:
    talk = begin()
    talk.say(*WISH, "reason=too_expensive")
    talk.say("accept", from_button=True)
    assert talk.slots["status"] == "offer_accepted"
    talk.say("ask=pause_cost")
    assert "/take_offer" not in talk.payloads


def test_who_took_a_pause_in_mid_steps_cancels_after_all_where_they_were(begin: Any) -> None:
    talk = begin()
    talk.say(*WISH, "annoyed")
    talk.say("done=2", from_button=True)
    assert talk.slots["step"] == 3
    talk.say("pause", from_button=True)
    assert talk.slots["status"] == "offer_accepted"
    assert "utter_step" in talk.say("cancel", text="I changed my mind, cancel it")
    assert talk.slots["step"] == 3
    assert talk.slots["status"] == "stepping"


@pytest.mark.parametrize(("days", "asked"), [(0, False), (2, False), (3, True)])
@pytest.mark.parametrize("role", [Role.term, Role.wish, Role.none])
def test_who_has_two_days_left_is_not_asked(begin: Any, days: int, asked: bool, role: Role) -> None:
    day = (BEGAN + timedelta(days=days)).date()
    said = begin().say(*WISH, "date", days=(Day(day, role),))
    assert ("utter_ask_reason" in said) is asked

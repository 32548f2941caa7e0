"""Products that nobody here knows, named beside one that is: they are not passed over, and the case goes on."""

from __future__ import annotations

import pytest

from bot.turn import Conversations
from tests.dialogue.acts import InActs


@pytest.fixture(params=["en", "it"])
def talk(shared_conversations: Conversations, request: pytest.FixtureRequest) -> InActs:
    return InActs(shared_conversations, request.param)


def test_the_one_that_is_known_is_gone_on_with(talk: InActs) -> None:
    said = talk.say("product=octopus_crm", "product=?Sales Navigator", "cancel")
    assert "utter_no_guide" in said
    assert "Sales Navigator" in talk.text
    assert talk.slots["product"] == "octopus_crm"
    assert talk.slots["no_guide"] is None


def test_in_the_middle_of_the_steps_it_changes_nothing(talk: InActs) -> None:
    talk.say("product=octopus_crm", "cancel")
    step = talk.slots["step"]
    assert talk.say("product=?Salesforce")[0] == "utter_no_guide"
    assert (talk.slots["product"], talk.slots["step"]) == ("octopus_crm", step)


def test_the_one_that_somebody_goes_to_is_none_of_them(talk: InActs) -> None:
    assert "utter_no_guide" not in talk.say("product=octopus_crm", "product=?Attio", "moves_to=Attio", "cancel")


@pytest.mark.parametrize("beside", ["accept", "repeat", "which_step", "thanks"])
def test_whatever_stands_beside_the_name_that_was_asked_for_the_case_goes_on_and_its_replies_count(talk: InActs, beside: str) -> None:
    talk.say("cancel")
    before = talk.slots["turns_left"]
    said = talk.say(beside, "product=listkit")
    assert not {"utter_take_offer", "utter_no_offer", "utter_confirm_accept"} & {*said}
    assert talk.slots["product"] == "listkit"
    assert said[-1] in ("utter_offer", "utter_ask_reason")
    assert talk.slots["turns_left"] == before - 1


def test_who_keeps_what_they_name_opens_no_case(talk: InActs) -> None:
    talk.say("cancel")
    talk.say("keep")
    talk.say("keep", "product=all")
    assert talk.slots["status"] == "kept"
    assert "utter_question" not in talk.say("keep", "product=all")
    assert talk.slots["status"] == "kept"

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

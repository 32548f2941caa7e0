"""What remains of a conversation that was deleted is enough for the dialogue to take no for a no (N4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.operations.retention import remainder
from tests.conftest import BEGAN, Talk

COOL_DOWN = timedelta(days=365)
OFFERED = "utter_offer"


@pytest.fixture
def refused(talk: Talk) -> Talk:
    """Somebody who was offered a pause and wanted none of it."""
    talk.say("cancel listkit", "too expensive")
    assert OFFERED in talk.responses()
    talk.say("no thanks")
    return talk


@pytest.mark.parametrize(("later", "offered"), [(100, False), (366, True)])
def test_who_comes_back_hears_no_offer_while_the_no_counts(refused: Talk, later: int, offered: bool) -> None:
    now = BEGAN + timedelta(days=later)
    left = remainder(refused.tracker.state(), now.date(), COOL_DOWN)
    again = Talk(refused.conversations)
    again.at = now
    again.tracker = refused.conversations.tracker("customer", left)
    again.say("cancel listkit", "too expensive")
    assert any(OFFERED in [reply.response for reply in outcome.replies] for outcome in again.outcomes) is offered


def test_a_new_case_never_gets_the_name_of_the_one_before(refused: Talk) -> None:
    left = remainder(refused.tracker.state(), BEGAN.date(), COOL_DOWN)
    again = Talk(refused.conversations)
    again.tracker = refused.conversations.tracker("customer", left)
    again.say("cancel listkit")
    assert (refused.slots["case"]["number"], again.slots["case"]["number"]) == (1, 2)  # type: ignore[index]


def test_nothing_that_was_said_remains(refused: Talk) -> None:
    left = str(remainder(refused.tracker.state(), BEGAN.date(), COOL_DOWN))
    assert "expensive" not in left
    assert "thanks" not in left

"""What still works when a part fails (N13)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from actions import ALL
from bot.dialogue.engine import ActionFailed
from bot.dialogue.tracker import Event, Tracker
from bot.store.store import Store
from bot.turn import Conversations, Turn
from tests.conftest import BEGAN, Talk

STEPS = {"utter_step", "utter_all_steps"}
HOLD_THE_STEPS = {
    "action_open_case",
    "action_seek_product",
    "action_adopt_product",
    "action_decide",
    "action_begin_steps",
    "action_ask_walk",
}


class Failing:
    """Runs actions, but one of them always fails."""

    def __init__(self, conversations: Conversations, broken: str) -> None:
        self._run, self._broken = conversations.run, broken

    def __call__(self, action: str, tracker: Tracker) -> list[Event]:
        if action == self._broken:
            raise ActionFailed(f"{action} on purpose")
        return self._run(action, tracker)


@pytest.mark.parametrize("broken", sorted({action.NAME for action in ALL} - HOLD_THE_STEPS))
def test_the_steps_come_although_another_action_fails(shared_conversations: Conversations, broken: str) -> None:
    talk = Talk(replace(shared_conversations, run=Failing(shared_conversations, broken)))
    talk.say("cancel listkit", "too expensive", "no thanks", "/step_done", "/back", "/step_stuck", "/all_steps", "/step_done")
    said = {reply.response for outcome in talk.outcomes for reply in outcome.replies}
    assert STEPS & said


@pytest.mark.parametrize("broken", sorted(HOLD_THE_STEPS))
def test_where_the_steps_themselves_fail_the_customer_gets_a_reference_and_a_person_for_the_asking(
    shared_conversations: Conversations, broken: str
) -> None:
    talk = Talk(replace(shared_conversations, run=Failing(shared_conversations, broken)))
    talk.say("cancel listkit")
    assert talk.outcomes[-1].replies
    assert "Traceback" not in talk.text()
    talk.say("/human")
    assert talk.outcomes[-1].handoff


def test_a_failure_names_a_reference_that_is_in_the_log(shared_conversations: Conversations, caplog: pytest.LogCaptureFixture) -> None:
    talk = Talk(replace(shared_conversations, run=Failing(shared_conversations, "action_introduce")))
    reference = talk.say("cancel octopus crm").replies[-1].text.split("reference ")[1][:8]
    assert reference in caplog.text


def stored(conversations: Conversations, path: Path) -> Conversations:
    return replace(conversations, store=Store.open(f"sqlite:///{path}?timeout=0.2"), waiting={}, recent={})


def test_a_store_that_goes_away_in_mid_case_loses_nothing(shared_conversations: Conversations, tmp_path: Path) -> None:
    conversations = stored(shared_conversations, tmp_path / "one.db")
    good = conversations.store
    for text in ("cancel octopus crm", "done"):
        conversations.handle(Turn("c", text, BEGAN))
    locker = Store.open(f"sqlite:///{tmp_path / 'one.db'}")
    with locker.turn("somebody else"):
        outcome = conversations.handle(Turn("c", "done", BEGAN))
        assert "Step 3 of 5" in outcome.replies[0].text
        assert "locked" in outcome.replies[-1].text
        assert outcome.store_error
        outcome = conversations.handle(Turn("c", "/human", BEGAN))
        assert outcome.handoff
    outcome = conversations.handle(Turn("c", "done", BEGAN))
    assert outcome.store_error is None
    assert "Step 4 of 5" in outcome.replies[0].text
    words = [event["text"] for event in good.events("c") if event["event"] == "user"]
    assert words == ["cancel octopus crm", "Done", "Done", "/human", "Done"]
    assert len(good.handoffs()) == 1
    locker.close()
    good.close()

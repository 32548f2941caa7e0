"""Whoever goes back from the list of all steps walks them one at a time from there."""

from __future__ import annotations

from bot.turn import Conversations
from tests.dialogue.acts import InActs


def test_the_list_does_not_come_back_with_a_fact(shared_conversations: Conversations) -> None:
    talk = InActs(shared_conversations)
    talk.say("cancel", "product=octopus_crm", "steps_now")
    assert talk.slots["all_shown"]
    talk.say("back")
    talk.say("stuck=2")
    talk.say("not_fact=role:main_admin")
    assert not talk.slots["all_shown"]
    assert "1. " not in talk.text

"""What the dialogue tells understanding of where it stands."""

from __future__ import annotations

from bot.dialogue.expectation import Open, expectation
from bot.turn import Conversations
from bot.understanding.acts import Act
from tests.dialogue.acts import InActs


def expects(talk: InActs) -> tuple[Open, int | None]:
    found = expectation(talk.tracker, talk.conversations.policy.flows, talk.conversations.policy.library)
    return found.open, found.at


def test_while_it_is_asked_whether_somebody_is_at_a_later_step_they_speak_of_that_one(shared_conversations: Conversations) -> None:
    talk = InActs(shared_conversations)
    talk.say("cancel", "product=listkit", "skip", "no_offers")
    assert expects(talk) == (Open.steps, 1)
    assert talk.say(Act("at", "5", 0.6)) == ["utter_confirm_to"]
    assert expects(talk) == (Open.there, 5)
    talk.say("no")
    assert expects(talk) == (Open.steps, 1)


def test_whether_all_is_done_is_another_question(shared_conversations: Conversations) -> None:
    talk = InActs(shared_conversations)
    talk.say("cancel", "product=listkit", "skip", "no_offers")
    talk.say(Act("all_done", "", 0.6))
    assert expects(talk)[0] is Open.confirm

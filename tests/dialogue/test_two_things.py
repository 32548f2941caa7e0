"""Two things in one message: what the one does, it does beside the other too, and both are answered or noted."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from bot.turn import Conversations
from tests.dialogue.acts import InActs

ORDINARY = ["fact=role:main_admin", "fact=seller:direct", "fact=commitment:none", "fact=billing:monthly"]
MET: dict[str, list[list[str]]] = {
    "nothing said yet": [],
    "the product is asked for": [["cancel"]],
    "the product is known": [["product=listkit", "ask=refund"]],
    "one thing is asked of the account": [["product=infusionsoft", "cancel"]],
    "two things are asked": [["product=kustomer", "cancel"]],
    "four things are asked": [["product=activecampaign", "cancel"]],
    "the reason is asked for": [["product=activecampaign", "cancel", *ORDINARY]],
    "an alternative is offered": [["product=activecampaign", "cancel", *ORDINARY], ["reason=taking_a_break"]],
    "the first step": [["product=octopus_crm", "cancel"]],
    "the third step": [["product=octopus_crm", "cancel"], ["done"], ["done"]],
    "all steps": [["product=octopus_crm", "cancel"], ["all_steps"]],
    "our team has it": [["product=kustomer", "cancel", "fact=plan:premium"]],
    "our team was asked for": [["product=infusionsoft", "human"]],
    "our team was asked for in mid-steps": [["product=octopus_crm", "cancel"], ["human"]],
    "the steps are done": [["product=octopus_crm", "cancel"], ["all_done"]],
    "it is kept": [["product=octopus_crm", "cancel"], ["keep"], ["yes"]],
}
"""Situations, each with what was said before."""
QUESTIONS = ("ask=data_kept", "ask=who_may", "ask=status", "ask=source", "ask=caption", "ask=plan_meaning", "bot_question")
"""What is answered and changes nothing."""
MOVES = (
    *("cancel", "steps_now", "all_steps", "one_by_one", "keep", "human", "threat", "no_offers", "start_over"),
    *("yes", "no", "dont_know", "none_of_these", "skip", "done", "done=2", "at=3", "all_done", "stuck", "stuck=2", "back"),
    *("fact=role:admin", "fact=plan:essentials", "fact=commitment:annual", "not_fact=plan:premium", "other_is=role:admin", "for_other"),
    *("reason=too_expensive", "moves_to=Zenith", "thanks", "ok", "annoyed"),
)
"""What moves the dialogue, or is noted."""
STATE = ("product", "status", "step", "all_shown", "path", "offer_answer", "asked", "ruled_out", "confirming", "hurry", "no_offers")
"""Slots that say where somebody is."""


@pytest.fixture(scope="module", params=MET)
def met(shared_conversations: Conversations, request: pytest.FixtureRequest) -> InActs:
    """Somebody in each situation."""
    talk = InActs(shared_conversations)
    talk.say("greet", text="before")
    for acts in MET[request.param]:
        talk.say(*acts, text="before")
    return talk


def after(met: InActs, *acts: str) -> InActs:
    """The same, once they have said this too."""
    talk = copy.copy(met)
    talk.say(*acts, text="now")
    return talk


def state(talk: InActs) -> dict[str, Any]:
    """Where somebody is."""
    known = {name: entry["value"] for name, entry in (talk.slots["attributes"] or {}).items()}
    account = {kind: entry["value"] for kind, entry in (talk.slots["account"] or {}).items()}
    reason = (talk.slots["reason"] or {}).get("kind")
    collecting = talk.tracker.collecting(talk.conversations.policy.flows)
    kept = {name: talk.slots[name] for name in STATE}
    return {**kept, "known": known, "account": account, "reason": reason, "asks": collecting, "handoff": bool(talk.slots["handoff"])}


def names(talk: InActs) -> list[str]:
    """What was answered."""
    assert talk.outcome
    return [reply.response for reply in talk.outcome.replies]


def answers(met: InActs, question: str) -> set[str]:
    """What a question alone is answered with, without what leads on."""
    return {name for name in names(after(met, question)) if not name.startswith(LEADING_ON)}


def settled_by(question: str, move: str, met: InActs) -> bool:
    """Whether what is told beside a question settles it, or what was meant by the two of them is asked."""
    where = met.tracker.collecting(met.conversations.policy.flows)
    told = move.partition("=")[0] in ("fact", "not_fact")
    return (
        (question == "ask=caption" and move.startswith(("done", "at", "all_done")))  # the next step says it
        or (question == "ask=plan_meaning" and told)
        or (question in ("ask=plan_meaning", "ask=source") and move in ("dont_know", "skip"))  # «I don't know, what is that?»
        or (where == "walk" and move == "yes")  # «yes, and how much …?» is no report
        or (where == "offer_answer" and move in ("yes", "dont_know", "none_of_these", "reason=too_expensive", "moves_to=Zenith"))
        or (where in ("reason", "offer_answer") and move not in TO_THE_REASON)  # whatever else stands there for an answer
        or (not met.slots["status"] and not move.startswith(WISHES))  # a question of somebody who has not wished to leave opens nothing
    )


LEADING_ON = ("utter_still_", "utter_question", "utter_ask_", "utter_before_steps", "utter_step", "utter_all_steps", "utter_next_of_all")
LEADING_ON += ("utter_offer", "utter_introduce", "utter_answer")
TO_THE_REASON = ("steps_now", "all_steps", "human", "threat", "no", "no_offers", "reason=too_expensive", "moves_to=Zenith", "skip")
WISHES = ("steps_now", "all_steps", "human", "threat")


def test_a_question_beside_something_is_answered_and_changes_nothing_of_what_it_does(met: InActs) -> None:
    lost = []
    answered = {question: answers(met, question) for question in QUESTIONS}
    for place, move in enumerate(MOVES):
        alone = state(after(met, move))
        for number, question in enumerate(QUESTIONS):
            if settled_by(question, move, met):
                continue
            pair = (question, move) if (place + number) % 2 else (move, question)  # as often the one first as the other
            both = after(met, *pair)
            now = state(both)
            moved = {name: (value, now[name]) for name, value in alone.items() if value != now[name]}
            silent = answered[question] - {*names(both)}
            lost += [(pair, moved or silent)] if moved or silent else []
    assert lost == []


@pytest.mark.parametrize("asked", ["one thing is asked of the account", "two things are asked", "four things are asked"])
@pytest.mark.parametrize("answer", ["none_of_these", "no", "dont_know", "skip", "for_other"])
@pytest.mark.parametrize("fact", ["fact=plan:essentials", "fact=seller:direct", "fact=device:web", "fact=role:owner", "date"])
def test_an_answer_beside_something_told_counts(shared_conversations: Conversations, asked: str, answer: str, fact: str) -> None:
    talk = InActs(shared_conversations)
    for acts in MET[asked]:
        talk.say(*acts, text="before")
    alone, both = after(talk, answer), after(talk, fact, answer)
    assert state(both)["asks"] != "answer"
    assert set(state(alone)["asked"]) <= set(state(both)["asked"])
    if fact != "date":
        assert fact.partition("=")[2].partition(":")[0] in both.slots["account"]
    said = state(after(talk, fact))["known"]
    assert said.items() <= state(both)["known"].items()  # what is told in words holds


@pytest.mark.parametrize("answer", ["none_of_these", "no", "dont_know"])
@pytest.mark.parametrize("wish", ["cancel", "steps_now", "do_it"])
def test_an_answer_beside_the_wish_to_leave_counts(shared_conversations: Conversations, answer: str, wish: str) -> None:
    talk = InActs(shared_conversations)
    talk.say("product=kustomer", "cancel")
    assert state(after(talk, answer, wish))["known"] == state(after(talk, answer))["known"]
    assert state(after(talk, answer, wish))["step"] == 1


@pytest.mark.parametrize("person", ["human", "threat"])
def test_a_step_that_is_done_beside_the_wish_for_a_person_is_done(shared_conversations: Conversations, person: str) -> None:
    talk = InActs(shared_conversations)
    talk.say("product=octopus_crm", "cancel")
    said = talk.say("done", person)
    assert said[0].startswith("utter_handoff_")
    assert said[-1] == "utter_step"
    assert (talk.slots["step"], talk.slots["status"]) == (2, "handed_off")


def test_a_step_that_is_done_beside_the_wish_for_the_list_is_done(shared_conversations: Conversations) -> None:
    talk = InActs(shared_conversations)
    talk.say("product=octopus_crm", "cancel")
    assert talk.say("done", "all_steps") == ["utter_all_steps"]
    assert talk.slots["step"] == 2
    talk.say("done", "steps_now")
    assert talk.slots["status"] == "stepping"  # who wants to see the steps has not done them all


def test_what_is_told_beside_the_wish_for_a_person_is_in_the_brief(shared_conversations: Conversations) -> None:
    talk = InActs(shared_conversations)
    talk.say("product=kustomer", "cancel")
    talk.say("fact=plan:premium", "human")
    assert talk.slots["handoff"]["attributes"]["plan"]["value"] == "premium"


@pytest.mark.parametrize("language", ["en", "it"])
def test_what_is_told_is_acknowledged_before_the_next_question(shared_conversations: Conversations, language: str) -> None:
    talk = InActs(shared_conversations, language)
    assert talk.say("fact=device:web")[-2:] == ["utter_noted", "utter_ask_product"]
    talk.say("product=kustomer")
    assert talk.say("fact=plan:essentials")[0] == "utter_noted"
    assert talk.slots["step"] == 1
    other = InActs(shared_conversations, language)
    other.say("product=kustomer", "cancel")
    assert other.say("fact=seller:direct") == ["utter_noted", "utter_question_again"]


def test_one_step_at_a_time_stays_so_when_something_is_told(shared_conversations: Conversations) -> None:
    talk = InActs(shared_conversations)
    talk.say("product=octopus_crm", "steps_now")
    talk.say("one_by_one")
    assert talk.say("fact=role:owner") == ["utter_noted", "utter_still_step"]


def test_an_alternative_that_is_taken_beside_a_question_is_asked_about(shared_conversations: Conversations) -> None:
    talk = InActs(shared_conversations)
    for acts in MET["an alternative is offered"]:
        talk.say(*acts, text="before")
    said = after(talk, "yes", "ask=pause_length")
    assert "utter_confirm_accept" in names(said)
    assert "utter_take_offer" in names(after(talk, "accept", "ask=pause_length"))


def test_a_number_is_kept_wherever_it_is_given(shared_conversations: Conversations) -> None:
    talk = InActs(shared_conversations)
    talk.say("product=octopus_crm", "cancel")
    assert talk.say("stuck", text="it's 01452 555 018, I'm stuck", reach=("01452 555 018",))[:2] == ["utter_reach_kept", "utter_stuck"]
    talk.say("human")
    assert talk.slots["handoff"]["reach"] == [{"words": "01452 555 018"}]


def test_a_threat_later_on_leaves_the_time_since_when_our_team_has_it(shared_conversations: Conversations) -> None:
    talk = InActs(shared_conversations)
    talk.say("product=kustomer", "cancel", "fact=plan:premium")
    since = talk.slots["handoff"]["handed_off"]
    talk.say("threat")
    assert (talk.slots["handoff"]["rule"], talk.slots["handoff"]["handed_off"]) == ("legal", since)

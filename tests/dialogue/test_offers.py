"""Profiles of offers, and the time in which none is made again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.turn import Conversations
from tests.conftest import Talk

CANCEL = '/cancel{"product": "listkit"}'


def profiled(conversations: Conversations, **profile: object) -> Talk:
    return Talk(replace(conversations, profile={"offers": "normal", "cool_down_days": 365, **profile}))


def offers(talk: Talk) -> int:
    return sum(reply.response == "utter_offer" for outcome in talk.outcomes for reply in outcome.replies)


def test_the_strict_profile_asks_permission_once_and_before_the_offer(shared_conversations: Conversations) -> None:
    talk = profiled(shared_conversations, offers="strict")
    talk.say(CANCEL)
    assert talk.responses()[-1] == "utter_ask_permission"
    assert talk.titles()[0] == "No thanks, show me the steps"
    talk.say("/affirm")
    assert talk.responses() == ["utter_offer"]
    talk.say("/deny")
    assert "utter_step" in talk.responses()


@pytest.mark.parametrize("answer", ["/deny", "no thanks", "mumble mumble", "/cancel_now"])
def test_without_permission_the_steps_come_and_no_offer(shared_conversations: Conversations, answer: str) -> None:
    talk = profiled(shared_conversations, offers="strict")
    talk.say(CANCEL, answer)
    assert {"utter_step", "utter_all_steps"} & set(talk.responses())
    assert offers(talk) == 0


def test_the_profile_without_offers_goes_straight_to_the_steps(shared_conversations: Conversations) -> None:
    talk = profiled(shared_conversations, offers="none")
    talk.say(CANCEL)
    assert "utter_step" in talk.responses()


@pytest.mark.parametrize(("days", "again"), [(364, 0), (366, 1)])
def test_after_a_refusal_no_offer_is_made_for_the_cool_down(shared_conversations: Conversations, days: int, again: int) -> None:
    talk = profiled(shared_conversations)
    talk.say(CANCEL, '/reason{"reason": "too_expensive"}', "/deny", "/keep")
    assert offers(talk) == 1
    talk.at += timedelta(days=days)
    talk.say(CANCEL, '/reason{"reason": "too_expensive"}')
    assert offers(talk) == 1 + again


def test_a_name_that_nobody_knows_in_between_makes_no_second_offer(shared_conversations: Conversations) -> None:
    talk = profiled(shared_conversations)
    talk.say(CANCEL, '/reason{"reason": "too_expensive"}', "I want to cancel my Zylotron subscription")
    assert (offers(talk), talk.slots["status"]) == (1, "handed_off")
    talk.say(CANCEL, '/reason{"reason": "too_expensive"}')
    assert offers(talk) == 1


NOT_ADMIN, MONTHLY = '/inform{"role": "not_main_admin"}', '/inform{"billing": "monthly"}'


def test_an_offer_needs_what_the_customer_said_and_not_what_was_assumed(shared_conversations: Conversations) -> None:
    talk = profiled(shared_conversations)
    talk.say('/cancel{"product": "activecampaign"}', NOT_ADMIN, MONTHLY)
    for _ in range(2):
        talk.say("/take_offer")
        assert talk.responses()[0] == "utter_no_offer"
        assert talk.slots["status"] == "handed_off"


@pytest.mark.parametrize(("days", "asked"), [(29, False), (30, True)])
def test_what_was_said_of_the_account_a_month_ago_is_asked_again(shared_conversations: Conversations, days: int, asked: bool) -> None:
    talk = profiled(shared_conversations)
    talk.say('/cancel{"product": "kustomer"}', '/inform{"plan": "essentials"}', "/affirm", "/keep")
    talk.at += timedelta(days=days)
    talk.say('/cancel{"product": "kustomer"}')
    assert ("utter_question_many" in talk.responses()) is asked


def test_who_refuses_a_pause_by_its_name_is_told_nothing_more_of_it(shared_conversations: Conversations) -> None:
    talk = profiled(shared_conversations)
    talk.say(CANCEL, "it costs too much", "No thank you dear, pausing is only putting it off. What do I press first?")
    assert talk.responses() == ["utter_before_steps", "utter_step"]

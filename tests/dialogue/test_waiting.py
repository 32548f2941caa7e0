"""While our team has the case: whoever asks is answered, or told that our team has the question; nobody is offered our team again."""

from __future__ import annotations

import pytest

from bot.turn import Conversations
from bot.understanding.acts import Act
from tests.dialogue.acts import InActs

PHONE = "01452 555 018"


@pytest.fixture(params=["en", "it"])
def waits(shared_conversations: Conversations, request: pytest.FixtureRequest) -> InActs:
    """A Premium customer whose case our team has."""
    talk = InActs(shared_conversations, request.param)
    talk.say("product=kustomer", "cancel", "fact=plan:premium", text="cancel kustomer, premium")
    assert talk.slots["status"] == "handed_off"
    return talk


@pytest.fixture(params=["en", "it"])
def asked(shared_conversations: Conversations, request: pytest.FixtureRequest) -> InActs:
    """Somebody who asked for a person, and could do it alone."""
    talk = InActs(shared_conversations, request.param)
    talk.say("product=infusionsoft", "human")
    assert talk.slots["status"] == "handed_off"
    return talk


# questions


@pytest.mark.parametrize("acts", [(), ("unclear",), ("out_of_scope",), ("date",), ("other_is=role:admin",), ("no_human",), ("thanks",)])
def test_a_question_that_nothing_answers_is_passed_on_and_said_so(waits: InActs, acts: tuple[str, ...]) -> None:
    assert waits.say(*acts, text="does it renew by itself?", asking=True) == ["utter_passed_on"]
    assert waits.slots["unanswered"] == {"kind": "not understood", "words": "does it renew by itself?"}
    assert waits.slots["status"] == "handed_off"


def test_what_is_no_question_is_added(waits: InActs) -> None:
    assert waits.say() == ["utter_added"]
    assert waits.say("other_is=role:admin") == ["utter_added"]


def test_a_complaint_with_a_question_leaves_no_question_out(waits: InActs) -> None:
    assert waits.say("annoyed", asking=True) == ["utter_complaint", "utter_passed_on"]


@pytest.mark.parametrize("topic", ["refund", "unsaid", "deadline", "withdraw_right", "commitment_rules", "pause_how"])
def test_what_the_help_page_leaves_open_has_reached_our_team(waits: InActs, topic: str) -> None:
    said = waits.say(f"ask={topic}", asking=True)
    assert said[0].startswith(("utter_unsaid", "utter_answer"))
    if said[0].startswith("utter_unsaid"):
        assert "Our team can find out" not in waits.text
        assert "Può informarsi" not in waits.text
    assert "/human" not in waits.payloads


EVERYTHING = ["do_it", "bot_question", "annoyed", "out_of_scope", "help", "stuck", "ask=can_you", "ask=why_person", "ask=plan_meaning"]


@pytest.mark.parametrize("act", [*EVERYTHING, "ask=way", "ask=source", "ask=caption", "fact=stage:cancelled", "product=?Nowhere"])
def test_our_team_is_not_offered_to_whom_it_was_promised(waits: InActs, act: str) -> None:
    waits.say(act)
    waits.say(act, "ask=refund")
    assert "/human" not in waits.payloads
    assert not any(
        words in waits.text for words in ("Our team can", "get you a person", "può aiutarti", "Può informarsi", "ti passo una persona")
    )


def test_status_is_told_where_it_is_asked_for(waits: InActs) -> None:
    for acts in ((), ("fact=device:web",), ("ask=data_kept",), ("annoyed",), ("reason=quality",), ("no",), ("thanks",)):
        assert "utter_status_handed_off" not in waits.say(*acts)
    assert waits.say("ask=status")[0] == "utter_status_handed_off"
    assert waits.say("ask=when_person")[0] == "utter_status_handed_off"


def test_our_team_is_offered_where_nobody_has_the_case(shared_conversations: Conversations) -> None:
    talk = InActs(shared_conversations)
    talk.say("product=kustomer", "ask=refund")
    assert "/human" in talk.payloads


# how to reach the customer


@pytest.mark.parametrize("acts", [(), ("ask=contact_how",), ("ask=whom",), ("ask=confirmation_mail",), ("ask=status",), ("date",)])
def test_a_number_is_put_on_the_case_and_said_back(waits: InActs, acts: tuple[str, ...]) -> None:
    assert waits.say(*acts, text=f"my number is {PHONE}", reach=(PHONE,)) == ["utter_reach_noted"]
    assert PHONE in waits.text
    assert waits.outcome
    assert waits.outcome.handoff
    assert waits.outcome.handoff["reach"] == [{"words": PHONE}]


def test_whoever_asks_if_we_have_it_hears_what_we_have(waits: InActs) -> None:
    waits.say(reach=(PHONE,))
    waits.say(reach=("ops@example.com",))
    assert waits.say("ask=contact_how", "ask=status", asking=True) == ["utter_reach"]
    assert PHONE in waits.text
    assert "ops@example.com" in waits.text
    assert waits.say("ask=contact_how", asking=True) == ["utter_reach"]
    assert waits.say("ask=status", asking=True)[:2] == ["utter_reach", "utter_status_handed_off"]


def test_whoever_asks_if_we_have_what_they_never_gave_is_asked_for_it(waits: InActs) -> None:
    assert waits.say("ask=contact_how", "ask=status", asking=True) == ["utter_no_reach"]


def test_the_vendors_own_number_is_asked_for_as_before(waits: InActs) -> None:
    assert "utter_unsaid" in waits.say("ask=contact_how", asking=True)


def test_a_number_that_was_given_before_is_in_the_brief_and_the_receipt(shared_conversations: Conversations) -> None:
    talk = InActs(shared_conversations)
    talk.say("product=kustomer", "cancel", text=f"cancel kustomer, {PHONE}", reach=(PHONE,))
    talk.say("human")
    assert talk.slots["handoff"]["reach"] == [{"words": PHONE}]
    assert talk.slots["receipt"]["reach"] == [{"words": PHONE}]
    talk.say("receipt")
    assert PHONE in talk.text


def test_a_number_beside_a_question_keeps_both(waits: InActs) -> None:
    said = waits.say("ask=data_kept", text=f"{PHONE}. what happens to our data?", asking=True, reach=(PHONE,))
    assert {"utter_reach_noted", "utter_answer"} <= {*said}
    assert {"utter_reach_noted", "utter_passed_on"} == {*waits.say(asking=True, reach=(PHONE,))}


# whom to contact


def test_a_contact_that_does_not_help_is_not_named_in_the_same_words_again(waits: InActs) -> None:
    first = waits.say("ask=whom")
    told = waits.text
    second = waits.say("ask=whom")
    assert (first, second) == (["utter_nobody_else"], ["utter_nobody_else_again"])
    assert waits.text != told


def test_a_contact_that_is_gone_is_told_once(waits: InActs) -> None:
    assert waits.say("other_is=seller:reseller", "ask=whom") == ["utter_nobody_else"]


def test_a_contact_that_was_not_named_yet_is_named_once(asked: InActs) -> None:
    assert "utter_contacts" in asked.say("ask=whom")
    assert asked.say("ask=whom") == ["utter_nobody_else"]


# the steps


def test_the_steps_are_shown_beside_our_team(asked: InActs) -> None:
    said = asked.say("steps_now")
    assert "utter_all_steps" in said
    assert asked.slots["status"] == "handed_off"


def test_whoever_has_no_steps_hears_in_a_line_which_way_there_is_each_time_in_other_words(waits: InActs) -> None:
    said = []
    for act in ("steps_now", "all_steps", "cancel"):
        assert waits.say(act) == ["utter_contact_still"]
        assert "Customer Success Manager" in waits.text
        said.append(waits.text)
    assert said[0] != said[1] != said[2]


@pytest.mark.parametrize("fact", ["fact=plan:essentials", "not_fact=plan:premium"])
def test_a_fact_that_opens_the_way_leads_on(waits: InActs, fact: str) -> None:
    said = waits.say(fact)
    assert {"utter_step", "utter_question", "utter_question_many"} & {*said}


@pytest.mark.parametrize("fact", ["not_fact=seller:reseller", "fact=seller:direct"])
def test_a_provider_that_was_none_after_all_opens_the_way(shared_conversations: Conversations, fact: str) -> None:
    talk = InActs(shared_conversations)
    talk.say("product=activecampaign", "cancel", "fact=seller:reseller", text="cancel activecampaign, from an agency")
    assert talk.slots["status"] == "handed_off"
    said = talk.say(fact, text="no, we pay them directly")
    assert {"utter_step", "utter_question", "utter_question_many", "utter_ask_reason", "utter_only_step"} & {*said}


def test_another_product_is_begun(waits: InActs) -> None:
    waits.say("product=octopus_crm", "cancel")
    assert waits.slots["product"] == "octopus_crm"
    assert "utter_step" in [reply.response for reply in waits.outcome.replies] if waits.outcome else False


# leaving it, taking it back


@pytest.mark.parametrize("acts", [("no_human", "thanks"), ("no_human", "bye"), ("ok", "no_human", "thanks"), (Act("no_human", "", 0.6),)])
def test_whoever_leaves_it_with_our_team_is_not_asked_whether_they_need_them(waits: InActs, acts: tuple[str | Act, ...]) -> None:
    assert waits.say(*acts) == ["utter_left_with_us"]
    assert waits.slots["status"] == "handed_off"


@pytest.mark.parametrize("beside", ["ask=data_kept", "fact=device:web", "reason=quality", "annoyed"])
def test_who_says_something_else_beside_is_not_asked_whether_they_need_our_team(waits: InActs, beside: str) -> None:
    assert "utter_confirm_no_human" not in waits.say("no_human", beside)


def test_who_clearly_needs_our_team_no_more_is_asked_once(waits: InActs) -> None:
    assert waits.say("no_human") == ["utter_confirm_no_human"]
    assert waits.say("no", "no_human") == ["utter_taken_back"]


def test_who_is_asked_and_keeps_them_hears_so(waits: InActs) -> None:
    waits.say("no_human")
    assert waits.say("no") == ["utter_left_with_us"]


@pytest.mark.parametrize("language", ["en", "it"])
def test_of_a_product_without_a_help_page_nothing_is_said_about_what_that_page_names(
    shared_conversations: Conversations, language: str
) -> None:
    talk = InActs(shared_conversations, language)
    for said in (("human",), ("ask=refund", "product=infusionsoft"), ("cancel", "product=?Nowhere Mail")):
        talk.say(*said)
    assert talk.say("ask=whom")[0] == "utter_no_page_to_look_in"


@pytest.mark.parametrize("language", ["en", "it"])
def test_a_case_that_was_ended_by_keeping_is_not_with_our_team_again_when_a_pause_is_taken(
    shared_conversations: Conversations, language: str
) -> None:
    talk = InActs(shared_conversations, language)
    talk.say("human", "product=listkit")
    talk.say("keep", from_button=True, exact=True)
    assert talk.slots["status"] == "kept"
    talk.say("accept")
    assert talk.slots["status"] == "offer_accepted"
    assert talk.slots["receipt"]["outcome"] == "offer_accepted"


def test_of_many_addresses_the_last_few_are_kept(waits: InActs) -> None:
    for number in range(5):
        waits.say(reach=tuple(f"a{number}{letter}@x.example" for letter in "pqrs"))
    kept = [entry["words"] for entry in waits.slots["reach"]]
    assert (len(kept), kept[-1]) == (8, "a4s@x.example")

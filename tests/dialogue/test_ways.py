"""What was told of an account decides: at once where it leads to somebody else, and nothing is asked that it settles."""

from __future__ import annotations

from typing import Any

import pytest

from bot.turn import Conversations
from knowledge.schema import LANGUAGES
from tests.dialogue.acts import InActs

QUESTIONS = {"utter_question", "utter_question_many", "utter_question_again"}
ASKING = {*QUESTIONS, "utter_ask_reason", "utter_ask_permission", "utter_offer"}
TO_SOMEBODY = {
    "activecampaign": {
        "commitment:annual": "annual_commitment",
        "seller:reseller": "reseller",
        "role:member": "missing_role",
        "plan:premium": "premium",
    },
    "kustomer": {
        "plan:premium": "premium",
        "role:none": "missing_role",
        "seller:reseller": "reseller",
        "commitment:annual": "annual_commitment",
    },
    "infusionsoft": {"role:member": "missing_role", "plan:premium": "premium"},
    "listkit": {"commitment:annual": "annual_commitment"},
    "octopus_crm": {"seller:reseller": "reseller"},
}
CASES = [(product, fact, rule) for product, facts in TO_SOMEBODY.items() for fact, rule in facts.items()]


@pytest.fixture(params=LANGUAGES)
def begin(shared_conversations: Conversations, request: pytest.FixtureRequest) -> Any:
    return lambda: InActs(shared_conversations, request.param)


@pytest.mark.parametrize(("product", "fact", "rule"), CASES)
@pytest.mark.parametrize("beside", [(), ("fact=billing:monthly",), ("fact=billing:monthly", "fact=role:owner")])
def test_a_fact_that_leads_to_somebody_else_decides_in_the_first_reply(
    begin: Any, product: str, fact: str, rule: str, beside: tuple[str, ...]
) -> None:
    talk = begin()
    said = talk.say("cancel", f"product={product}", *(each for each in beside if fact.partition(":")[0] not in each), f"fact={fact}")
    assert talk.slots["handoff"]["rule"] == rule
    assert not ASKING & {*said}
    contact = talk.slots["handoff"]["contact"]
    assert contact is None or contact["name"][talk.language] in talk.text


@pytest.mark.parametrize("fact", ["not_fact=role:main_admin", "fact=commitment:annual"])
def test_the_ways_of_what_stays_open_stand_beside_it(begin: Any, fact: str) -> None:
    talk = begin()
    assert "utter_ways_instead" in talk.say("cancel", "product=activecampaign", fact)
    assert '/inform{"seller": "provider"}' in talk.payloads


def test_what_leads_to_somebody_else_is_heard_while_something_is_asked(begin: Any) -> None:
    talk = begin()
    assert QUESTIONS & {*talk.say("cancel", "product=activecampaign")}
    said = talk.say("fact=commitment:annual", "fact=billing:monthly")
    assert not QUESTIONS & {*said}
    assert talk.slots["handoff"]["rule"] == "annual_commitment"


def test_what_was_told_in_error_and_taken_back_gives_the_steps(begin: Any) -> None:
    talk = begin()
    talk.say("cancel", "product=activecampaign", "fact=commitment:annual")
    said = talk.say("not_fact=commitment:annual", "cancel", text="sorry, not annual")
    assert "utter_step" in said
    assert "utter_ways" in said


@pytest.mark.parametrize(
    "facts",
    [
        ("seller:direct", "stage:paid", "commitment:none", "role:main_admin"),
        ("seller:direct", "commitment:none", "role:main_admin"),
        ("seller:direct", "billing:monthly", "commitment:none", "role:owner"),
        ("seller:direct", "billing:monthly", "role:owner"),
    ],
)
def test_nothing_is_asked_that_what_was_told_settles(begin: Any, facts: tuple[str, ...]) -> None:
    talk = begin()
    said = talk.say("cancel", "product=activecampaign", *(f"fact={fact}" for fact in facts))
    assert not QUESTIONS & {*said}


def test_the_cases_leave_out_what_is_excluded(begin: Any) -> None:
    talk = begin()
    talk.say("cancel", "product=activecampaign", "fact=billing:monthly", "fact=role:owner")
    assert '/inform{"seller": "provider"}' in talk.payloads
    assert '/inform{"commitment": "annual_paid_monthly"}' in talk.payloads  # it is paid every month too
    gone = [{"stage": "trial"}, {"role": "not_main_admin"}]
    assert not [payload for payload in talk.payloads for each in gone for name, value in each.items() if f'"{name}": "{value}"' in payload]


def test_what_is_only_likely_is_told_beside_and_written_down_nowhere(begin: Any) -> None:
    talk = begin()
    talk.say("cancel", "product=activecampaign", "fact=billing:monthly", "fact=role:owner", "fact=seller:direct", "no_offers")
    assert '/inform{"commitment": "annual_paid_monthly"}' in talk.payloads
    assert "commitment" not in talk.slots["attributes"]
    assert "stage" not in talk.slots["attributes"]


def test_a_pause_is_offered_where_all_that_it_needs_follows_from_what_was_told(begin: Any) -> None:
    talk = begin()
    facts = ("fact=billing:monthly", "fact=commitment:none", "fact=role:main_admin", "fact=seller:direct", "reason=too_expensive")
    assert "utter_offer" in talk.say("cancel", "product=activecampaign", *facts)


# nothing to do


TRIAL = ("cancel", "product=activecampaign", "fact=stage:trial")


def test_where_there_is_nothing_to_do_that_is_said_without_steps(begin: Any) -> None:
    talk = begin()
    said = talk.say(*TRIAL)
    assert "utter_nothing_to_do" in said
    assert not {"/step_done", "/step_stuck"} & {*talk.payloads}
    assert '/inform{"seller": "provider"}' in talk.payloads
    assert talk.slots["status"] == "nothing_to_do"
    assert talk.slots["receipt"]["given"]


@pytest.mark.parametrize("act", ["thanks", "bye", "ok", "ask=charges_after", "ask=status"])
def test_nothing_to_do_is_followed_by_no_step(begin: Any, act: str) -> None:
    talk = begin()
    talk.say(*TRIAL)
    said = talk.say(act)
    assert said
    assert not {"utter_still_only_step", "utter_only_step", "utter_step", "utter_nothing_to_do"} & {*said}


@pytest.mark.parametrize("fact", ["fact=stage:paid", "not_fact=stage:trial"])
def test_an_account_that_is_paid_after_all_is_asked_about(begin: Any, fact: str) -> None:
    talk = begin()
    talk.say(*TRIAL)
    assert QUESTIONS & {*talk.say(fact, text="I did upgrade yesterday")}
    assert talk.slots["product"] == "activecampaign"
    said = talk.say("fact=seller:direct", "fact=commitment:none", "fact=role:main_admin")
    assert "utter_step" in said


def test_the_provider_can_be_chosen_beside_nothing_to_do(begin: Any) -> None:
    talk = begin()
    talk.say(*TRIAL)
    talk.say("fact=seller:reseller")
    assert talk.slots["handoff"]["rule"] == "reseller"
    talk = begin()
    talk.say(*TRIAL)
    talk.say(values={"seller": "provider"}, from_button=True)
    assert talk.slots["handoff"]["rule"] == "reseller"


def test_the_steps_that_there_are_not_are_for_nobody_else(begin: Any) -> None:
    talk = begin()
    assert "utter_for_other" not in talk.say(*TRIAL, "for_other")
    assert "utter_for_other" not in talk.say("other_is=role:owner")


def test_a_trial_of_somebody_who_lacks_the_role_is_told_beside(begin: Any) -> None:
    talk = begin()
    talk.say("cancel", "product=activecampaign", "not_fact=role:main_admin")
    assert '/inform{"stage": "trial"}' in talk.payloads

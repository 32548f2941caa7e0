"""The card: what it shows of any case, in both languages, and that Slack takes it whatever people wrote."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.channels.slack.desk import rich
from bot.channels.slack.desk.card import BUTTONS, Card
from bot.channels.slack.desk.details import Details
from bot.channels.slack.desk.modals import OUTCOMES, Modals
from bot.dialogue.replies import Responses
from bot.store.tables import Handoff
from bot.turn import Conversations
from knowledge.library import Library
from knowledge.schema import LANGUAGES
from tests.channels.slack.check_payload import problems
from tests.channels.slack.desk.conftest import CONVERSATION, CUSTOMER, ONE, TEAM
from tests.conftest import BEGAN, Talk

CASES = {
    "premium": ["we are on premium, cancel kustomer"],
    "reseller": ["we pay monthly and bought ActiveCampaign through a reseller, please cancel it"],
    "annual_commitment": ["cancel activecampaign", "we pay monthly with an annual commitment"],
    "missing_role": ["cancel infusionsoft", "I'm not an admin"],
    "unknown_product": ["cancel my subscription", "asdfgh", "qwe rty uiop"],
    "asked": ["cancel octopus crm", "/human"],
    "legal": ["my lawyer will sue you over kustomer"],
    "in Italian": ["voglio disdire kustomer, siamo premium"],
    "with a date": ["cancel kustomer, my next invoice is on 2027-01-15", "premium"],
}
STATES: list[dict[str, Any]] = [
    {"status": "waiting"},
    {"status": "claimed", "assignee": f"{TEAM}/{ONE}", "claimed": BEGAN + timedelta(minutes=2)},
    *({"status": "resolved", "assignee": f"{TEAM}/{ONE}", "ended": BEGAN, "outcome": name, "note": "n"} for name in OUTCOMES),
    {"status": "returned", "assignee": f"{TEAM}/{ONE}", "ended": BEGAN, "outcome": "by_agent"},
    {"status": "returned", "ended": BEGAN, "outcome": "by_customer"},
    {"status": "returned", "ended": BEGAN, "outcome": "kept"},
]
WORDS = st.one_of(
    st.text(max_size=200),
    st.sampled_from(
        ["<!channel> & <@U1>", "*b* _i_ ~s~ `c`", "```code```", "🦥" * 500, "\u202eabc\u202c مرحبا", "x" * 2000, "a\n" * 900, " "]
    ),
)


def handoff(brief: dict[str, Any], **state: Any) -> Handoff:
    """A row of the table as the desk reads it."""
    row = {"case_id": brief["case"], "conversation_id": CONVERSATION, "rules": [brief["rule"]], "created": BEGAN, "since": BEGAN}
    return Handoff(**{"status": "waiting", **row, "brief": brief, **state})


def brief_of(conversations: Conversations, said: list[str]) -> dict[str, Any]:
    """The brief of a real conversation."""
    talk = Talk(conversations, CONVERSATION)
    talk.say(*said)
    brief: dict[str, Any] = talk.slots["handoff"]  # type: ignore[assignment]
    return brief


def card(made: Handoff, language: str) -> dict[str, Any]:
    """Its payload."""
    return Card(made, Responses(language), TEAM, BEGAN, 15).payload()


def details(made: Handoff, language: str, library: Library) -> dict[str, Any]:
    """That of the first message in its thread."""
    answer = Modals(Responses(language), {each: Responses(each) for each in LANGUAGES}, bool).suggested(made)
    return Details(made, Responses(language), library, TEAM, answer).payload()


def lines(payload: dict[str, Any]) -> list[str]:
    """What is read on a card."""
    return rich.fallback(*payload["blocks"]).split("\n")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", CASES)
def test_every_kind_of_case_in_every_state_is_what_slack_takes(
    rule: str, language: str, shared_conversations: Conversations, library: Library
) -> None:
    brief = brief_of(shared_conversations, CASES[rule])
    for state in STATES:
        assert problems(card(handoff(brief, **state), language)) == [], state
        assert problems(details(handoff(brief, **state), language, library)) == [], state


@pytest.mark.parametrize("rule", [rule for rule in CASES if " " not in rule])
def test_the_reason_is_the_one_of_the_case(rule: str, shared_conversations: Conversations) -> None:
    brief = brief_of(shared_conversations, CASES[rule])
    assert brief["rule"] == rule
    for language in LANGUAGES:
        assert Responses(language).text(f"desk_rule_{rule}") in card(handoff(brief), language)["text"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", CASES)
def test_a_card_has_at_most_nine_lines_and_its_notification_is_one_without_ids(
    rule: str, language: str, shared_conversations: Conversations
) -> None:
    brief = {**brief_of(shared_conversations, CASES[rule]), "last_words": "and " * 300, "number": 3, "outside": "external"}
    for state in STATES:
        made = card(handoff(brief, **state), language)
        read = lines(made)
        assert len(read) <= 6
        assert max(map(len, read)) <= 260
        assert "\n" not in made["text"]
        assert CUSTOMER not in made["text"]
        assert ONE not in made["text"]


def test_a_card_says_who_what_until_when_and_what_to_do(shared_conversations: Conversations) -> None:
    said = "I want to cancel Kustomer. We are on the Premium plan and my contract renews on December 15."
    waiting = handoff(brief_of(shared_conversations, [said]))
    made = card(waiting, "en")
    assert made["text"].endswith(f"Kustomer · Premium plan · renews 15 Dec (23 days) · {waiting.case_id}")
    who, waits, quote, do = lines(made)
    assert who == f"🟠 @{CUSTOMER} · Kustomer · Premium plan · renews 15 Dec (23 days)"
    assert "due 09:15 UTC" in waits
    assert "English" in waits
    assert said in quote
    assert do == "Do: put them in touch with their CSM; no self-service steps"


def test_the_nearer_the_customers_day_the_louder(shared_conversations: Conversations) -> None:
    brief = brief_of(shared_conversations, CASES["premium"])
    marks = {day: card(handoff({**brief, "anchor_date": day}), "it")["text"][0] for day in ("2026-11-23", "2026-12-25", "2027-11-22")}
    assert list(marks.values()) == ["🔴", "🟠", "⚪"]
    assert "rinnovo 23 nov (1 giorno)" in card(handoff({**brief, "anchor_date": "2026-11-23"}), "it")["text"]


def test_a_waiting_case_that_is_overdue_says_so(shared_conversations: Conversations) -> None:
    made = handoff(brief_of(shared_conversations, CASES["premium"]))
    late = Card(made, Responses("en"), TEAM, BEGAN + timedelta(minutes=15), 15).payload()
    assert "Overdue since 09:15 UTC" in lines(late)[1]


def test_the_thread_has_all_that_an_agent_needs(shared_conversations: Conversations, library: Library) -> None:
    brief = brief_of(shared_conversations, ["cancel kustomer, it is too expensive", "premium"])
    text = details(handoff(brief), "en", library)["text"]
    for needed in (
        "Customer: @U0CUSTOMER, writes English",
        "Account: Premium (said)",
        "If you are on a Premium subscription, you will need to reach out to your Customer Success Manager",
        "(How to Cancel Kustomer)",
        "Contact on the help page: your Kustomer Customer Success Manager",
        "Reason for leaving: cancel kustomer, it is too expensive",
        "First words:\n&gt; cancel kustomer, it is too expensive",
        "Latest:\n&gt; Premium",
        "Do: Put the customer in touch",
    ):
        assert needed in text, needed
    assert brief["case"] in json.dumps(details(handoff(brief), "en", library)["blocks"])


def test_what_was_told_of_the_account_and_is_no_attribute_stands_on_the_card(shared_conversations: Conversations, library: Library) -> None:
    account = {"seller": {"value": "reseller", "words": "an agency sold it"}, "count": {"value": ">12", "words": None}}
    brief = {**brief_of(shared_conversations, CASES["asked"]), "account": account, "house": True, "next_step": "next_house"}
    text = details(handoff(brief), "en", library)["text"]
    assert "a reseller or provider (said: “an agency sold it”)" in text
    assert ">12 (said)" in text.replace("&gt;", ">")
    assert "Our own rule" in text
    assert "un rivenditore o fornitore" in details(handoff(brief), "it", library)["text"]


def test_words_that_are_first_and_last_stand_once(shared_conversations: Conversations, library: Library) -> None:
    brief = brief_of(shared_conversations, CASES["premium"])
    text = details(handoff(brief), "en", library)["text"]
    assert text.count(CASES["premium"][0]) == 1


def test_an_italian_desk_reads_italian_and_quotes_stay_as_they_are(shared_conversations: Conversations, library: Library) -> None:
    brief = brief_of(shared_conversations, CASES["premium"])
    text = details(handoff(brief, **STATES[1]), "it", library)["text"]
    assert "scrive in inglese" in text
    assert "Da @U0ONE" in lines(card(handoff(brief, **STATES[1]), "it"))[0]
    assert "If you are on a Premium subscription" in text


def test_a_customer_of_another_workspace_is_no_mention(shared_conversations: Conversations) -> None:
    brief = brief_of(shared_conversations, CASES["premium"])
    blocks = Card(handoff(brief), Responses("en"), "T0OTHER", BEGAN, 15).payload()["blocks"]
    assert '"type": "user"' not in json.dumps(blocks)


@pytest.mark.parametrize("status", ["waiting", "claimed", "resolved", "returned"])
def test_one_button_at_most_stands_out(status: str) -> None:
    assert len({"claim", "reply"} & set(BUTTONS.get(status, ()))) <= 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.tuples(WORDS, WORDS, WORDS, WORDS))
@example(words=(" ", "\n", "\x1f", " "))
def test_whatever_was_written_is_shown_as_it_was_and_obeyed_by_nobody(
    shared_conversations: Conversations, library: Library, words: tuple[str, str, str, str]
) -> None:
    first, last, note, said = words
    brief = brief_of(shared_conversations, CASES["premium"])
    brief = {**brief, "first_words": first, "last_words": last, "reason": {"kind": "other", "words": said}}
    made = handoff(brief, **{**STATES[2], "note": note})
    for payload in (card(made, "en"), details(made, "en", library)):
        assert problems(payload) == []
        assert "<!" not in payload["text"]
        assert "mrkdwn" not in json.dumps(payload["blocks"])


def test_mixed_puts_elements_where_their_names_stand() -> None:
    who = {"type": "user", "user_id": "U1"}
    assert rich.mixed("With {who} now", who=who) == [rich.text("With "), who, rich.text(" now")]
    assert rich.mixed("{who}", who=who) == [who]
    assert rich.mixed("nobody", who=who) == [rich.text("nobody")]


def test_a_case_of_the_terminal_has_a_card_too(shared_conversations: Conversations) -> None:
    made = handoff(brief_of(shared_conversations, CASES["premium"]), conversation_id="terminal")
    assert "terminal" in lines(card(made, "en"))[0]

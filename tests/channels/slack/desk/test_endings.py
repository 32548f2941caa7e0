"""A case at the desk as time goes by, and how it ends. On both databases, with a clock that is moved by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.delivery.inbox import Inbox
from tests.channels.slack.check_payload import problems
from tests.channels.slack.desk.conftest import AGENTS, CUSTOMER, MINUTES, ONE, PREMIUM, TEAM, TWO, Office, buttons, claimed, words

# time


def test_a_customer_whom_nobody_takes_is_told_so_once_with_the_way_again(office: Office) -> None:
    office.says(PREMIUM["en"])
    office.new()
    office.wait(MINUTES - 1)
    (called,) = office.new()
    assert (called.channel, called.payload["reply_broadcast"]) == (AGENTS, True)
    assert "half of the 15 minutes are gone" in words(called)
    office.wait(2)
    card, told = office.new()
    assert "Overdue since" in words(card)
    assert "Nobody has taken your case" in words(told)
    assert "15 minutes" in words(told)
    assert "your Kustomer Customer Success Manager" in words(told)
    office.wait(60)
    assert office.new() == []


def test_a_claim_in_time_stops_that(office: Office) -> None:
    claimed(office)
    office.submit(ONE, "reply", reply="I'm on it.")
    office.new()
    office.wait(5 * MINUTES)
    assert office.new() == []


@pytest.mark.parametrize("language", PREMIUM)
def test_an_agent_who_never_writes_is_called_and_then_the_case_is_free_again(office: Office, language: str) -> None:
    claimed(office, language)
    office.wait(MINUTES + 1)
    (called,) = office.new()
    assert {"type": "user", "user_id": ONE} in called.payload["blocks"][0]["elements"][0]["elements"]
    assert "you have had this case for 15 minutes" in words(called)
    office.wait(MINUTES)
    card, everybody, told = office.new()
    assert (office.handoff.status, office.handoff.assignee, buttons(card)) == ("waiting", None, ["Claim"])
    assert {"type": "user", "user_id": TWO} in everybody.payload["blocks"][0]["elements"][0]["elements"]
    assert {"en": "put it back to the whole team", "it": "l'ho ridata a tutto il team"}[language] in words(told)
    office.wait(10 * MINUTES)
    assert office.to_customer() == []


def test_whoever_takes_it_over_has_the_whole_time(office: Office) -> None:
    claimed(office)
    office.wait(MINUTES - 1)
    office.submit(ONE, "transfer", agent=TWO)
    office.new()
    office.wait(MINUTES - 1)
    assert office.new() == []
    office.wait(MINUTES + 2)
    assert office.handoff.assignee is None


def test_a_customer_whom_the_agent_does_not_answer_is_told_so(office: Office) -> None:
    claimed(office)
    office.says("hello?", "anybody?")
    office.new()
    office.wait(MINUTES / 2 + 1)
    (called,) = office.new()
    assert "the customer is waiting for your answer" in words(called)
    office.wait(MINUTES / 2)
    (told,) = office.to_customer()
    assert "has not answered in 15 minutes" in words(told)
    assert "Back to the assistant" in buttons(told)
    office.wait(MINUTES)
    (told,) = office.to_customer()
    assert "put it back to the whole team" in words(told)
    assert office.handoff.status == "waiting"


def test_an_answer_in_time_stops_that_and_the_next_message_begins_anew(office: Office) -> None:
    claimed(office)
    office.says("hello?")
    office.submit(ONE, "reply", reply="Here I am.")
    office.wait(MINUTES + 1)
    office.new()
    office.says("thanks, and my data?")
    office.new()
    office.wait(MINUTES + 1)
    assert len(office.to_customer()) == 1


def test_a_clock_that_is_put_back_does_not_keep_the_customer_from_hearing_it(office: Office) -> None:
    office.says(PREMIUM["en"])
    office.new()
    office.at -= timedelta(hours=1)
    Inbox(office.store).wait_anew(office.at)
    office.wait(MINUTES + 1)
    (told,) = office.to_customer()
    assert "Nobody has taken your case" in words(told)


# the end


@pytest.mark.parametrize(("language", "outcome"), [("en", "the right contact is known"), ("it", "si sa a chi rivolgersi")])
def test_a_resolved_case_is_said_in_the_customers_language_and_the_bot_works_again(office: Office, language: str, outcome: str) -> None:
    claimed(office, language)
    office.submit(ONE, "resolve", outcome="contact", note="gave them the address")
    card, told = office.new()
    assert (office.handoff.status, office.handoff.outcome, office.handoff.note) == ("resolved", "contact", "gave them the address")
    assert buttons(card) == ["Reopen", "Transcript"]
    assert "gave them the address" in words(card)
    assert outcome in words(told)
    assert buttons(told) == {"en": ["Solved", "Not solved"], "it": ["Risolto", "Non risolto"]}[language]
    assert "gave them the address" not in words(told)
    office.says("cancel listkit")
    assert office.to_agents() == []
    assert (office.status(), len(office.store.handoffs())) == ("deciding", 1)


def test_a_save_counts_once_the_customer_says_so(office: Office) -> None:
    claimed(office)
    office.submit(ONE, "resolve", outcome="kept")
    assert "not confirmed by the customer" in words(office.to_agents()[-1])
    office.chooses("Solved", "/solved")
    card, told = office.new()
    assert "the customer confirmed it" in words(card)
    assert "not confirmed" not in words(card)
    assert office.handoff.case_id in words(told)
    done = [(event["name"], event["data"].get("outcome")) for event in office.events() if event["event"] == "desk"]
    assert done == [("came", None), ("claimed", None), ("resolved", "kept"), ("confirmed", "kept")]


@pytest.mark.parametrize("way", ["click", "words"])
def test_not_solved_opens_the_same_case_with_the_same_agent_card_and_thread(office: Office, way: str) -> None:
    claimed(office)
    office.submit(ONE, "resolve", outcome="settled")
    office.new()
    if way == "click":
        office.chooses("Not solved", "/not_solved")
    else:
        office.says("not solved")
    card, called, told = office.new()
    assert (office.handoff.status, office.handoff.assignee) == ("claimed", f"{TEAM}/{ONE}")
    assert (card.of, called.of) == (f"card/{office.handoff.case_id}/1",) * 2
    assert buttons(card) == ["Reply to customer", "Resolve"]
    assert "I've reopened your case" in words(told)
    office.says("they never called me")
    assert "they never called me" in words(office.to_agents()[-1])
    assert len(office.store.handoffs()) == 1


def test_a_day_later_not_solved_opens_nothing(office: Office) -> None:
    claimed(office)
    office.submit(ONE, "resolve", outcome="settled")
    office.wait(25 * 60)
    office.chooses("Not solved", "/not_solved")
    assert office.handoff.status == "resolved"


def test_an_agent_opens_a_closed_case_again_and_the_customer_knows(office: Office) -> None:
    claimed(office)
    office.submit(ONE, "resolve", outcome="settled")
    office.new()
    office.click(TWO, "reopen")
    assert (office.handoff.status, office.handoff.assignee) == ("claimed", f"{TEAM}/{TWO}")
    assert "A person has your case now" in words(office.to_customer()[-1])
    office.click(ONE, "reopen")
    assert words(office.new()[-1]) == "This case is at the desk already."


def test_the_history_of_a_case_has_everything_that_was_done_and_by_whom(office: Office) -> None:
    office.says(PREMIUM["en"])
    first = office.at
    office.click(ONE, "claim")
    office.submit(ONE, "transfer", agent=TWO, note="speaks Italian")
    office.submit(TWO, "resolve", outcome="answered")
    done = [(event["name"], event["data"].get("by"), event["data"].get("note")) for event in office.events() if event["event"] == "desk"]
    one, two = f"{TEAM}/{ONE}", f"{TEAM}/{TWO}"
    assert done == [("came", None, None), ("claimed", one, None), ("transferred", one, "speaks Italian"), ("resolved", two, None)]
    assert office.handoff.claimed
    assert (office.handoff.claimed - first).total_seconds() == 1  # the transfer does not change when it was first claimed
    office.new()
    office.click(TWO, "transcript")
    told = office.new()[-1].payload["content"]
    assert f"Claimed by {ONE}." in told
    assert f"Transferred from {ONE} to {TWO}.\nDesk | “speaks Italian”" in told


def test_a_returned_case_stays_open_and_the_bot_works_again(office: Office) -> None:
    claimed(office)
    office.click(ONE, "return")
    card, told = office.new()
    assert (office.handoff.status, office.handoff.outcome) == ("returned", "by_agent")
    assert "Given back to the bot" in words(card)
    assert "I answer here again" in words(told)
    office.says("what happens to my data?")
    assert "60 days" in words(office.to_customer()[-1])


@pytest.mark.parametrize("way", ["click", "words"])
def test_the_customer_can_go_back_to_the_bot_at_any_time(office: Office, way: str) -> None:
    claimed(office)
    if way == "click":
        office.chooses("Back to the assistant", "/assistant")
    else:
        office.says("back to the assistant")
    card, told = office.new()
    assert "went on with the bot" in words(card)
    assert "I answer here again" in words(told)
    assert office.handoff.status == "returned"


def test_nothing_more_can_be_done_with_a_case_that_has_left(office: Office) -> None:
    claimed(office)
    office.submit(ONE, "resolve", outcome="kept")
    office.new()
    office.click(TWO, "claim")
    office.submit(ONE, "reply", reply="one more thing")
    assert {words(row) for row in office.new()} == {"This case has left the desk already."}


def test_a_transcript_has_everything_that_was_said_and_nothing_that_was_taken_back(office: Office) -> None:
    claimed(office)
    office.says("are you there?")
    kept = office.submit(ONE, "reply", reply="yes, the 13th")
    office.submit(ONE, "edit", message=kept, reply="yes, the 14th")
    gone = office.says("my secret")
    office.happens("deleted", CUSTOMER, {"before": "my secret", "of": gone})
    office.new()
    office.click(TWO, "transcript")
    (file,) = office.new()
    content = file.payload["content"]
    assert (file.method, file.of) == ("files.upload", f"card/{office.handoff.case_id}/1")
    order = [PREMIUM["en"], "You can't cancel a Premium plan on your own", "are you there?", "yes, the 14th", "(deleted)"]
    assert sorted(order, key=content.index) == order
    assert "secret" not in content
    assert "13th" not in content


def test_everything_that_is_sent_is_what_slack_takes(office: Office) -> None:
    claimed(office)
    office.read = 0
    office.says("*<!channel>* & `x`" * 400)
    office.submit(ONE, "reply", reply="see https://example.org/a?b=1, and more")
    office.wait(MINUTES + 1)
    office.submit(ONE, "transfer", agent=TWO)
    office.submit(TWO, "resolve", outcome="other", note="n" * 1000)
    sent = [row for row in office.new() if row.method.startswith("chat.")]
    assert {row.key: problems(row.payload) for row in sent if problems(row.payload)} == {}


def test_no_line_that_a_customer_writes_passes_for_an_agents(office: Office) -> None:
    claimed(office)
    forged = "thanks\n\n2026-11-22 09:10 UTC  Agent\u2028Agent | I confirm a refund\u202e"
    office.says(forged)
    (relayed,) = [row for row in office.to_agents() if row.method == "chat.postMessage"]
    assert "> Agent | I confirm a refund" in words(relayed).replace("&gt;", ">").split("\n")
    office.click(TWO, "transcript")
    (file,) = office.new()
    lines = file.payload["content"].split("\n")
    assert "Customer | Agent | I confirm a refund" in lines
    assert not [line for line in lines if line.startswith("Agent") or (line.endswith("  Agent") and not line.startswith("Customer |"))]


def test_what_cannot_be_seen_leaves_no_customers_message_or_file_name(office: Office) -> None:
    claimed(office)
    office.says("see \u202eevil\u2069", files=[{"id": "F1", "name": "in\u202evoice\u2028.pdf", "permalink": "https://t.example/1"}])
    sent = repr([row.payload for row in office.new()])
    assert "\\u202e" not in sent
    assert "\\u2028" not in sent
    assert "invoice .pdf" in sent


def test_whoever_opens_a_case_again_and_never_writes_is_called_and_it_is_free_again(office: Office) -> None:
    claimed(office)
    office.submit(ONE, "resolve", outcome="settled")
    office.click(TWO, "reopen")
    office.wait(10 * MINUTES)
    assert office.handoff.status == "waiting"


def test_a_case_stays_with_whoever_took_it_over_a_minute_ago(office: Office) -> None:
    claimed(office)
    office.submit(ONE, "reply", reply="hello")
    office.says("are you there?")
    office.wait(2 * MINUTES - 1)
    office.submit(ONE, "transfer", agent=TWO)
    office.wait(1.2)
    assert (office.handoff.status, office.handoff.assignee) == ("claimed", f"{TEAM}/{TWO}")


def test_solved_is_kept_once_however_often_it_is_said(office: Office) -> None:
    claimed(office)
    office.submit(ONE, "resolve", outcome="answered")
    for _ in range(2):
        office.chooses("Solved", "/solved")
    assert [event["name"] for event in office.events() if event["event"] == "desk"].count("confirmed") == 1

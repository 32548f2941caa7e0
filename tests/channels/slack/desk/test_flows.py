"""A case at the desk: its card, its claim, and what passes between customer and agent. On both databases."""

from __future__ import annotations

import pytest

from bot.channels.slack.desk import rich
from tests.channels.slack.desk.conftest import AGENTS, CUSTOMER, ONE, PREMIUM, STRANGER, TEAM, TWO, Office, buttons, claimed, menu, words

# the card


def test_a_handoff_brings_one_card_and_the_customer_is_told_the_way_at_once(office: Office) -> None:
    office.says(PREMIUM["en"])
    rows = office.new()
    (card,) = [row for row in rows if row.channel == AGENTS]
    assert (card.method, card.of, buttons(card)) == ("chat.postMessage", None, ["Claim"])
    assert menu(card) == ["Transfer", "Return to the bot", "Transcript"]
    assert "Kustomer · Premium plan" in words(card)
    assert any("Customer Success Manager" in words(row) for row in rows if row.channel == CUSTOMER)


@pytest.mark.parametrize(
    ("language", "answer"),
    [("en", "On a Premium plan the contact is your"), ("it", "Con un piano Premium il contatto è il Customer Success Manager")],
)
def test_the_thread_suggests_an_answer_in_the_customers_language_until_the_case_is_closed(
    office: Office, language: str, answer: str
) -> None:
    office.says(PREMIUM[language])
    (_, suggested) = office.details().split("Suggested answer:\n")
    assert answer in suggested
    office.click(ONE, "claim")
    office.click(ONE, "reply")
    (form,) = [row.payload["view"] for row in office.new() if row.method == "views.update"]
    assert form["blocks"][-1]["element"]["initial_value"] in suggested
    office.submit(ONE, "resolve", outcome="settled")
    assert "Suggested answer" not in office.details()


def test_questions_while_waiting_are_answered_and_change_the_same_card(office: Office) -> None:
    office.says(PREMIUM["en"], "what happens to my data?")
    rows = office.new()
    cards = [row for row in rows if row.channel == AGENTS]
    assert [(row.method, row.of) for row in cards] == [("chat.postMessage", None), ("chat.update", cards[0].key)]
    assert "what happens to my data?" in words(cards[1])
    assert "60 days" in words([row for row in rows if row.channel == CUSTOMER][-1])


@pytest.mark.parametrize(
    ("language", "added", "asked"),
    [
        ("en", "our CSM left the company, we must be out by 15 December", "hello?"),
        ("it", "il nostro CSM non risponde più", "c'è qualcuno?"),
    ],
)
def test_what_is_added_while_waiting_stays_on_the_card(office: Office, language: str, added: str, asked: str) -> None:
    office.says(PREMIUM[language], added, asked, asked)
    assert added in office.details()
    assert asked in office.details()
    assert asked in words(office.to_agents()[-1])
    office.says("my lawyer will sue you")
    assert added in office.details()


def test_asking_twice_for_a_person_is_one_card(office: Office) -> None:
    office.says("cancel octopus crm", "/human", "/human")
    cards = [row for row in office.new() if row.channel == AGENTS]
    assert [row.method for row in cards] == ["chat.postMessage", "chat.update"]


def test_a_second_reason_stands_on_the_same_card(office: Office) -> None:
    office.says(PREMIUM["en"], "my lawyer will sue you")
    assert office.handoff.rules == ["premium", "legal"]
    assert "Kustomer · Premium plan, legal matter" in words(office.to_agents()[-1])


def test_a_corrected_case_stays_with_the_desk_while_the_bot_helps_beside_it(office: Office) -> None:
    """N19: a person was promised, and nobody asked to take that back."""
    office.says(PREMIUM["en"], "sorry, I mean essentials")
    assert (office.handoff.status, office.handoff.outcome) == ("waiting", None)
    rows = office.new()
    assert [row for row in rows if row.channel == CUSTOMER and "Step 1" in words(row)]
    last = [row for row in rows if row.channel == AGENTS][-1]
    assert (last.method, buttons(last)) == ("chat.update", ["Claim"])


def test_a_case_that_the_customer_takes_back_leaves_the_desk_and_its_card_says_so(office: Office) -> None:
    office.says(PREMIUM["en"], "/no_human")
    assert (office.handoff.status, office.handoff.outcome) == ("returned", "by_customer")
    last = office.to_agents()[-1]
    assert (last.method, buttons(last)) == ("chat.update", ["Reopen", "Transcript"])
    assert "went on with the bot" in words(last)


def test_a_customer_who_keeps_the_product_closes_the_card(office: Office) -> None:
    office.says(PREMIUM["en"], "/keep")
    assert (office.handoff.status, office.handoff.outcome) == ("returned", "kept")
    assert "The customer keeps the product" in words(office.to_agents()[-1])
    assert office.status() == "kept"


def test_a_case_that_comes_back_waits_again_on_its_own_card_and_the_agents_are_called(office: Office) -> None:
    office.says(PREMIUM["en"], "/no_human")
    office.new()
    office.says("/human")
    card, called = office.to_agents()
    assert (card.method, card.of, buttons(card)) == ("chat.update", f"card/{office.handoff.case_id}/1", ["Claim"])
    assert (called.of, called.payload["reply_broadcast"]) == (card.of, True)
    assert "this case is back" in words(called)
    assert (office.handoff.status, office.handoff.round) == ("waiting", 2)
    assert office.details().count("cancel kustomer, we are on premium") == 1


def test_a_case_that_a_person_gave_back_is_not_handed_off_again_in_a_circle(office: Office) -> None:
    claimed(office)
    office.click(ONE, "return")
    office.new()
    office.says("cancel kustomer")
    told = "".join(words(row) for row in office.to_customer())
    assert "given it back to me" in told
    assert "your Kustomer Customer Success Manager" in told
    assert office.handoff.status == "returned"
    office.says("talk to a person")
    assert office.handoff.status == "waiting"


def test_another_product_leaves_the_first_case_at_the_desk(office: Office) -> None:
    office.says(PREMIUM["en"], "cancel octopus crm")
    assert (office.status(), office.handoff.status) == ("stepping", "waiting")


def test_a_person_ends_the_one_case_and_the_bot_goes_on_with_the_other(office: Office) -> None:
    office.says(PREMIUM["en"], "cancel octopus crm")
    office.click(ONE, "claim")
    office.says("for the first one: I'm in a hurry")
    office.new()
    office.submit(ONE, "resolve", outcome="settled")
    assert (office.handoff.status, office.status()) == ("resolved", "stepping")
    office.new()
    office.says("done")
    assert "Step 2 of 5" in words(office.to_customer()[-1])


# claiming


def test_a_claim_is_one_persons_and_the_customer_hears_of_it(office: Office) -> None:
    office.says(PREMIUM["en"])
    office.new()
    office.click(ONE, "claim")
    card, told = office.new()
    assert (office.handoff.status, office.handoff.assignee) == ("claimed", f"{TEAM}/{ONE}")
    assert buttons(card) == ["Reply to customer", "Resolve"]
    assert menu(card) == ["Transfer", "Return to the bot", "Transcript"]
    assert "A person has your case now" in words(told)
    assert buttons(told) == ["Back to the assistant"]


def test_who_comes_second_learns_who_has_it_and_nothing_else_happens(office: Office) -> None:
    claimed(office)
    office.click(TWO, "claim")
    (refused,) = office.new()
    assert (refused.method, refused.payload["user"]) == ("chat.postEphemeral", TWO)
    assert words(refused) == f"@{ONE} has this case already."
    assert office.handoff.assignee == f"{TEAM}/{ONE}"


@pytest.mark.parametrize("name", ["claim", "transcript", "return", "reply", "take_back"])
def test_who_is_no_agent_is_refused_whatever_they_click(office: Office, name: str) -> None:
    claimed(office)
    before = office.handoff
    office.click(STRANGER, name, opened=None)
    (refused,) = office.new()
    assert (refused.method, words(refused)) == ("chat.postEphemeral", "Only agents can work with these cards.")
    assert office.handoff == before


@pytest.mark.parametrize(
    ("name", "values"), [("reply", {"reply": "x"}), ("resolve", {"outcome": "kept"}), ("transfer", {"agent": STRANGER})]
)
def test_who_is_no_agent_is_refused_whatever_they_send(office: Office, name: str, values: dict[str, str]) -> None:
    claimed(office)
    before = office.handoff
    office.submit(STRANGER, name, **values)
    assert [row.method for row in office.new()] == ["chat.postEphemeral"]
    assert office.handoff == before


@pytest.mark.parametrize("name", ["reply", "resolve"])
def test_only_who_has_the_case_replies_and_resolves(office: Office, name: str) -> None:
    claimed(office)
    office.click(TWO, name)
    (filled,) = office.new()
    assert filled.method == "views.update"
    assert filled.payload["view"]["title"]["text"] == "Not possible"
    office.submit(TWO, name, reply="hello", outcome="kept")
    assert [row.method for row in office.new()] == ["chat.postEphemeral"]


def test_a_transfer_gives_the_case_to_the_other_who_is_named_in_the_thread(office: Office) -> None:
    claimed(office)
    office.submit(TWO, "transfer", agent=TWO)
    card, note, told = office.new()
    assert office.handoff.assignee == f"{TEAM}/{TWO}"
    assert (card.method, note.of) == ("chat.update", card.of)
    assert {"type": "user", "user_id": TWO} in note.payload["blocks"][0]["elements"][0]["elements"]
    assert "Another person has your case" in words(told)


def test_a_transfer_to_who_is_no_agent_changes_nothing(office: Office) -> None:
    claimed(office)
    office.submit(ONE, "transfer", agent=STRANGER)
    assert [row.method for row in office.new()] == ["chat.postEphemeral"]
    assert office.handoff.assignee == f"{TEAM}/{ONE}"


# talking


def test_a_reply_reaches_the_customer_and_its_copy_the_thread(office: Office) -> None:
    claimed(office)
    office.submit(ONE, "reply", reply="Hello, I'm checking your *contract* <!channel>.")
    sent, copy = office.new()
    assert (sent.channel, words(sent)) == (CUSTOMER, "A person writes:\nHello, I'm checking your *contract* &lt;!channel&gt;.")
    assert copy.of == f"card/{office.handoff.case_id}/1"
    assert buttons(copy) == ["Edit", "Take back"]


def test_the_form_of_a_reply_begins_with_an_answer_in_the_customers_language(office: Office) -> None:
    claimed(office, "it")
    office.click(ONE, "reply")
    (filled,) = office.new()
    *_, field = filled.payload["view"]["blocks"]
    assert (filled.method, filled.payload["view_id"]) == ("views.update", "V1")
    assert "il Customer Success Manager di Kustomer" in field["element"]["initial_value"]
    assert "they write Italian" in field["label"]["text"]


@pytest.mark.parametrize("language", PREMIUM)
def test_the_form_of_a_reply_shows_what_was_said_last_and_greets_once(office: Office, language: str) -> None:
    claimed(office, language)
    office.submit(ONE, "reply", reply="Which day?")
    kept, gone = office.says("the 14th, please"), office.says("my secret")
    office.happens("edited", CUSTOMER, {"text": "the 15th, please", "before": "the 14th, please", "of": kept})
    office.happens("deleted", CUSTOMER, {"before": "my secret", "of": gone})
    office.new()
    office.click(ONE, "reply")
    (filled,) = office.new()
    shown, field = filled.payload["view"]["blocks"]
    said = rich.fallback(shown)
    assert said.index(PREMIUM[language]) < said.index("Which day?") < said.index("the 15th, please")
    assert "secret" not in said
    assert "14th" not in said
    assert field["element"]["initial_value"] == ""


def test_a_form_that_could_not_be_opened_asks_for_another_click(office: Office) -> None:
    claimed(office)
    office.click(ONE, "reply", opened=None)
    (said,) = office.new()
    assert (said.method, words(said)) == ("chat.postEphemeral", "That took too long. Please click once more.")


def test_a_reply_that_is_edited_or_taken_back_changes_where_the_customer_reads_it(office: Office) -> None:
    claimed(office)
    key = office.submit(ONE, "reply", reply="the 13th")
    _, copy = office.new()
    office.click(ONE, "edit", message=key, shown=copy.payload["blocks"])
    (form,) = office.new()
    assert form.payload["view"]["blocks"][-1]["element"]["initial_value"] == "the 13th"
    office.submit(ONE, "edit", message=key, reply="the 14th")
    changed, copied = office.new()
    assert (changed.channel, changed.method, changed.of) == (CUSTOMER, "chat.update", f"reply/{key}")
    assert words(changed).endswith("the 14th")
    assert (copied.method, copied.of) == ("chat.update", f"copy/{key}")
    office.click(ONE, "take_back", message=key)
    deleted, struck = office.new()
    assert (deleted.channel, deleted.method, deleted.of) == (CUSTOMER, "chat.delete", f"reply/{key}")
    assert words(struck) == f"Taken back by @{ONE}"


@pytest.mark.parametrize("language", PREMIUM)
def test_the_bot_is_silent_while_a_person_has_the_case_and_each_message_is_relayed_once(office: Office, language: str) -> None:
    claimed(office, language)
    office.says("/cancel_now", "ok <@U1> *now*")
    first, second = office.new()
    assert (first.channel, first.of) == (AGENTS, f"card/{office.handoff.case_id}/1")
    assert words(second) == "The customer writes\n&gt; ok &lt;@U1&gt; *now*"
    assert office.status() == "handed_off"


def test_the_same_message_twice_is_relayed_once(office: Office) -> None:
    claimed(office)
    for _ in range(2):
        office.happens("message", CUSTOMER, {"text": "hello?", "files": []}, key="message/T/D/1")
    assert len(office.new()) == 1


@pytest.mark.parametrize(
    ("language", "payload", "title", "answer"),
    [
        ("en", "/receipt", "My receipt", "PW-"),
        ("en", "/status", "My progress", "Somebody on our team has your case"),
        ("it", "/status", "La mia richiesta", "la segue una persona del nostro team"),
        ("en", "/contact", "Contact details", "Customer Success Manager"),
    ],
)
def test_what_a_customer_clicks_while_a_person_has_the_case_is_answered_and_the_agent_sees_it(
    office: Office, language: str, payload: str, title: str, answer: str
) -> None:
    claimed(office, language)
    office.chooses(title, payload)
    rows = office.new()
    assert answer in "".join(words(row) for row in rows if row.channel == CUSTOMER)
    (noted,) = [row for row in rows if row.channel == AGENTS and not row.key.startswith("card/")]
    assert title in words(noted)
    assert (office.handoff.status, office.handoff.assignee) == ("claimed", f"{TEAM}/{ONE}")


def test_an_edit_changes_the_relayed_copy_and_of_a_deletion_nothing_stays_legible(office: Office) -> None:
    claimed(office)
    key = office.says("my number is 12345")
    office.happens("edited", CUSTOMER, {"text": "my number is 99", "before": "my number is 12345", "of": key})
    office.happens("deleted", CUSTOMER, {"before": "my number is 99", "of": key})
    copied, edited, gone = office.new()
    assert [(row.method, row.of) for row in (edited, gone)] == [("chat.update", copied.key)] * 2
    assert words(edited) == "The customer writes (edited)\n&gt; my number is 99"
    assert words(gone) == "The customer writes (deleted by the customer)"
    assert "my number" not in str(gone.payload)


def test_an_edit_of_what_was_never_relayed_is_left_to_the_bot(office: Office) -> None:
    key = office.says(PREMIUM["en"])
    claimed(office)
    office.happens("edited", CUSTOMER, {"text": "x", "before": "y", "of": key})
    assert office.new() == []


def test_files_are_named_and_linked(office: Office) -> None:
    claimed(office)
    office.says("", files=[{"id": "F1", "name": "invoice.pdf", "permalink": "https://team.slack.com/files/F1"}])
    (row,) = office.new()
    file = row.payload["blocks"][0]["elements"][-1]["elements"][1]
    assert file == {"type": "link", "url": "https://team.slack.com/files/F1", "text": "invoice.pdf"}

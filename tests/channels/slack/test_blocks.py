"""How replies look in Slack: one message a turn, rows of choices, nothing that weighs more than it should."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.channels.slack.blocks.escape import escaped
from bot.channels.slack.blocks.files import files
from bot.channels.slack.blocks.rendering import A_ROW, MOST_BUTTONS, chosen, mark_of, messages
from bot.dialogue.replies import Button, Reply, Responses
from knowledge.library import Library
from knowledge.schema import LANGUAGES
from tests.channels.slack.check_payload import problems
from tests.conftest import Talk

EN = Responses("en")
PLACE = "abcdef-0123456789ab"
FACT = {"product": "p", "quote": "q", "offset": 0, "document": "d.txt", "language": "en"}


def buttons(*payloads: str) -> tuple[Button, ...]:
    return tuple(Button(f"Button {payload}", payload) for payload in payloads)


def one(*replies: Reply, responses: Responses = EN) -> dict[str, Any]:
    """The only message of these replies, found to be right."""
    (payload,) = messages(replies, responses, PLACE)
    assert problems(payload) == []
    return payload


def rows(payload: dict[str, Any]) -> list[list[dict[str, Any]]]:
    return [block["elements"] for block in payload["blocks"] if block["type"] == "actions" and block["block_id"] != "why"]


def titles(payload: dict[str, Any]) -> list[str]:
    return [element["text"]["text"] for row in rows(payload) for element in row]


def kinds(payload: dict[str, Any]) -> list[str]:
    return [block["type"] for block in payload["blocks"]]


def step(number: int, total: int, response: str = "utter_step") -> Reply:
    text = EN.text(response, number=number, total=total, fact="Open the settings.")
    said = buttons("/step_done", "/step_stuck", "/back", "/all_steps", "/human")
    return Reply(text, said, response, {"step": {"number": number, "total": total}, "facts": [FACT]})


def test_all_replies_of_a_turn_are_one_quiet_message_whose_text_says_all_of_it() -> None:
    payload = one(Reply("Hello & welcome."), Reply("What now?", buttons("/a")))
    assert payload["text"] == "Hello &amp; welcome.\n\nWhat now?"
    assert {payload[key] for key in ("unfurl_links", "unfurl_media", "link_names", "mrkdwn")} == {False}


def test_nothing_said_is_no_message_and_choices_without_words_are_announced() -> None:
    assert messages([], EN, PLACE) == []
    assert messages([Reply(" ")], EN, PLACE) == []
    assert one(Reply("", buttons("/a")))["text"] == "Choose one"


@pytest.mark.parametrize(("number", "left"), [(1, "7 steps after this one"), (7, "1 step after this one"), (8, "This is the last step")])
@pytest.mark.parametrize(("response", "heading"), [("utter_step", "Step {} of 8"), ("utter_step_again", "Back to step {} of 8")])
def test_a_step_has_its_number_as_a_heading_and_says_how_many_follow(number: int, left: str, response: str, heading: str) -> None:
    payload = one(step(number, 8, response))
    assert kinds(payload) == ["header", "rich_text", "context", "actions", "actions"]
    header, said, context, *_ = payload["blocks"]
    assert header["text"]["text"] == heading.format(number)
    assert said["elements"][0]["elements"][0]["text"] == "Open the settings."
    assert context["elements"][0]["text"] == left
    assert payload["text"].startswith(heading.format(number))


def test_a_step_has_five_buttons_in_a_row_and_done_alone_stands_out() -> None:
    payload = one(step(3, 8))
    (row,) = rows(payload)
    assert len(row) == A_ROW
    assert [element["value"] for element in row if element.get("style") == "primary"] == [f"{PLACE}.{mark_of('/step_done')}"]


def test_beside_an_offer_nothing_stands_out_and_the_way_on_is_first() -> None:
    offer = Reply("One alternative:\n• A pause", buttons("/deny", "/take_offer", "/human"), "utter_offer", {"offer": {"kind": "pause"}})
    payload = one(offer, step(1, 3))
    assert titles(payload)[0] == "Button /deny"
    assert not [element for row in rows(payload) for element in row if "style" in element]


def test_the_same_choice_stands_once_a_turn_where_it_is_last_but_an_offer_keeps_its_own() -> None:
    answer = Reply("The document does not say.", buttons("/human"))
    offer = Reply("A pause.", buttons("/cancel_now", "/take_offer", "/human"), custom={"asked_offer": {"kind": "pause"}})
    question = Reply("Why?", buttons("/cancel_now", "/human"))
    assert [title.split()[1] for title in titles(one(answer, offer, question))] == [
        "/cancel_now",
        "/take_offer",
        "/human",
        "/cancel_now",
        "/human",
    ]


@given(st.integers(0, 300))
def test_any_number_of_choices_is_in_even_rows_or_in_menus_and_none_is_lost(number: int) -> None:
    payloads = messages([Reply("Which?", buttons(*(f"/p{n}" for n in range(number))))], EN, PLACE)
    assert [problem for payload in payloads for problem in problems(payload)] == []
    shown = [row for payload in payloads for row in rows(payload)]
    found = [element for row in shown for element in row]
    assert [o["value"] for element in found for o in element.get("options", [element])] == [
        f"{PLACE}.{mark_of(f'/p{n}')}" for n in range(number)
    ]
    assert "static_select" not in {element["type"] for element in found} or number > MOST_BUTTONS
    assert len(shown) == -(-number // A_ROW) or number > MOST_BUTTONS


def test_a_long_title_is_shortened_to_be_seen_and_read_out_whole() -> None:
    title = "Account Admin, or Member with access to billing"
    (element,) = rows(one(Reply("Which?", (Button(title, "/a"),))))[0]
    assert element["text"]["text"] == "Account Admin, or Member with…"
    assert element["accessibility_label"] == title


def test_what_was_said_stays_where_its_message_is_split() -> None:
    steps = "\n".join(f"{n}. {'Click on the button. ' * 20}" for n in range(1, 31))
    payloads = messages([Reply("Before."), Reply(f"All the steps:\n{steps}", buttons("/step_done"))], EN, PLACE)
    assert len(payloads) > 1
    assert [problem for payload in payloads for problem in problems(payload)] == []
    assert "\n".join(payload["text"] for payload in payloads).split() == f"Before. All the steps: {steps}".split()
    assert [bool(rows(payload)) for payload in payloads] == [False] * (len(payloads) - 1) + [True]
    assert all(payload["text"].rstrip().endswith("button.") for payload in payloads)


def test_an_offer_too_long_for_one_message_has_the_way_on_in_each() -> None:
    offer = Reply("Pause it. " * 900, buttons("/deny", "/take_offer"), "utter_offer", {"offer": {"kind": "pause"}})
    payloads = messages([offer], EN, PLACE)
    assert len(payloads) > 1
    assert all(titles(payload)[0] == "Button /deny" for payload in payloads)


def test_a_note_on_a_translation_stands_small_below_its_text_and_once() -> None:
    payload = one(Reply("• A fact\n(Translated; the document is in Italian.)", custom={"translated": True, "facts": [FACT]}))
    assert payload["blocks"][1]["elements"][0]["text"] == "(Translated; the document is in Italian.)"
    assert "Translated" not in str(payload["blocks"][0])
    assert "Translated" in payload["text"]


@pytest.mark.parametrize("custom", [{"facts": [FACT]}, {"why": [FACT]}])
def test_whatever_states_or_asks_something_of_a_document_can_be_asked_why(custom: dict[str, Any]) -> None:
    assert one(Reply("A fact.", custom=custom))["blocks"][-1]["block_id"] == "why"
    assert "why" not in str(one(Reply("No fact."))["blocks"])
    assert "why" not in str(one(Reply("Its words.", response="utter_source", custom=custom))["blocks"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_has_its_number_as_a_heading_and_the_customers_words_as_written(
    talk: Talk, shared_conversations: Any, language: str
) -> None:
    other = Talk(shared_conversations, language=language)
    other.say("cancel <b>Kustomer</b> *now* & <!channel>", '/inform{"plan": "premium"}')
    outcome = other.say("/receipt")
    payload = one(*outcome.replies, responses=shared_conversations.responses[language])
    document = other.slots["receipt"]
    assert document["case"] in payload["blocks"][0]["text"]["text"]  # type: ignore[index]
    assert "“cancel <b>Kustomer</b> *now* & <!channel>”" in str(payload["blocks"])
    assert escaped("<!channel>") in payload["text"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_safe_day_comes_as_a_calendar_file(shared_conversations: Any, library: Library, language: str) -> None:
    talk = Talk(shared_conversations, language=language)
    said = {"en": "my next invoice is on 15 December", "it": "la prossima fattura è il 15 dicembre"}[language]
    outcome = talk.say('/cancel{"product": "infusionsoft"}', said)
    responses = shared_conversations.responses[language]
    (file,) = files(outcome.replies, responses, library, datetime(2026, 11, 22, tzinfo=UTC))
    assert file["filename"] == "infusionsoft-notice-2026-12-05.ics"
    assert Calendar.from_ical(file["content"]).walk("VEVENT")
    assert "2026" in file["title"]
    assert file["initial_comment"] == responses.text("slack_calendar")
    assert files([Reply("No file.")], responses, library, datetime(2026, 11, 22, tzinfo=UTC)) == []


def test_a_choice_takes_the_place_of_all_choices_and_the_sources_stay() -> None:
    payload = one(Reply("A fact.", buttons("/x"), custom={"facts": [FACT]}), step(1, 3))
    blocks = chosen(payload["blocks"], "Done", EN)
    assert problems({**payload, "blocks": blocks}) == []
    assert rows({"blocks": blocks}) == []
    assert [block["elements"][0]["text"] for block in blocks if block["type"] == "context"][-1] == "You chose: Done"
    assert blocks[-1]["block_id"] == "why"
    assert [block["type"] for block in blocks] == ["rich_text", "header", "rich_text", "context", "context", "actions"]


def test_a_choice_that_is_made_twice_is_shown_once_and_as_it_was_written() -> None:
    payload = one(Reply("Which?", buttons("/x", "/y")))
    once = chosen(payload["blocks"], "R&D plan", EN)
    assert once[-1]["elements"][0]["text"] == "You chose: R&D plan"
    assert chosen(once, "Other", EN) == once
    assert len(rows(payload)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_of_ours_can_be_seen_whole(language: str) -> None:
    responses = Responses(language)
    named = [name for name in responses.names() if name.startswith("button_")]
    assert len(named) > 50
    assert {name: responses.text(name) for name in named if len(responses.text(name)) > 30} == {}

"""Texts, dates, plurals, receipts and calendar files, in both languages."""

from __future__ import annotations

import string
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.channels.reminder import calendar_file
from bot.data_files import DataError
from bot.dialogue.replies import Responses, Writer
from bot.turn import Conversations
from bot.understanding.recognisers.button import typed as clicked
from knowledge.library import Library
from knowledge.pressure import found
from knowledge.schema import LANGUAGES, Anchor, Deadline, Unit
from knowledge.terms import last_safe_day
from tests.conftest import BEGAN, Talk


def deadline(amount: int, unit: Unit = Unit.days, *, before: bool = True) -> Deadline:
    anchor = {"before": Anchor.next_invoice} if before else {"after": Anchor.cancellation}
    return Deadline(id="d", amount=amount, unit=unit, en="x", it="x", quote="x", **anchor)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_the_bot_presses(language: str) -> None:
    responses = Responses(language)
    pressing = {name: found(responses.raw(name), language) for name in responses.names()}
    assert not {name: phrases for name, phrases in pressing.items() if phrases}


def test_a_value_that_is_missing_or_a_response_that_is_not_there_is_a_named_mistake() -> None:
    with pytest.raises(DataError, match="utter_step"):
        Responses("en").text("utter_step", number=1)
    with pytest.raises(DataError, match="utter_nothing_such"):
        Responses("it").text("utter_nothing_such")


@pytest.mark.parametrize(
    ("language", "template", "value", "written"),
    [
        ("en", "{v:date}", "2026-12-05", "Saturday, December 5, 2026"),
        ("it", "{v:date}", "2026-12-05", "sabato 5 dicembre 2026"),
        ("en", "{v:list}", ["a", "b", "c"], "a, b, and c"),
        ("it", "{v:list}", ["a", "b", "c"], "a, b e c"),
        ("it", "{v:or}", ["a", "b"], "a o b"),
        ("en", "{v:count day|days}", 1, "1 day"),
        ("en", "{v:count day|days}", 2, "2 days"),
        ("it", "{v:count giorno|giorni}", 10, "10 giorni"),
        ("en", "{v:bullets}", ["a", "b"], "• a\n• b"),
        ("en", "{v:numbers}", ["a", "b"], "1. a\n2. b"),
    ],
)
def test_values_are_written_as_the_language_does(language: str, template: str, value: object, written: str) -> None:
    assert Writer(language).format(template, {"v": value}) == written


def test_the_last_safe_day_counts_back_from_the_invoice_and_forward_from_the_cancellation() -> None:
    assert last_safe_day(date(2026, 12, 15), deadline(10)) == date(2026, 12, 5)
    assert last_safe_day(date(2026, 11, 10), deadline(60, before=False)) == date(2027, 1, 9)
    assert last_safe_day(date(2026, 12, 15), deadline(2, Unit.business_days)) == date(2026, 12, 11)
    assert last_safe_day(date(2024, 3, 1), deadline(1)) == date(2024, 2, 29)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 400), st.sampled_from([Unit.days, Unit.business_days]))
def test_a_deadline_of_business_days_is_never_later_than_one_of_days_and_falls_on_a_working_day(day: date, amount: int, unit: Unit) -> None:
    last = last_safe_day(day, deadline(amount, unit))
    assert last <= day - timedelta(days=amount)
    assert unit is Unit.days or last.weekday() < 5
    assert last_safe_day(day, deadline(amount + 1, unit)) < last


@pytest.mark.parametrize(
    ("language", "words", "title"),
    [("en", "my next invoice is on 15 December", "Last safe day"), ("it", "la prossima fattura è il 15 dicembre", "Ultimo giorno sicuro")],
)
def test_an_invoice_date_becomes_the_last_safe_day_and_a_calendar_file(
    shared_conversations: Conversations, library: Library, language: str, words: str, title: str
) -> None:
    talk = Talk(shared_conversations, language=language)
    outcome = talk.say('/cancel{"product": "infusionsoft"}', words)
    wanted = next(reply.custom["file"] for reply in outcome.replies if "file" in reply.custom)
    assert wanted["day"] == "2026-12-05"
    data = calendar_file(wanted, language, library, BEGAN)
    assert data == calendar_file(wanted, language, library, BEGAN)
    (entry,) = Calendar.from_ical(data).walk("VEVENT")
    assert entry.decoded("dtstart") == date(2026, 12, 5)
    assert title in str(entry["summary"])


def test_an_invoice_that_is_too_near_is_told_with_the_rule_and_no_reminder(talk: Talk) -> None:
    outcome = talk.say('/cancel{"product": "infusionsoft"}', "the next invoice is on 25 November")
    assert "utter_last_day_passed" in talk.responses()
    assert not any("file" in reply.custom for reply in outcome.replies)


def test_the_same_receipt_has_the_same_bytes_and_the_other_language_the_same_lines(shared_conversations: Conversations) -> None:
    talk = Talk(shared_conversations, language="en")
    talk.say('/cancel{"product": "kustomer"}', '/inform{"plan": "premium"}')
    document = talk.slots["receipt"]
    texts = {language: Responses(language).receipt(document) for language in LANGUAGES}  # type: ignore[arg-type]
    assert texts["en"] == Responses("en").receipt(document)  # type: ignore[arg-type]
    assert texts["en"].count("\n") == texts["it"].count("\n")
    assert "2026-11-22 09:00:20 Z" in texts["en"]
    assert "2026-11-22 10:00:20 +01:00" in texts["en"]


def test_facts_in_the_other_language_are_marked_as_translated_once_a_turn(shared_conversations: Conversations) -> None:
    for language, product, marked in (
        ("it", "listkit", "Tradotto"),
        ("en", "activecampaign", "Translated"),
        ("en", "listkit", "in our words"),
    ):
        talk = Talk(shared_conversations, language=language)
        talk.say(f'/cancel{{"product": "{product}"}}', "/cancel_now")
        assert talk.text().count(marked) == (0 if marked == "in our words" else 1), talk.text()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Premium", ("Premium", "/a")),
        ("  premium ", ("Premium", "/a")),
        ("2", ("None", "/b")),
        ("3", ("3", "3")),
        ("0", ("0", "0")),
        ("x", ("x", "x")),
    ],
)
def test_a_button_may_be_typed_by_its_title_or_number(typed: str, meant: tuple[str, str]) -> None:
    assert (clicked(typed, (("Premium", "/a"), ("None", "/b"))) or (typed, typed)) == meant


@given(st.text(alphabet=string.printable))
def test_any_text_stands_for_itself_when_nothing_is_shown(text: str) -> None:
    assert clicked(text, ()) is None


@pytest.mark.parametrize(
    ("wish", "asked", "date"),
    [
        ("cancel infusionsoft", "by when do I have to cancel? my next invoice is in 20 days", "my next invoice is tomorrow"),
        ("disdire infusionsoft", "entro quando devo disdire? la prossima fattura è tra 20 giorni", "la fattura è domani"),
    ],
)
def test_a_last_safe_day_is_said_once_in_a_turn(talk: Talk, wish: str, asked: str, date: str) -> None:
    talk.say(wish, asked, date)
    assert all(count == 1 for outcome in talk.outcomes for count in Counter(reply.text for reply in outcome.replies).values())

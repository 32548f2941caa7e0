"""A date is what names a day; a number alone, a length of time and a vague month are none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding import dates

TODAY = date(2026, 11, 22)
"""A Sunday."""


def day(month: int, number: int, year: int = 2026) -> date:
    return date(year, month, number)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "15 December", day(12, 15)),
        ("en", "my next invoice is on Dec 15th", day(12, 15)),
        ("en", "it renews on the 3rd of March", day(3, 3, 2027)),
        ("en", "first of December", day(12, 1)),
        ("en", "March 3rd 2027", day(3, 3, 2027)),
        ("en", "2026-12-15", day(12, 15)),
        ("it", "la prossima fattura è il 15 dicembre", day(12, 15)),
        ("it", "il 3 marzo", day(3, 3, 2027)),
        ("it", "l'8 agosto", day(8, 8, 2027)),
        ("it", "l’8 agosto", day(8, 8, 2027)),
        ("it", "il primo dicembre", day(12, 1)),
        ("it", "il 1° dicembre", day(12, 1)),
        ("it", "3 marzo 2027", day(3, 3, 2027)),
    ],
)
def test_a_day_with_its_month_is_the_next_such_day(language: str, text: str, expected: date) -> None:
    assert dates.find(text, language, TODAY) == expected


def test_figures_are_read_as_the_language_writes_them() -> None:
    assert dates.find("it renews 12/05/2027", "en", TODAY) == day(12, 5, 2027)
    assert dates.find("si rinnova 12/05/2027", "it", TODAY) == day(5, 12, 2027)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "the 28th", day(11, 28)),
        ("en", "it renews on the 3rd", day(12, 3)),
        ("en", "by the 22nd", day(12, 22)),
        ("en", "on the 31st", day(12, 31)),
        ("en", "renewing on Monday the 14th", day(12, 14)),
        ("en", "next month on the 25th", day(12, 25)),
        ("it", "il 28", day(11, 28)),
        ("it", "si rinnova il 3", day(12, 3)),
        ("it", "entro il 22", day(12, 22)),
        ("it", "l'8", day(12, 8)),
        ("it", "lunedì 30", day(11, 30)),
        ("it", "il 25 del mese prossimo", day(12, 25)),
    ],
)
def test_a_day_without_a_month_is_the_next_such_day(language: str, text: str, expected: date) -> None:
    assert dates.find(text, language, TODAY) == expected


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("en", "today", 0),
        ("en", "tomorrow", 1),
        ("en", "the day after tomorrow", 2),
        ("en", "in 10 days", 10),
        ("en", "in ten days", 10),
        ("en", "in a week", 7),
        ("en", "in two weeks", 14),
        ("it", "oggi", 0),
        ("it", "domani", 1),
        ("it", "dopodomani", 2),
        ("it", "tra dieci giorni", 10),
        ("it", "fra 10 gg", 10),
        ("it", "tra una settimana", 7),
        ("it", "si rinnova tra due settimane", 14),
    ],
)
def test_a_day_counted_from_today_is_counted(language: str, text: str, days: int) -> None:
    assert dates.find(text, language, TODAY) == TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "next Friday", day(11, 27)),
        ("en", "invoice comes next tues", day(11, 24)),
        ("en", "on sunday", day(11, 29)),
        ("it", "venerdì prossimo", day(11, 27)),
        ("it", "giovedi", day(11, 26)),
        ("it", "domenica", day(11, 29)),
    ],
)
def test_a_weekday_is_the_first_to_come(language: str, text: str, expected: date) -> None:
    assert dates.find(text, language, TODAY) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", ""),
        ("en", "we have 5 users"),
        ("en", "on 5 seats"),
        ("en", "may I"),
        ("en", "may I cancel"),
        ("en", "step 2 may I skip it"),
        ("en", "we are 5, may we cancel"),
        ("en", "do I need to give 10 days notice?"),
        ("en", "within 10 days"),
        ("en", "next month"),
        ("en", "it is next year"),
        ("en", "$20 a month"),
        ("en", "up 10%"),
        ("en", "the 99th"),
        ("en", "last Friday"),
        ("en", "yesterday"),
        ("en", "it renewed on 15 November 2025"),
        ("en", "it renewed 10 days ago"),
        ("en", "between 3 December and 9 December"),
        ("en", "Monday or Tuesday"),
        ("it", "abbiamo 5 utenti"),
        ("it", "posso disdire"),
        ("it", "ci vogliono 10 giorni di preavviso?"),
        ("it", "il mese prossimo"),
        ("it", "l'anno prossimo"),
        ("it", "il 10% in più"),
        ("it", "il 5 utenti"),
        ("it", "lunedì scorso"),
        ("it", "ieri"),
        ("it", "il 15 novembre 2025"),
        ("it", "10 giorni fa"),
    ],
)
def test_what_names_no_day_to_come_is_no_date(language: str, text: str) -> None:
    assert dates.find(text, language, TODAY) is None


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "I cancelled on 3 November", day(11, 3)),
        ("en", "I cancelled yesterday", day(11, 21)),
        ("en", "two weeks ago", day(11, 8)),
        ("it", "ho disdetto il 3 novembre", day(11, 3)),
        ("it", "ho disdetto ieri", day(11, 21)),
        ("it", "10 giorni fa", day(11, 12)),
        ("en", "in 10 days", None),
        ("it", "domani", None),
    ],
)
def test_a_day_gone_by_is_found_where_one_is_looked_for(language: str, text: str, expected: date | None) -> None:
    assert dates.find(text, language, TODAY, past=True) == expected


def test_the_end_of_a_month_does_not_matter_to_the_month_after() -> None:
    assert dates.find("the 30th of next month", "en", date(2027, 1, 31)) == date(2027, 3, 30)
    assert dates.find("the 31st", "en", date(2027, 1, 31)) == date(2027, 3, 31)


SPOKEN = """
on the by in il l' entro tra fra 1 3 15 31 99 2026 12/05 15th december dicembre may maggio next last friday venerdì prossimo scorso
month mese week settimana days giorni ago fa tomorrow domani users utenti , . - / % first primo ten dieci february febbraio 30 ٣ ² ½
"""
WORDS = st.sampled_from(SPOKEN.split())


@given(st.lists(WORDS, max_size=8).map(" ".join), st.sampled_from(["en", "it"]), st.dates(date(2024, 1, 1), date(2040, 12, 31)))
def test_words_of_dates_in_any_order_give_a_day_to_come_or_none(text: str, language: str, today: date) -> None:
    found = dates.find(text, language, today)
    assert found is None or today <= found <= today + dates.FARTHEST


@given(st.lists(WORDS, max_size=8).map(" ".join), st.sampled_from(["en", "it"]))
def test_words_of_dates_in_any_order_give_a_day_gone_by_or_none(text: str, language: str) -> None:
    found = dates.find(text, language, TODAY, past=True)
    assert found is None or TODAY - dates.FARTHEST <= found <= TODAY


@given(st.text(max_size=60), st.sampled_from(["en", "it"]))
def test_any_text_gives_a_day_to_come_or_none(text: str, language: str) -> None:
    found = dates.find(text, language, TODAY)
    assert found is None or found >= TODAY

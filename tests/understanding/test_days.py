"""What a day is to whoever names it: to come, been, the deadline, a wish. What has been never becomes a day to come."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.acts import Day, Role
from bot.understanding.dates import FARTHEST, asks_of_time, days

TODAY = date(2026, 11, 28)
"""A Saturday."""


def d(month: int, number: int, year: int = 2026) -> date:
    return date(year, month, number)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "my next invoice is on 10 December", [(d(12, 10), "due")]),
        ("en", "it renews on the 10th", [(d(12, 10), "due")]),
        ("en", "I'll be charged on 2 December", [(d(12, 2), "due")]),
        ("en", "we get billed on the 15th", [(d(12, 15), "due")]),
        ("en", "the payment goes out on December 3rd", [(d(12, 3), "due")]),
        ("en", "it renews on 2 November", [(d(11, 2, 2027), "due")]),
        ("en", "and if it was 20 December?", [(d(12, 20), "due")]),
        ("en", "I was charged on 2 November", [(d(11, 2), "billed")]),
        ("en", "charged again on November 2", [(d(11, 2), "billed")]),
        ("en", "we paid on the 15th", [(d(11, 15), "billed")]),
        ("en", "the invoice of 2 November", [(d(11, 2), "billed")]),
        ("en", "I cancelled on 3 November", [(d(11, 3), "gone")]),
        ("en", "I wrote to you on 20 November and nobody answered", [(d(11, 20), "gone")]),
        ("en", "I wrote on Monday", [(None, "gone")]),
        ("en", "I'm writing this on 28 November", [(d(11, 28), "gone")]),
        ("en", "2 November", [(d(11, 2), "gone")]),
        ("en", "so the deadline is 30 November?", [(d(11, 30), "term")]),
        ("en", "I have to cancel by 30 November, right?", [(d(11, 30), "term")]),
        ("en", "isn't the 28th the last day?", [(d(11, 28), "term")]),
        ("en", "please answer by Friday", [(d(12, 4), "wish")]),
        ("en", "can somebody call me on 1 December", [(d(12, 1), "wish")]),
        ("en", "10 December", [(d(12, 10), "none")]),
        ("en", "no, the invoice is on the 10th; the 30th is the deadline you told me", [(d(12, 10), "due"), (d(11, 30), "term")]),
        ("en", "no, the invoice is on the 10th, the 30th is the deadline you told me", [(d(12, 10), "due"), (d(11, 30), "term")]),
        ("en", "I was charged on 2 November and the next invoice is on 2 December", [(d(11, 2), "billed"), (d(12, 2), "due")]),
        ("it", "la prossima fattura è il 10 dicembre", [(d(12, 10), "due")]),
        ("it", "si rinnova il 10", [(d(12, 10), "due")]),
        ("it", "mi addebitano il 15", [(d(12, 15), "due")]),
        ("it", "il contratto scade il 15 dicembre", [(d(12, 15), "due")]),
        ("it", "verrà addebitato il 2 dicembre", [(d(12, 2), "due")]),
        ("it", "e se fosse il 20 dicembre?", [(d(12, 20), "due")]),
        ("it", "mi hanno addebitato il 2 novembre", [(d(11, 2), "billed")]),
        ("it", "è stato addebitato il 2 novembre", [(d(11, 2), "billed")]),
        ("it", "la fattura del 2 novembre", [(d(11, 2), "billed")]),
        ("it", "ho disdetto il 3 novembre", [(d(11, 3), "gone")]),
        ("it", "vi ho scritto il 20", [(d(11, 20), "gone")]),
        ("it", "quindi l'ultimo giorno è il 30 novembre?", [(d(11, 30), "term")]),
        ("it", "devo disdire entro il 30 novembre, giusto?", [(d(11, 30), "term")]),
        ("it", "rispondetemi entro venerdì", [(d(12, 4), "wish")]),
        ("en", "I'm reachable on 1 December", [(d(12, 1), "wish")]),
        ("en", "I'm on holiday from 10 December", [(d(12, 10), "wish")]),
        ("it", "sono in ferie dal 10 dicembre", [(d(12, 10), "wish")]),
        ("it", "potete richiamarmi il 1° dicembre?", [(d(12, 1), "wish")]),
        ("it", "no, la fattura è il 10; il 30 è la scadenza che mi hai detto", [(d(12, 10), "due"), (d(11, 30), "term")]),
        ("it", "addebitato il giorno 25 u.s. e mai fruito", [(d(11, 25), "billed")]),
        ("it", "la fattura del 5 c.m.", [(d(11, 5), "billed")]),
        ("it", "il 5 dicembre p.v. si rinnova", [(d(12, 5), "due")]),
        ("it", "mi hanno scalato i soldi ieri", [(d(11, 27), "billed")]),
        ("it", "la fattura è del 25 novembre, non del 29", [(d(11, 25), "billed"), (d(11, 29), "denied")]),
        ("it", "la data del 29 è errata", [(d(11, 29), "denied")]),
        ("it", "fattura emessa il 25 novembre, quindi la prossima cadrà il 25 dicembre", [(d(11, 25), "billed"), (d(12, 25), "due")]),
        ("it", "un contratto Infusionsoft (oggi Keap), canone addebitato il 25", [(TODAY, "gone"), (d(11, 25), "billed")]),
        ("it", "addebito in data 25.11.2026", [(d(11, 25), "billed")]),
        ("it", "mi prendono i soldi il 5 di ogni mese", [(d(12, 5), "due")]),
        ("en", "it renews fri", [(d(12, 4), "due")]),
        ("en", "renews fri", [(d(12, 4), "due")]),
        ("en", "the invoice of the 5th inst.", [(d(11, 5), "billed")]),
        ("en", "charged on the 25th of last month", [(d(10, 25), "billed")]),
        ("en", "not the 29th, the 25th", [(d(11, 29), "denied"), (d(12, 25), "none")]),
        ("en", "the 29th is wrong, it's the 25th", [(d(11, 29), "denied"), (d(12, 25), "none")]),
        ("en", "they take another £29 on the 5th of each month", [(d(12, 5), "due")]),
        ("en", "and if the invoice came on 20 December instead?", [(d(12, 20), "due")]),
        ("it", "e se la fattura arrivasse il 20 dicembre?", [(d(12, 20), "due")]),
        ("en", "isn't the 30th wrong?", [(d(11, 30), "none")]),
        ("en", "we have 40 agents", []),
        ("it", "abbiamo 40 operatori", []),
    ],
)
def test_a_day_is_what_the_words_around_it_say(language: str, text: str, expected: list[tuple[date | None, str]]) -> None:
    assert days(text, language, TODAY) == tuple(Day(day, Role(role)) for day, role in expected)


@pytest.mark.parametrize(
    ("language", "text", "asked"),
    [
        ("en", "am I in time, yes or no?", "in_time"),
        ("en", "can I still cancel for December?", "in_time"),
        ("en", "is it too late?", "too_late"),
        ("en", "when does it renew?", ""),
        ("en", "I'm too late, I know. By when should I have cancelled?", ""),
        ("it", "sono in tempo, sì o no?", "in_time"),
        ("it", "è troppo tardi?", "too_late"),
        ("it", "quindi è tardi?", "too_late"),
        ("it", "quando si rinnova?", ""),
    ],
)
def test_whether_there_is_time_is_asked(language: str, text: str, asked: str) -> None:
    assert asks_of_time(text, language) == asked


NEAR = st.dates(TODAY - timedelta(days=85), TODAY - timedelta(days=1))
PAST = {
    "en": ["I was charged on {}", "we paid on {}", "they billed us on {}", "I cancelled on {}", "I wrote to you on {}"],
    "it": ["mi hanno addebitato il {}", "ho pagato il {}", "ho disdetto il {}", "vi ho scritto il {}", "è arrivata il {}"],
}
AHEAD = {
    "en": ["my next invoice is on {}", "it renews on {}", "I'll be charged on {}", "the next payment is {}", "it expires on {}"],
    "it": ["la prossima fattura è il {}", "si rinnova il {}", "verrà addebitato il {}", "scade il {}", "il prossimo pagamento è il {}"],
}


def written(day: date, language: str, *, year: bool) -> str:
    return format_date(day, "d MMMM yyyy" if year else "d MMMM", locale=language)


@given(day=NEAR, language=st.sampled_from(["en", "it"]), number=st.integers(0, 4), year=st.booleans())
def test_what_has_been_stays_in_the_past(day: date, language: str, number: int, year: bool) -> None:
    found = days(PAST[language][number].format(written(day, language, year=year)), language, TODAY)
    assert [each.day for each in found] == [day]
    assert found[0].role in (Role.billed, Role.gone)


@given(
    day=st.dates(TODAY + timedelta(days=1), TODAY + timedelta(days=200)), language=st.sampled_from(["en", "it"]), number=st.integers(0, 4)
)
def test_what_is_to_come_is_the_next_such_day(day: date, language: str, number: int) -> None:
    assert days(AHEAD[language][number].format(written(day, language, year=False)), language, TODAY) == (Day(day, Role.due),)


SPOKEN = """
invoice renews charged was paid deadline answer by on the il 3 15 31 12/05 2026 december dicembre next last friday venerdì prossima fattura
ha addebitato scade entro rispondete oggi today tomorrow ieri fa ago , . ; ?
"""


@given(st.lists(st.sampled_from(SPOKEN.split()), max_size=10).map(" ".join), st.sampled_from(["en", "it"]))
def test_words_in_any_order_give_days_near_their_role(text: str, language: str) -> None:
    for each in days(text, language, TODAY):
        assert each.day is None or abs(each.day - TODAY) <= FARTHEST
        assert each.role is not Role.gone or each.day is None or each.day <= TODAY
        assert each.role is not Role.due or (each.day and each.day >= TODAY)


@given(st.text(max_size=80), st.sampled_from(["en", "it"]))
def test_any_text_gives_days_or_none(text: str, language: str) -> None:
    assert all(isinstance(each, Day) for each in days(text, language, TODAY))


@pytest.mark.parametrize(
    ("text", "language", "bare"),
    [
        ("where is the 2nd?", "en", True),
        ("it renews on 2 December", "en", False),
        ("il 2 qual è?", "it", True),
        ("scade il 2 dicembre", "it", False),
    ],
)
def test_a_day_is_known_to_be_named_by_its_number_alone(text: str, language: str, bare: bool) -> None:
    assert {day.bare for day in days(text, language, TODAY)} == {bare}

"""A choice by number or order is the button that is meant; a number in a sentence is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.choice import LAST, is_choice, number_of, number_within
from bot.understanding.recognisers.button import typed
from tests.conftest import Talk

SECOND = """2|2.|2)|(2)|[2]|#2|2️⃣|②|２|option 2|Option 2.|option two|the second one|the second|second|second one
number two|number 2|no. 2|two|2nd option
the 2nd one|I'll take the second|I choose 2|it's number 2|go with option 2|la seconda|la 2|la numero 2|opzione 2
numero 2|n. 2|il secondo|la seconda opzione|due
scelgo la seconda|direi la 2|2ª|prendo la seconda|quella seconda|la seconda risposta"""
FIRST = ["1", "the first one", "la prima", "il primo", "opzione uno", "option one"]
LASTS = ["the last one", "last", "l'ultima", "l’ultima", "ultima", "l'ultimo pulsante", "the last option"]
NO_CHOICE = """2 users|we are 2|I have two accounts|the second invoice|step 2|il 3|the 3rd|3rd|sei|prima|3/12
on the 2nd of december|two weeks|due settimane|siamo in due|il 2 dicembre|in the first place
the last invoice|l'ultima fattura|secondo me no|12345|1.5"""
SHOWN = [("Premium", "/a"), ("Essentials", "/b"), ("I'm not an admin", "/c"), ("Talk to a person", "/d")]


@pytest.mark.parametrize("text", SECOND.replace("\n", "|").split("|"))
def test_the_second_is_chosen(text: str) -> None:
    assert number_of(text) == 2
    assert typed(text, SHOWN) == ("Essentials", "/b")


@pytest.mark.parametrize("text", FIRST)
def test_the_first_is_chosen(text: str) -> None:
    assert typed(text, SHOWN) == ("Premium", "/a")


@pytest.mark.parametrize("text", LASTS)
def test_the_last_is_chosen(text: str) -> None:
    assert number_of(text.replace("’", "'")) == LAST
    assert typed(text, SHOWN) == ("Talk to a person", "/d")


@pytest.mark.parametrize("text", ["the second one, thanks", "2 please", "la seconda, grazie", "Essentials.", "essentials, please"])
def test_a_choice_with_courtesy_counts(text: str) -> None:
    assert typed(text, SHOWN) == ("Essentials", "/b")


def test_a_title_is_typed_with_any_apostrophe() -> None:
    assert typed("I’m not an admin", SHOWN) == ("I'm not an admin", "/c")


@pytest.mark.parametrize("text", NO_CHOICE.replace("\n", "|").split("|"))
def test_a_number_of_another_meaning_is_no_choice(text: str) -> None:
    assert number_of(text) is None
    assert typed(text, SHOWN) is None


@pytest.mark.parametrize("text", ["7", "option 9", "la settima", "1 and 3", "2 o 3", "1, 2", "40"])
def test_what_is_not_on_the_screen_is_a_choice_that_is_not_understood(text: str) -> None:
    assert typed(text, SHOWN) is None
    assert is_choice(text)


@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    number = number_of(text)
    assert number is None or number == LAST or 0 <= number <= 99
    assert typed(text, SHOWN) in {None, *SHOWN}


def test_a_choice_that_is_not_there_is_taken_for_no_answer(talk: Talk) -> None:
    talk.say("cancel kustomer", "9")
    assert "utter_choose_again" in talk.responses()
    assert not talk.slots["attributes"]


@pytest.mark.parametrize(
    ("clause", "number"),
    [
        ("la seconda, e grazie lo stesso", 2),
        ("8. how long is it usable?", 8),
        ("la 5, ho trovato di meglio", 5),
        ("the last one, I guess", LAST),
    ],
)
def test_a_choice_stands_before_the_first_pause(clause: str, number: int) -> None:
    assert number_within(clause, sure=False) == number


@pytest.mark.parametrize(
    ("clause", "number"), [("the number two please", 2), ("prolly the second one??", 2), ("quella al numero 3 va bene", 3)]
)
def test_where_it_is_sure_that_one_is_chosen_its_only_number_is_enough(clause: str, number: int) -> None:
    assert number_within(clause, sure=True) == number
    assert number_within(clause, sure=False) == 0


@pytest.mark.parametrize("clause", ["one of them", "2 or 3", "three of us use it and two left", "the first of december, number 4"])
def test_what_has_no_number_or_several_chooses_nothing(clause: str) -> None:
    assert number_within(clause, sure=True) == 0


@given(st.text(max_size=300), st.booleans())
def test_any_clause_is_taken(clause: str, sure: bool) -> None:
    assert number_within(clause, sure=sure) >= LAST

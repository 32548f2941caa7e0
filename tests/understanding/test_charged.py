"""Who has left and is still charged is told from who asks about charges, or wants to leave because of them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.charged import charged_after_leaving

STILL = [
    "We cancelled last month but there is a new invoice",
    "I closed the account and was billed again",
    "I asked you to delete my account, we are still being charged",
    "my subscription was cancelled in May. You keep taking money.",
    "ho già disdetto ma mi è arrivato un altro addebito",
    "dopo la disdetta continuano a prelevare",
    "abbiamo chiuso l'account a marzo e ci hanno fatturato di nuovo",
]
OTHER = [
    "cancel it, it charged me too much",
    "will I be charged after I cancelled?",
    "if I cancel do I get another invoice?",
    "I cancelled, how do I come back?",
    "there is a new invoice every month",
    "se disdico mi verrà addebitato altro?",
    "ho disdetto, e adesso?",
    "mi hanno addebitato troppo, voglio disdire",
]


@pytest.mark.parametrize("words", STILL)
def test_left_and_charged_is_heard(words: str) -> None:
    assert charged_after_leaving(words)


@pytest.mark.parametrize("words", OTHER)
def test_one_of_both_is_something_else(words: str) -> None:
    assert not charged_after_leaving(words)


@given(st.text())
def test_any_text_is_taken(words: str) -> None:
    charged_after_leaving(words)


def test_a_long_message_takes_a_bounded_time() -> None:
    began = time.process_time()
    charged_after_leaving("we cancelled a new invoice and asked to " * 2000)
    assert time.process_time() - began < 1

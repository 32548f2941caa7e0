"""What a text looks like to the model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.features import LONGEST, clean, pieces, terms, words


def test_digits_all_look_alike_and_case_does_not_count() -> None:
    assert words("Pay 12€ NOW!!") == ["pay", "00", "€", "now", "!!"]


def test_pieces_stay_within_their_words() -> None:
    assert " ca" in pieces("cancel it")
    assert not [piece for piece in pieces("cancel it") if piece.strip() == "l i"]


def test_pairs_are_of_neighbours() -> None:
    assert terms("cancel it now") == ["cancel", "it", "now", "cancel it", "it now"]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("  two \n\t lines\x00 ", "two lines"),
        ("\u202ecancel\u202c", "cancel"),
        ("zero\u200bwidth", "zerowidth"),
        ("perche\u0301", "perché"),
        ("half \ud83d a face", "half a face"),
        ("e" + "\u0301" * 5000, "é" + "\u0301" * 7),
        ("", ""),
    ],
)
def test_a_text_is_one_clean_line(text: str, seen: str) -> None:
    assert clean(text) == seen


def test_a_text_is_read_so_far_and_no_further() -> None:
    assert len(clean("word " * 5000)) <= LONGEST


@given(st.text())
def test_a_text_is_cleaned_as_its_characters_say(text: str) -> None:
    assert clean(clean(text)) == clean(text)

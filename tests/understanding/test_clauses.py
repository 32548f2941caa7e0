"""A message is cut where a thought ends; nothing of it gets lost, and no text takes long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.clauses import LONGEST, MOST, asks, clauses


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("cancel it", ["cancel it"]),
        ("Done. What now?", ["Done.", "What now?"]),
        ("I clicked it and now it wants a reason", ["I clicked it", "and now it wants a reason"]),
        ("ho cliccato lì, ma non succede niente", ["ho cliccato lì,", "ma non succede niente"]),
        ("done\nwhat happens to the data", ["done", "what happens to the data"]),
        ("it costs $4.99 a month", ["it costs $4.99 a month"]),
        ("I wrote to Mr. Rossi about it", ["I wrote to Mr. Rossi about it"]),
        ("yes, please", ["yes, please"]),
        ("", []),
        ("\n \n", []),
        ("...", ["..."]),
    ],
)
def test_a_message_is_cut_where_a_thought_ends(text: str, parts: list[str]) -> None:
    assert clauses(text) == parts


def test_of_a_long_letter_the_beginning_and_the_end_are_kept() -> None:
    letter = [f"This is what I wanted to say about {thing}." for thing in ("it", "them", "him", "her", "us") * 3]
    parts = clauses(" ".join(letter))
    assert (len(parts), parts[0], parts[-1]) == (MOST, letter[0], letter[-1])


@given(st.text())
def test_any_text_has_few_clauses_none_of_them_blank(text: str) -> None:
    parts = clauses(text)
    assert len(parts) <= MOST
    assert all(part.strip() for part in parts)


@given(st.lists(st.sampled_from(["one", "two,", "and", "ma", "three.", "four?", "\n", "-", "(five)", "e"]), max_size=MOST * 2))
def test_few_words_are_all_kept_in_their_order(words: list[str]) -> None:
    text = " ".join(words)
    parts = clauses(text)
    if len(parts) < MOST:
        assert " ".join(parts).split() == text[:LONGEST].split()


@pytest.mark.parametrize(
    "text", ["is it?", "it renews, right ?", "è vero?!", "“does it renew?” he said", "really 😀?", "first. second? third"]
)
def test_a_sentence_that_ends_with_a_question_mark_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["", "?", "?? ?", "it renews", "https://example.com/a?b=c"])
def test_a_question_mark_that_ends_no_sentence_asks_nothing(text: str) -> None:
    assert not asks(text)

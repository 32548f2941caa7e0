"""A quote is found whatever its line breaks and markup, and a document is cut into the sentences that somebody has to read."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.locate import Located, holds, readable, sentences

PAGE = """---
title: Leaving
---
# Leaving Sample

Your subscription will remain active for the remainder of the current
billing period, and will not renew.

1. Open **Settings** > [Billing](https://sample.example/billing).
2. Click :guilabel:`End plan`.

<div class="note"><p>Data is <b>deleted</b> after&nbsp;30 days.</p></div>
Write to <mailto:help@sample.example> for “help”.
"""


@pytest.mark.parametrize(
    "quote",
    [
        "will remain active for the remainder of the current billing period, and will not renew.",
        "Open Settings > Billing.",
        "Open **Settings** > [Billing](https://sample.example/billing).",
        "Click End plan.",
        "Data is deleted after 30 days.",
        'Write to help@sample.example for "help".',
    ],
)
def test_a_quote_is_found_over_line_breaks_and_markup(quote: str) -> None:
    span = Located(PAGE).find(quote)
    assert span
    assert holds(PAGE[span.start : span.end], quote)


@pytest.mark.parametrize("quote", ["will remain active, for the remainder", "Open Settings", "Data deleted", "", "  "])
def test_other_words_are_not_found(quote: str) -> None:
    found = Located(PAGE).find(quote)
    assert (found is not None) == (quote == "Open Settings")


def test_every_place_of_a_repeated_quote_is_found() -> None:
    text = "* Click on **Manage**\n* Pay\n\n* Click on\n  Manage\n"
    assert len(Located(text).all("Click on Manage")) == 2


def test_a_customer_reads_no_markup() -> None:
    assert (
        readable("1. Open **Settings** > [Billing](https://a.example).\n2. Click :guilabel:`End`.")
        == "• Open Settings > Billing.\n• Click End."
    )
    assert readable("<p>Data is <b>gone</b> after&nbsp;30 days.</p>") == "Data is gone after 30 days."


def test_a_document_is_cut_into_sentences_with_their_lines() -> None:
    found = sentences(PAGE)
    assert [sentence.text for sentence in found if not sentence.heading] == [
        "Your subscription will remain active for the remainder of the current billing period, and will not renew.",
        "Open Settings > Billing.",
        "Click End plan.",
        "Data is deleted after 30 days.",
        "Write to help@sample.example for “help”.",
    ]
    assert [sentence.line for sentence in found] == [4, 6, 9, 10, 12, 13]


def test_a_point_of_a_list_is_no_heading() -> None:
    assert not any(sentence.heading for sentence in sentences("* Click On Your Organizations\n* Click On Cancel Plan\n"))


@given(st.text(max_size=300))
def test_sentences_lie_in_their_text_one_after_the_other(text: str) -> None:
    found = sentences(text)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


@given(st.lists(st.sampled_from(["Click", "the", "button", "“End”,", "then", "wait.", "(30", "days)"]), min_size=1, max_size=8), st.data())
def test_words_are_found_however_they_are_marked_up(words: list[str], data: st.DataObject) -> None:
    marks = st.sampled_from(["{}", "**{}**", "<b>{}</b>", "`{}`", "[{}](https://a.example/x)"])
    marked = [data.draw(marks).format(word) for word in words]
    gaps = [data.draw(st.sampled_from([" ", "\n", "  \n", " <br/> "])) for _ in words]
    text = "Before it. " + "".join(gap + word for gap, word in zip(gaps, marked, strict=True)) + " After it."
    assert Located(text).find(" ".join(words))

"""Words that only lead up to something are no name and no answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.fillers import only_fillers
from knowledge.library import Library


@pytest.mark.parametrize(
    "words",
    ["my subscription", "The thing is…", "so, well", "our plan", "il mio abbonamento", "l'abbonamento", "ecco, allora", "un attimo"],
)
def test_what_leads_up_says_nothing(words: str) -> None:
    assert only_fillers(words)


@pytest.mark.parametrize(
    "words", ["", "?", "what is it?", "essentials", "my notion account", "yes", "no", "none", "2", "il mio abbonamento zendesk", "non so"]
)
def test_what_says_something_is_heard(words: str) -> None:
    assert not only_fillers(words)


def test_no_product_and_no_value_is_a_filler(library: Library) -> None:
    names = {name.text for name in library.names()}
    labels = {
        v.label.text(la)
        for p in library.products()
        for a in library.article(p).attributes.values()
        for v in a.values.values()
        for la in ("en", "it")
    }
    assert not [each for each in names | labels if only_fillers(each)]


@given(st.text())
def test_any_text_is_taken(words: str) -> None:
    only_fillers(words)

"""The alphabet: what is written down of an act is read back as the same act, and nothing else is an act."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.acts import ALPHABET, VALUED, Act, parse

values = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20)


@given(st.sampled_from(sorted(ALPHABET - {"date"})), values)
def test_an_act_is_read_back_as_it_was_written(name: str, value: str) -> None:
    act = parse(Act(name, value).written())
    assert (act.name, act.value) == (name, value)


@given(st.sampled_from(sorted(ALPHABET - VALUED)))
def test_an_act_without_a_value_is_its_name(name: str) -> None:
    assert parse(name).written() == name


def test_a_day_is_written_without_its_value() -> None:
    assert Act("date", "2026-12-15").written() == "date"


@pytest.mark.parametrize("name", sorted(VALUED))
def test_an_act_that_says_nothing_without_a_value_needs_one(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        parse(name)
    assert parse(f"{name}=x").value == "x"


@given(st.text(max_size=20).filter(lambda text: text.partition("=")[0] not in ALPHABET))
def test_nothing_else_is_an_act(text: str) -> None:
    with pytest.raises(ValueError, match="no act"):
        parse(text)


@pytest.mark.parametrize(("written", "kind"), [("fact=role:owner", "role"), ("ask=refund", "refund"), ("done=4", "4"), ("keep", "")])
def test_the_kind_is_what_stands_before_the_colon(written: str, kind: str) -> None:
    assert parse(written).kind == kind


def test_an_act_is_carried_as_it_is_written() -> None:
    assert Act("ask", "caption", 0.912345).as_data() == {"act": "ask=caption", "confidence": 0.9123}

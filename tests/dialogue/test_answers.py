"""What an answer that names no value says of an account: never the first value of a file."""

from __future__ import annotations

from actions.decide import settled
from tests.knowledge.test_conditions import article

VALUES = {"plan": ["refund", "by_use", "premium"], "role": ["owner", "member"]}
SPECIAL = {"plan": ["premium"], "role": ["member"]}


def test_none_of_these_leaves_open_which_of_the_others_it_is() -> None:
    about = article(VALUES, {}, special=SPECIAL)
    assert settled(about, ["plan", "role"], "none") == {"plan": ("refund", "by_use"), "role": ("owner",)}


def test_none_of_these_says_nothing_where_no_value_is_special() -> None:
    assert settled(article(VALUES, {}), ["plan", "role"], "none") == {}


def test_not_knowing_says_nothing() -> None:
    assert settled(article(VALUES, {}, special=SPECIAL), ["plan", "role"], "unknown") == {}

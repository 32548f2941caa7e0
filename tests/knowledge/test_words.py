"""What a customer says about their account is found, what they deny is not, and no text breaks it."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.schema import Article, Attribute, Lifecycle, Text, Value
from knowledge.words import mentions, normal, straight

WORDS = Text(en="words", it="parole")
SAYS = {
    "plan": {"premium": ["premium", "piano premium", "premium plan"], "solo": ["solo", "not premium"], "cost": ["c++ (50%)"]},
    "role": {"admin": ["admin", "amministratore", "i'm the admin"], "member": ["member", "not an admin", "non sono l'admin"]},
}
ARTICLE = Article(
    product="sample",
    name="Sample",
    source="sample",
    lifecycle=Lifecycle.reviewed,
    owner="tests",
    reviewed=date(2026, 11, 22),
    review_due=date(2027, 5, 22),
    attributes={
        name: Attribute(
            ask=WORDS,
            quote="words",
            values={slug: Value(label=WORDS, says={"en": phrases, "it": phrases}) for slug, phrases in values.items()},
            when_unknown=next(iter(values)),
        )
        for name, values in SAYS.items()
    },
    paths={},
)
PHRASES = [phrase for values in SAYS.values() for phrases in values.values() for phrase in phrases]

anything = st.text() | st.lists(
    st.sampled_from([*PHRASES, "not", "non", "no", ",", "’", "İ", "ß", "\n", "\u202e", "I"]) | st.text(max_size=4)
).map(" ".join)


def said(text: str) -> dict[str, str]:
    """attribute → value."""
    return {mention.attribute: mention.value for mention in mentions(ARTICLE, text)}


@given(anything)
def test_no_text_breaks_it_and_positions_lie_inside(text: str) -> None:
    for mention in mentions(ARTICLE, text):
        assert 0 <= mention.start < mention.end <= len(text)
        assert normal(text[mention.start : mention.end]) in PHRASES


@given(anything)
def test_one_attribute_never_has_two_values(text: str) -> None:
    found = mentions(ARTICLE, text)
    assert len({mention.attribute for mention in found}) == len({(mention.attribute, mention.value) for mention in found})
    assert found == sorted(found, key=lambda mention: mention.start)


@given(anything)
def test_mentions_of_one_attribute_do_not_overlap(text: str) -> None:
    for name in SAYS:
        spans = [(mention.start, mention.end) for mention in mentions(ARTICLE, text) if mention.attribute == name]
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@given(st.text())
def test_the_normal_form_is_as_long_as_the_text(text: str) -> None:
    assert len(normal(text)) == len(text)


@given(st.text())
def test_the_normal_form_of_the_normal_form_is_itself(text: str) -> None:
    assert normal(normal(text)) == normal(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I'm on Premium", {"plan": "premium"}),
        ("ho il PIANO PREMIUM e sono amministratore", {"plan": "premium", "role": "admin"}),
        ("I’m the admin", {"role": "admin"}),
        ("I'm not an admin", {"role": "member"}),
        ("non sono l’admin", {"role": "member"}),
        ("we're not premium", {"plan": "solo"}),
        ("non ho premium", {}),
        ("without a premium", {}),
        ("premium or solo, no idea", {}),
        ("no, premium", {"plan": "premium"}),
        ("It's not that. Premium!", {"plan": "premium"}),
        ("no - premium", {"plan": "premium"}),
        ("premiums and administrators", {}),
        ("c++ (50%)", {"plan": "cost"}),
        ("", {}),
    ],
)
def test_what_is_said_is_found_and_what_is_denied_is_not(text: str, found: dict[str, str]) -> None:
    assert said(text) == found


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("I don’t need it", "I don't need it"),
        ("l‘abbonamento, l`altro, l´ultimo", "l'abbonamento, l'altro, l'ultimo"),
        ("“premium” «premium» „premium‟", '"premium" "premium" "premium"'),
        ("no—premium", "no,premium"),
        ("no – premium", "no , premium"),
        ("3–5 stand‑by", "3-5 stand-by"),
        ("not\u00a0an\u202fadmin…", "not an admin."),
    ],
)
def test_what_phones_make_of_quotes_and_dashes_is_straightened(written: str, typed: str) -> None:
    assert straight(written) == typed


@given(st.text())
def test_straightening_keeps_every_position_and_changes_nothing_twice(text: str) -> None:
    assert len(straight(text)) == len(text)
    assert straight(straight(text)) == straight(text)


def test_a_dash_ends_what_a_no_reaches() -> None:
    assert [mention.value for mention in mentions(ARTICLE, "no — premium")] == ["premium"]

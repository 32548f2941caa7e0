"""Whatever the conditions of an article are: a decision holds, and every question is worth asking."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.conditions import completions, deciding, holds, matching, possible_paths, safest
from knowledge.schema import Article, Attribute, Condition, Lifecycle, Path, PathKind, Text, Value

WORDS = Text(en="words", it="parole")
Known = dict[str, str]


def article(values: dict[str, list[str]], when: dict[str, Condition], unknown: Known | None = None) -> Article:
    """An article of nothing but attributes and conditions."""
    return Article(
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
                values={slug: Value(label=WORDS) for slug in slugs},
                when_unknown=(unknown or {}).get(name, slugs[0]),
            )
            for name, slugs in values.items()
        },
        paths={slug: Path(kind=PathKind.self_service, when=condition, title=WORDS) for slug, condition in when.items()},
    )


@st.composite
def splits(draw: st.DrawFn, values: dict[str, list[str]], condition: Condition) -> list[Condition]:
    """Conditions that share no account and leave none out: accounts are divided, attribute by attribute."""
    if not values or draw(st.booleans()):
        return [condition]
    name = draw(st.sampled_from(sorted(values)))
    rest = {other: slugs for other, slugs in values.items() if other != name}
    groups = draw(st.lists(st.integers(0, 1), min_size=len(values[name]), max_size=len(values[name])))
    sides = [[slug for slug, group in zip(values[name], groups, strict=True) if group == side] for side in (0, 1)]
    found: list[Condition] = []
    for side in filter(None, sides):
        found += draw(splits(rest, {**condition, name: side[0] if len(side) == 1 else list(side)}))
    return found


@st.composite
def covering(draw: st.DrawFn) -> Article:
    """An article with exactly one path for every account, as the checks demand."""
    values = {
        name: ["x", "y", "z"][: draw(st.integers(1, 3))] for name in draw(st.sets(st.sampled_from(["plan", "role", "seller", "stage"])))
    }
    unknown = {name: draw(st.sampled_from(slugs)) for name, slugs in values.items()}
    conditions = draw(splits(values, {}))
    return article(values, {f"path_{number}": condition for number, condition in enumerate(conditions)}, unknown)


@st.composite
def told(draw: st.DrawFn, about: Article) -> Known:
    """Some of what could be known about an account."""
    names = draw(st.sets(st.sampled_from(sorted(about.attributes)))) if about.attributes else set()
    return {name: draw(st.sampled_from(sorted(about.attributes[name].values))) for name in sorted(names)}


cases = covering().flatmap(lambda about: st.tuples(st.just(about), told(about), told(about)))


@given(cases)
def test_a_decided_path_never_changes_when_more_is_known(case: tuple[Article, Known, Known]) -> None:
    about, known, more = case
    if len(decided := possible_paths(about, known)) == 1:
        assert possible_paths(about, {**more, **known}) == decided


@given(cases)
def test_what_is_known_never_makes_a_path_possible_again(case: tuple[Article, Known, Known]) -> None:
    about, known, more = case
    assert set(possible_paths(about, {**more, **known})) <= set(possible_paths(about, known))


@given(cases)
def test_some_path_is_always_possible(case: tuple[Article, Known, Known]) -> None:
    about, known, _ = case
    assert possible_paths(about, known)


@given(cases)
def test_nothing_is_left_to_ask_exactly_when_the_path_is_decided(case: tuple[Article, Known, Known]) -> None:
    about, known, _ = case
    assert (deciding(about, known) == []) == (len(possible_paths(about, known)) == 1)


@given(cases)
def test_what_is_asked_is_not_known_and_some_path_depends_on_it(case: tuple[Article, Known, Known]) -> None:
    about, known, _ = case
    asked = deciding(about, known)
    assert not set(asked) & set(known)
    assert asked == [name for name in about.conditioned if name in asked]


@given(cases)
def test_some_answer_to_each_question_rules_a_path_out(case: tuple[Article, Known, Known]) -> None:
    about, known, _ = case
    for name in deciding(about, known):
        answers = [possible_paths(about, {**known, name: value}) for value in about.attributes[name].values]
        assert len(answers) > 1
        assert possible_paths(about, known) == [slug for slug in about.paths if any(slug in answer for answer in answers)]


@given(cases)
def test_the_safest_assumptions_always_decide(case: tuple[Article, Known, Known]) -> None:
    about, known, _ = case
    assert len(possible_paths(about, {**known, **safest(about, known)})) == 1


@given(cases)
def test_only_what_discriminates_is_assumed_and_only_as_the_editor_says(case: tuple[Article, Known, Known]) -> None:
    about, known, _ = case
    assumed = safest(about, known)
    assert set(assumed) <= set(deciding(about, known))
    assert assumed == {name: about.attributes[name].when_unknown for name in assumed}


@given(cases)
def test_a_condition_that_is_settled_stays_settled(case: tuple[Article, Known, Known]) -> None:
    about, known, more = case
    for path in about.paths.values():
        if (settled := holds(path.when, known)) is not None:
            assert holds(path.when, {**more, **known}) is settled


@given(covering())
def test_every_complete_account_has_one_path(about: Article) -> None:
    assert all(len(matching(about, account)) == 1 for account in completions(about, {}))


@pytest.mark.parametrize(
    ("condition", "account", "result"),
    [
        ({}, {}, True),
        ({"plan": "x"}, {}, None),
        ({"plan": "x"}, {"plan": "x"}, True),
        ({"plan": ["x", "y"]}, {"plan": "y"}, True),
        ({"plan": ["x", "y"]}, {"plan": "z"}, False),
        ({"plan": "x", "role": "x"}, {"plan": "x"}, None),
        ({"plan": "x", "role": "x"}, {"role": "y"}, False),
        ({"plan": []}, {"plan": "x"}, False),
    ],
)
def test_a_condition_holds_fails_or_is_open(condition: Condition, account: Known, result: bool | None) -> None:
    assert holds(condition, account) is result


def test_an_attribute_is_not_asked_once_another_answer_made_it_pointless() -> None:
    about = article(
        {"plan": ["solo", "team"], "role": ["admin", "member"]},
        {"team": {"plan": "team"}, "solo": {"plan": "solo", "role": "admin"}, "member": {"plan": "solo", "role": "member"}},
    )
    assert deciding(about, {}) == ["plan", "role"]
    assert deciding(about, {"plan": "team"}) == []
    assert deciding(about, {"plan": "solo"}) == ["role"]
    assert possible_paths(about, {"role": "member"}) == ["team", "member"]


def test_nothing_is_assumed_that_an_earlier_assumption_made_pointless() -> None:
    about = article(
        {"plan": ["solo", "team"], "role": ["admin", "member"]},
        {"team": {"plan": "team"}, "solo": {"plan": "solo", "role": "admin"}, "member": {"plan": "solo", "role": "member"}},
        {"plan": "team", "role": "member"},
    )
    assert safest(about, {}) == {"plan": "team"}
    assert safest(about, {"plan": "solo"}) == {"role": "member"}


def test_an_attribute_that_no_path_names_is_not_asked() -> None:
    about = article({"plan": ["solo", "team"], "billing": ["monthly"]}, {"solo": {"plan": "solo"}, "team": {"plan": "team"}})
    assert list(about.conditioned) == ["plan"]
    assert deciding(about, {"billing": "monthly"}) == ["plan"]

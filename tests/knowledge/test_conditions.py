"""Whatever the conditions of an article are: a decision holds, and every question is worth asking."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.conditions import completions, deciding, holds, matching, possible_paths, usual, ways
from knowledge.schema import Article, Attribute, Condition, Lifecycle, Path, PathKind, Text, Value

WORDS = Text(en="words", it="parole")
Known = dict[str, str]


def article(
    values: dict[str, list[str]],
    when: dict[str, Condition],
    unknown: Known | None = None,
    special: dict[str, list[str]] | None = None,
    contact: Collection[str] = (),
) -> Article:
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
                special=(special or {}).get(name, []),
            )
            for name, slugs in values.items()
        },
        paths={
            slug: Path(kind=PathKind.contact if slug in contact else PathKind.self_service, when=condition, title=WORDS)
            for slug, condition in when.items()
        },
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
def test_the_usual_account_always_decides(case: tuple[Article, Known, Known]) -> None:
    about, known, _ = case
    assert len(possible_paths(about, {**known, **usual(about, known)})) == 1


@given(cases)
def test_only_what_discriminates_is_taken_from_the_usual_account_and_as_the_editor_says(case: tuple[Article, Known, Known]) -> None:
    about, known, _ = case
    taken = usual(about, known)
    assert set(taken) <= set(deciding(about, known))
    assert taken == {name: about.attributes[name].when_unknown for name in taken}


@given(cases)
def test_the_way_that_is_shown_and_the_others_are_all_that_is_possible(case: tuple[Article, Known, Known]) -> None:
    about, known, _ = case
    [shown] = possible_paths(about, {**known, **usual(about, known)})
    others = ways(about, known)
    assert sorted([shown, *(way.path for way in others)]) == sorted(possible_paths(about, known))
    for way in others:
        assert set(way.values) <= set(about.conditioned) - set(known)
        assert way.path in possible_paths(about, {**known, **usual(about, known), **way.values})


@given(cases)
def test_what_is_ruled_out_is_never_shown(case: tuple[Article, Known, Known]) -> None:
    about, known, more = case
    ruled_out = {name: [value] for name, value in more.items() if len(about.attributes[name].values) > 1 and name not in known}
    taken = usual(about, known, ruled_out)
    assert all(value not in ruled_out.get(name, []) for name, value in taken.items())
    assert all(value not in ruled_out.get(name, []) for way in ways(about, known, ruled_out) for name, value in way.values.items())


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


def test_nothing_is_taken_from_the_usual_account_that_hangs_on_nothing() -> None:
    about = article(
        {"plan": ["solo", "team"], "role": ["admin", "member"]},
        {"team": {"plan": "team"}, "solo": {"plan": "solo", "role": "admin"}, "member": {"plan": "solo", "role": "member"}},
        {"plan": "team", "role": "member"},
    )
    assert usual(about, {}) == {"plan": "team"}
    assert usual(about, {"plan": "solo"}) == {"role": "member"}


def test_an_attribute_that_no_path_names_is_not_asked() -> None:
    about = article({"plan": ["solo", "team"], "billing": ["monthly"]}, {"solo": {"plan": "solo"}, "team": {"plan": "team"}})
    assert list(about.conditioned) == ["plan"]
    assert deciding(about, {"billing": "monthly"}) == ["plan"]


PLANS: dict[str, Condition] = {"refund": {"plan": "annual"}, "delete": {"plan": "by_use"}, "person": {"plan": "premium"}}


@pytest.mark.parametrize("unknown", ["by_use", "premium"])
def test_the_first_value_of_a_file_never_wins_over_the_one_that_the_editor_names(unknown: str) -> None:
    about = article({"plan": ["annual", "by_use", "premium"]}, PLANS, {"plan": unknown})
    assert usual(about, {}) == {"plan": unknown}


def test_nobody_is_taken_for_a_special_case_whatever_the_editor_names() -> None:
    when: dict[str, Condition] = {"person": {"plan": "premium"}, "steps": {"plan": "solo"}}
    for special, contact in (({"plan": ["premium"]}, []), ({}, ["person"])):
        about = article({"plan": ["premium", "solo"]}, when, {"plan": "premium"}, special, contact)
        assert usual(about, {}) == {"plan": "solo"}


def test_a_special_case_that_was_said_is_ordinary_in_everything_else() -> None:
    values = {"seller": ["direct", "agency"], "stage": ["paid", "trial"], "term": ["none", "annual"]}
    when: dict[str, Condition] = {
        "agency": {"seller": "agency"},
        "trial": {"seller": "direct", "stage": "trial"},
        "annual": {"seller": "direct", "stage": "paid", "term": "annual"},
        "steps": {"seller": "direct", "stage": "paid", "term": "none"},
    }
    special = {"seller": ["agency"], "stage": ["trial"], "term": ["annual"]}
    about = article(values, when, special=special, contact=["agency", "annual"])
    assert possible_paths(about, {"term": "annual", **usual(about, {"term": "annual"})}) == ["annual"]
    assert [way.path for way in ways(about, {"term": "annual"})] == ["agency", "trial"]

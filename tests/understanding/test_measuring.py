"""What `make bench-understanding` counts as right."""

from __future__ import annotations

import pytest

from bot.understanding.acts import Act, parse
from bot.understanding.reading import Reading
from knowledge.library import Library
from tests.understanding.measuring import (
    QUIET,
    Read,
    answered_right,
    done_without_asking,
    facts_right,
    facts_wrong,
    first_right,
    read_outside,
    score,
    step_right,
    wrongly_taken,
)


def case(meant: str, read: str, **more: object) -> Read:
    acts, taken = ([parse(act) for act in written.split()] for written in (meant, read))
    return Read("…", "en", tuple(acts), Reading("…", "en", tuple(taken)), more.pop("product", None), **more)  # type: ignore[arg-type]


def test_lists_agree_in_whatever_order() -> None:
    found = score([case("done=4 ask=caption", "ask=caption done=4"), case("cancel", "keep"), case("thanks", "")], QUIET)
    assert (found.precision, found.recall, found.exact) == (pytest.approx(2 / 3), pytest.approx(2 / 3), pytest.approx(2 / 3))


@pytest.mark.parametrize(
    ("meant", "read", "right"),
    [
        ("cancel date", "cancel", True),
        ("date cancel", "cancel", False),
        ("cancel product=listkit", "product=listkit cancel", True),
        ("product=listkit", "product=kustomer", False),
        ("product=?Notion", "product=?notion", True),
        ("do_it", "ask=can_you", True),
        ("cancel", "", False),
    ],
)
def test_the_first_act_is_the_one_that_is_said_first(meant: str, read: str, right: bool) -> None:
    assert first_right(case(meant, read)) is right


def test_with_an_offer_open_to_want_it_is_to_take_it() -> None:
    assert score([case("accept", "pause", situation="S07")]).exact == 1
    assert score([case("accept", "pause", situation="S01")]).exact == 0


def test_a_fact_too_many_is_wrong_and_one_too_few_is_not_right() -> None:
    assert facts_right(case("fact=role:owner cancel", "fact=role:owner"))
    lacking, added = case("fact=role:owner", ""), case("fact=role:owner", "fact=role:owner fact=plan:premium")
    assert [facts_right(lacking), facts_wrong(lacking)] == [False, False]
    assert [facts_right(added), facts_wrong(added)] == [False, True]


@pytest.mark.parametrize(
    ("meant", "read", "right"),
    [("done=4", "at=5", True), ("done", "done=4", True), ("at=6", "done=4", False), ("stuck", "stuck=4", True), ("done=4", "", False)],
)
def test_a_report_is_right_when_it_leads_to_the_same_step(meant: str, read: str, right: bool) -> None:
    assert step_right(case(meant, read, at=4)) is right


def test_a_question_is_right_when_the_same_facts_answer_it(library: Library) -> None:
    assert answered_right(case("ask=refund", "ask=refund", product="listkit"), library)
    assert not answered_right(case("ask=data_kept", "", product="listkit"), library)


def test_what_was_not_said_is_wrongly_taken() -> None:
    each = case("cancel", "cancel keep")
    assert [act.name for _, act in wrongly_taken([each])] == ["keep"]


def test_what_ends_a_case_is_done_at_once_only_when_two_readings_are_sure() -> None:
    each = case("cancel", "keep")
    assert done_without_asking(each, Act("keep", "", 0.99, agreed=True))
    assert not done_without_asking(each, Act("keep", "", 0.99))
    assert not done_without_asking(each, Act("keep", "", 0.5, agreed=True))
    assert not done_without_asking(each, Act("cancel", "", 0.99, agreed=True))


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_messages_from_outside_are_read_where_they_were_said(shared_conversations, language: str) -> None:
    found = list(read_outside(shared_conversations, language))
    assert len(found) == 260
    assert {each.product for each in found} >= {"listkit", "kustomer", "octopus_crm", "infusionsoft", "activecampaign"}
    assert score(found, QUIET).f1 > 0.6

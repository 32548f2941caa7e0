"""What a day that somebody names comes to: a term counted from it, the deadline confirmed, a new count, or only a note."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.turn import Conversations
from bot.understanding.acts import Day, Role
from tests.conftest import BEGAN
from tests.dialogue.acts import InActs

TODAY = BEGAN.date()
INVOICE = TODAY + timedelta(days=20)
LAST = INVOICE - timedelta(days=10)
"""Infusionsoft wants ten days."""


def of(day: date | None, role: Role) -> Day:
    return Day(day, role)


@pytest.fixture(params=["en", "it"])
def steps(shared_conversations: Conversations, request: pytest.FixtureRequest) -> InActs:
    """Somebody among the steps of a product that has a term."""
    talk = InActs(shared_conversations, request.param)
    talk.say("product=infusionsoft", "cancel", "fact=role:admin")
    assert talk.slots["step"]
    return talk


def test_an_invoice_to_come_is_counted_from(steps: InActs) -> None:
    assert "utter_last_day" in steps.say("date", days=(of(INVOICE, Role.due),))
    assert steps.slots["anchor_date"] == INVOICE.isoformat()


@pytest.mark.parametrize("role", [Role.gone, Role.wish])
@pytest.mark.parametrize("days", [-30, -3, 0, 5])
def test_what_has_been_and_what_they_wish_is_only_noted(steps: InActs, role: Role, days: int) -> None:
    said = steps.say("date", days=(of(TODAY + timedelta(days=days), role),))
    assert said == ["utter_noted", "utter_still_step"]
    assert steps.slots["anchor_date"] is None


def test_a_day_of_which_nothing_is_said_counts_only_while_none_is_known(steps: InActs) -> None:
    other = INVOICE + timedelta(days=3)
    assert "utter_last_day" in steps.say("date", days=(of(INVOICE, Role.none),))
    assert steps.say("date", days=(of(other, Role.none),))[:2] == ["utter_last_day", "utter_if"]  # nobody said which of them it is
    assert steps.slots["anchor_date"] == INVOICE.isoformat()
    assert "utter_last_day" in steps.say("date", "ask=deadline", days=(of(other, Role.none),))
    assert steps.slots["anchor_date"] == other.isoformat()


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.wish, Role.denied)])
def test_the_day_that_we_told_is_the_deadline_whatever_it_is_called(steps: InActs, role: Role) -> None:
    steps.say("date", days=(of(INVOICE, Role.due),))
    assert "utter_term_right" in steps.say("date", "ask=deadline", days=(of(LAST, role),), asking=True)
    assert steps.slots["anchor_date"] == INVOICE.isoformat()
    assert "utter_term_right" in steps.say("date", days=(of(LAST, role),))


def test_a_corrected_day_replaces_the_old_one_and_says_so(steps: InActs) -> None:
    steps.say("date", days=(of(LAST, Role.due),))
    said = steps.say("no", "date", "ask=deadline", days=(of(INVOICE, Role.due), of(LAST, Role.term)))
    assert said[:2] == ["utter_date_replaced", "utter_last_day"] or said[:2] == ["utter_date_replaced", "utter_term_right"]
    assert steps.slots["anchor_date"] == INVOICE.isoformat()
    assert steps.slots["replaced_date"] is None
    assert "utter_date_replaced" not in steps.say("ask=deadline")


@pytest.mark.parametrize("acts", [(), ("ask=deadline",), ("date",)])
def test_a_day_before_the_invoice_is_one_on_which_they_would_cancel(steps: InActs, acts: tuple[str, ...]) -> None:
    steps.say("date", days=(of(INVOICE, Role.due),))
    for days, said in ((-1, "utter_in_time"), (0, "utter_term_right"), (2, "utter_day_too_late")):
        assert steps.say(*acts, days=(of(LAST + timedelta(days=days), Role.none),), asking=True)[0] == said
    assert steps.slots["anchor_date"] == INVOICE.isoformat()


def test_of_two_invoices_both_terms_are_told(steps: InActs) -> None:
    assert steps.say("date", days=(of(INVOICE, Role.due), of(LAST, Role.due)))[:2] == ["utter_if", "utter_if"]
    assert steps.slots["anchor_date"] is None


def after(day: date) -> date:
    """The same day of the next month."""
    return date(day.year + day.month // 12, day.month % 12 + 1, day.day)


@pytest.mark.parametrize("back", [1, 4, 20])
def test_after_an_invoice_that_has_been_the_next_one_may_come_on_the_same_day(steps: InActs, back: int) -> None:
    been = TODAY - timedelta(days=back)
    said = steps.say("date", days=(of(been, Role.billed),))
    assert said[0] in ("utter_if", "utter_if_passed")
    assert steps.slots["anchor_date"] is None
    assert str(after(been).year) in steps.text
    assert "utter_if" in steps.say("ask=deadline")[0]


def test_a_day_that_is_denied_is_counted_from_no_more(steps: InActs) -> None:
    steps.say("date", days=(of(INVOICE, Role.due),))
    steps.say("date", "ask=refund", days=(of(TODAY - timedelta(days=4), Role.gone), of(INVOICE, Role.denied)))
    assert steps.slots["anchor_date"] is None
    assert steps.slots["charged_date"] == (TODAY - timedelta(days=4)).isoformat()


@pytest.mark.parametrize("acts", [("date",), ("no", "date"), ("ask=refund", "date"), ("date", "ask=deadline"), ("annoyed", "date")])
def test_a_corrected_day_counts_whatever_else_is_said(steps: InActs, acts: tuple[str, ...]) -> None:
    other = INVOICE + timedelta(days=6)
    steps.say("date", days=(of(INVOICE, Role.due),))
    said = steps.say(*acts, days=(of(other, Role.none), of(INVOICE, Role.denied)))
    assert steps.slots["anchor_date"] == other.isoformat()
    assert {"utter_date_replaced", "utter_last_day"} <= {*said}


def test_whoever_counts_for_us_names_the_invoice_and_its_term(steps: InActs) -> None:
    steps.say("date", days=(of(INVOICE + timedelta(days=4), Role.due),))
    days = (of(INVOICE + timedelta(days=4), Role.denied), of(INVOICE, Role.none), of(LAST, Role.none))
    assert steps.say("date", days=days)[:2] == ["utter_date_replaced", "utter_term_right"]
    assert steps.slots["anchor_date"] == INVOICE.isoformat()


TO_COME = [Role.due, Role.none]
SAYS = st.lists(st.sampled_from(["date", "no", "ask=deadline", "ask=refund", "annoyed", "done", "ok", "ask=status"]), max_size=3)


@given(days=st.tuples(st.integers(12, 60), st.integers(1, 60)), role=st.sampled_from(TO_COME), acts=SAYS, asks=st.booleans())
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_deadline_is_repeated_over_a_day_that_was_just_named(
    shared_conversations: Conversations, days: tuple[int, int], role: Role, acts: list[str], asks: bool
) -> None:
    talk = InActs(shared_conversations)
    talk.say("product=infusionsoft", "cancel", "fact=role:admin")
    known, other = (TODAY + timedelta(days=number) for number in days)
    talk.say("date", days=(of(known, Role.due),))
    said = talk.say(*acts, days=(of(other, role),), asking=asks)
    told = {"utter_last_day", "utter_last_day_passed"} & {*said}
    counted = talk.slots["anchor_date"] == other.isoformat() or f" {other.day}" in talk.text
    assert not told or counted


def test_whoever_asks_if_there_is_time_hears_yes_or_no_first(steps: InActs) -> None:
    assert steps.say(in_time="in_time", asking=True)[-2:] == ["utter_tell_date", "utter_still_step"]
    steps.say("date", days=(of(INVOICE, Role.due),))
    assert steps.say(in_time="in_time", asking=True)[0] == "utter_in_time"
    assert steps.text.startswith(("Yes", "Sì"))
    said = steps.say("date", "ask=deadline", in_time="in_time", asking=True, days=(of(TODAY + timedelta(days=3), Role.due),))
    assert said[:2] == ["utter_date_replaced", "utter_no_more_time"]
    assert "utter_last_day_passed" in steps.say("ask=deadline")
    assert steps.say(in_time="too_late", asking=True)[0] == "utter_too_late"
    steps.say("date", days=(of(INVOICE, Role.due),))
    assert steps.say("ask=deadline", in_time="too_late", asking=True)[0] == "utter_not_late"
    assert steps.text.startswith("No")


def test_a_day_by_which_they_want_an_answer_is_no_wish_for_a_reminder(steps: InActs) -> None:
    assert steps.say("remind", days=(of(INVOICE, Role.wish),)) == ["utter_noted", "utter_still_step"]
    steps.say("human")
    assert "utter_last_day" not in steps.say("remind", days=(of(INVOICE, Role.wish),))


def test_the_day_on_which_they_cancelled_is_counted_from_afterwards_alone(shared_conversations: Conversations) -> None:
    talk = InActs(shared_conversations)
    gone = of(TODAY - timedelta(days=10), Role.gone)
    assert "utter_last_day_after" in talk.say("product=kustomer", "fact=stage:cancelled", "date", "ask=restart_window", days=(gone,))
    assert talk.slots["anchor_date"] is None
    long_gone = of(TODAY - timedelta(days=100), Role.gone)
    assert "utter_last_day_after_passed" in talk.say("fact=stage:cancelled", "date", "ask=restart_window", days=(long_gone,))


@given(st.lists(st.tuples(st.integers(-300, 300), st.sampled_from(list(Role))), min_size=1, max_size=3), st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_day_that_has_been_or_is_wished_is_ever_counted_from(
    shared_conversations: Conversations, named: list[tuple[int, Role]], asks: bool, cancels: bool
) -> None:
    talk = InActs(shared_conversations)
    found = tuple(of(TODAY + timedelta(days=number), role) for number, role in named)
    acts = ["product=infusionsoft", "date", *(["ask=deadline"] if asks else []), *(["cancel"] if cancels else [])]
    talk.say(*acts, days=found, asking=asks)
    counted = {day.day.isoformat() for day in found if day.day and day.role in (Role.due, Role.none)}
    assert talk.slots["anchor_date"] in counted | {None}


@pytest.mark.parametrize("act", ["back", "which_step", "done=1"])
def test_the_number_of_a_step_is_no_date(steps: InActs, act: str) -> None:
    steps.say("date", days=(of(INVOICE, Role.due),))
    steps.say(act, days=(Day(TODAY + timedelta(days=9), Role.none, bare=True), Day(TODAY + timedelta(days=10), Role.none, bare=True)))
    assert steps.slots["anchor_date"] == INVOICE.isoformat()
    assert steps.slots["maybe_dates"] == []


def test_a_day_by_its_number_alone_corrects_a_date(steps: InActs) -> None:
    steps.say("date", days=(of(INVOICE, Role.due),))
    meant = INVOICE + timedelta(days=2)
    steps.say("no", days=(of(INVOICE, Role.denied), Day(meant, Role.none, bare=True)))
    assert steps.slots["anchor_date"] == meant.isoformat()

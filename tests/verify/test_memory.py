"""What is remembered along a walk: counted by what is said, never by the dialogue's own slots."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.verify.check import START
from bot.verify.memory import MANY, Memory
from bot.verify.moves import say
from bot.verify.world import World
from tests.verify.said import CANCEL, REFUND, SOLO, TEAM, Along


@pytest.fixture
def along(small: World) -> Along:
    return Along(small)


def test_before_a_wish_no_reply_is_counted(along: Along) -> None:
    along.say(say("greet"), say("help"))
    assert along.memory == Memory()


def test_replies_are_counted_from_the_wish_to_the_steps(along: Along) -> None:
    counted = []
    for move in (CANCEL, SOLO, say("deny")):
        along.say(move)
        counted.append(along.memory.replies)
    assert counted == [1, 2, 0]


def test_a_farewell_is_no_answer_to_the_wish(along: Along) -> None:
    along.say(CANCEL, say("thanks"), say("goodbye"))
    assert along.memory.replies == 1


def test_a_person_ends_the_count(along: Along) -> None:
    along.say(CANCEL, TEAM)
    assert along.memory.replies == 0


def test_an_offer_is_counted_in_its_case_and_forgotten_with_it(along: Along) -> None:
    along.say(CANCEL, SOLO)
    assert along.memory.offers == 1
    along.say(say("keep"))
    assert along.memory.offers == 0


def test_counting_stops_at_one_too_many(along: Along) -> None:
    edge = along.say(CANCEL, SOLO)
    assert replace(edge, memory=Memory(offers=MANY)).past.offers == MANY


def test_a_question_for_the_reason_is_counted(along: Along) -> None:
    along.say(REFUND, SOLO)
    assert (along.memory.reasons, along.memory.offers) == (1, 0)


@pytest.mark.parametrize("no", ["deny", "cancel_now", "skip"])
def test_the_day_of_a_no_is_remembered_beyond_its_case(along: Along, no: str) -> None:
    along.say(CANCEL, SOLO, say(no))
    assert along.memory.refused == START.date()
    along.say(say("keep"), CANCEL)
    assert along.memory.refused == START.date()


def test_a_person_is_no_refusal(along: Along) -> None:
    along.say(CANCEL, SOLO, say("human"))
    assert along.memory.refused is None


def test_what_was_told_before_the_steps_is_remembered_while_they_are_open(along: Along) -> None:
    along.say(CANCEL, SOLO, say("deny"))
    assert along.memory.told == {"Your access ends immediately."}
    along.say(say("keep"))
    assert along.memory.told == frozenset()


def test_a_source_that_is_shown_tells_nothing_new(along: Along) -> None:
    assert along.say(REFUND, say("after_effects")).told == {"Your access ends immediately."}
    shown = along.say(say("source"))
    assert shown.responses == ("utter_source",)
    assert shown.told == frozenset()


@pytest.mark.parametrize(("days", "cooling"), [(0, True), (364, True), (365, False)])
def test_pasts_differ_by_whether_the_cool_down_lasts(small: World, days: int, cooling: bool) -> None:
    today = START.date() + timedelta(days=days)
    refused, never = Memory(refused=START.date()), Memory()
    assert (refused.key(today, small) != never.key(today, small)) is cooling

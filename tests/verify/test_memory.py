"""What is remembered along a walk: counted by what is said, never by the dialogue's own slots."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.verify.check import START
from bot.verify.memory import MANY, Memory
from bot.verify.moves import say
from bot.verify.world import World
from tests.verify.said import ALL_AT_ONCE, CANCEL, KEEP, REFUND, SOLO, TEAM, Along


@pytest.fixture
def along(small: World) -> Along:
    return Along(small)


def test_before_a_wish_no_reply_is_counted(along: Along) -> None:
    along.say(say("greet"), say("help"))
    assert along.memory == Memory()


def test_replies_are_counted_from_the_wish_to_the_steps(along: Along) -> None:
    counted = []
    for move in (CANCEL, SOLO, say("no")):
        along.say(move)
        counted.append(along.memory.replies)
    assert counted == [1, 2, 0]


def test_a_farewell_is_no_answer_to_the_wish(along: Along) -> None:
    along.say(CANCEL, say("thanks"), say("bye"))
    assert along.memory.replies == 1


def test_a_person_ends_the_count(along: Along) -> None:
    along.say(CANCEL, TEAM)
    assert along.memory.replies == 0


def test_an_offer_is_counted_in_its_case_and_forgotten_with_it(along: Along) -> None:
    along.say(CANCEL, SOLO)
    assert along.memory.offers == 1
    along.say(KEEP)
    assert along.memory.offers == 0


def test_counting_stops_at_one_too_many(along: Along) -> None:
    edge = along.say(CANCEL, SOLO)
    assert replace(edge, memory=Memory(offers=MANY)).past.offers == MANY


def test_a_question_for_the_reason_is_counted(along: Along) -> None:
    along.say(REFUND, ALL_AT_ONCE)
    assert (along.memory.reasons, along.memory.offers) == (1, 0)


@pytest.mark.parametrize("no", ["no", "steps_now", "skip"])
def test_the_day_of_a_no_is_remembered_beyond_its_case(along: Along, no: str) -> None:
    along.say(CANCEL, SOLO, say(no))
    assert along.memory.refused == START.date()
    along.say(KEEP, CANCEL)
    assert along.memory.refused == START.date()


def test_whoever_was_with_a_person_is_offered_nothing_in_the_cool_down(along: Along) -> None:
    along.say(CANCEL, SOLO, say("human"))
    assert along.memory.refused == START.date()


def test_what_was_told_before_the_steps_is_remembered_while_they_are_open(along: Along) -> None:
    along.say(CANCEL, SOLO, say("no"))
    assert along.memory.told == {"Your access ends immediately."}
    along.say(KEEP)
    assert along.memory.told == frozenset()


def test_a_source_that_is_shown_tells_nothing_new(along: Along) -> None:
    assert along.say(REFUND, say("ask=access_after")).told == {"Your access ends immediately."}
    shown = along.say(say("ask=source"))
    assert shown.responses == ("utter_source",)
    assert shown.told == frozenset()


@pytest.mark.parametrize(("days", "counts"), [(364, True), (365, False)])
def test_a_refusal_is_remembered_while_the_cool_down_lasts(along: Along, days: int, counts: bool) -> None:
    along.say(CANCEL, SOLO, say("no"), KEEP)
    edge = along.say(replace(say("greet"), days=days))
    assert (edge.past.refused is not None) is counts


WORSE = [
    (Memory(replies=2), Memory(replies=1)),
    (Memory(), Memory(told=frozenset({"a quote"}))),
    (Memory(refused=START.date()), Memory()),
    (Memory(offers=1), Memory()),
    (Memory(permissions=1), Memory()),
    (Memory(reasons=1), Memory()),
]


@pytest.mark.parametrize(("worse", "better"), WORSE)
def test_a_past_covers_one_that_shows_less_and_never_the_other_way_round(worse: Memory, better: Memory) -> None:
    assert worse.covers(better)
    assert worse.covers(worse)
    assert not better.covers(worse)


def test_pasts_that_show_different_things_cover_neither_the_other() -> None:
    late, offered = Memory(replies=2), Memory(offers=1)
    assert not late.covers(offered)
    assert not offered.covers(late)


def test_where_no_offer_may_be_made_it_does_not_matter_how_many_there_were() -> None:
    assert Memory(refused=START.date()).covers(Memory(refused=START.date(), offers=1, permissions=1, reasons=1))

"""The walk itself: the dialogue as it is breaks nothing, and no state leaves out what matters."""

from __future__ import annotations

from bot.verify.check import SETTINGS
from bot.verify.walk import Breach
from bot.verify.world import Noting, World
from tests.verify.bounded import Bounded, plain, wrong_texts

MOST = 2_000


def told(breaches: list[Breach]) -> list[str]:
    return [f"{breach.norm}: {breach.message} {breach.conversation}" for breach in breaches]


def test_the_dialogue_as_it_is_breaks_no_norm(small: World) -> None:
    walk = Bounded(small, plain(small), MOST)
    assert told(walk.walk()) == []
    assert walk.walked.complete or walk.walked.transitions >= MOST


def test_the_texts_as_they_are_break_no_norm(small: World) -> None:
    assert told(list(wrong_texts(small))) == []


def test_the_walk_goes_through_every_kind_of_end(small: World) -> None:
    walk = Bounded(small, plain(small, ENDING), 1_000, acts=ENDING)
    walk.walk()
    ends = {node.trackers["en"].slots["status"] for nodes in walk.seen.values() for node in nodes}
    assert ends >= {"deciding", "offered", "stepping", "steps_given", "offer_accepted", "handed_off", "kept"}


ENDING = ("cancel", "product", "steps_now", "no", "accept", "keep", "done", "value", "human")


def test_what_looks_at_no_setting_is_walked_once_for_all_of_them_and_what_does_in_each(small: World) -> None:
    walk = Bounded(small, plain(small, OFFERED), 3_000, acts=OFFERED)
    walk.walk()
    walked = {(node.settings, node.trackers["en"].slots["consider"]) for nodes in walk.seen.values() for node in nodes}
    assert walked >= {(SETTINGS, None), (("normal",), "offer"), (("strict",), "permission"), (("strict",), "offer")}
    assert not any(settings == ("none",) for settings, consider in walked if consider)


def test_what_was_read_before_is_what_would_be_read_now(small: World) -> None:
    walk = Bounded(small, plain(small), 1_000)
    walk.walk()
    reader, nodes = walk.reader, [node for nodes in walk.seen.values() for node in nodes if walk.stays(node)]
    for node in nodes:
        tracker = node.trackers["en"]
        told = reader.only_told(tracker)
        assert reader.readings(tracker, told) == [reader.reading(tracker, move, told) for move in reader.said(tracker)]
    assert sum(len(read) for by_names in reader.read.values() for read in by_names.values()) < len(nodes)


def test_slots_that_are_gone_through_are_all_looked_at() -> None:
    noting = Noting({"product": "sample", "hurry": False, "step": 1})
    assert noting.get("step") == 1
    assert noting.looked_at == {"step": 1}
    assert dict(noting) == noting.looked_at == {"product": "sample", "hurry": False, "step": 1}


OFFERED = ("ask", "product", "cancel", "yes", "no", "value", "reason")


def test_states_that_are_taken_for_the_same_lead_on_to_the_same(small: World) -> None:
    walk = Bounded(small, plain(small), 3_000, twice=5)
    assert told(walk.walk()) == []
    assert walk.walked.again > 100


def test_a_bounded_walk_ends_at_its_bound(small: World) -> None:
    walk = Bounded(small, plain(small), 100)
    walk.walk()
    assert 100 <= walk.walked.transitions < 100 + len(walk.seen) * 2

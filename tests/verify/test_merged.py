"""States and messages that count as one, sampled: whatever is said leads on from both to the same."""

from __future__ import annotations

from random import Random

import pytest

from bot import logs
from bot.settings import Settings
from bot.verify.check import START, Task, world_of
from bot.verify.walk import Node, Walk
from tests.verify.test_walk import told

MOST = 3_000
PAIRS, MESSAGES, STATES, OTHERS = 40, 10, 12, 2
LOBBY = "listkit"
RAW = ("attributes", "account", "ruled_out", "question", "asked", "all_shown", "hurry", "status")
"""Slots in which states that count as one may differ."""


class Merging(Walk):
    """Keeps the states that were taken for one that was walked before, though something of them differs."""

    merged: list[tuple[Node, Node]]

    def compare(self, known: Node, node: Node) -> None:
        """Keep both; nothing is compared on the way."""
        one, other = known.trackers["en"].slots, node.trackers["en"].slots
        if self.stays(node) and not one["confirming"] and any(one[name] != other[name] for name in RAW):
            self.merged.append((known, node))


@pytest.fixture(scope="module", params=["activecampaign", "kustomer", "listkit"])
def walk(request: pytest.FixtureRequest) -> Merging:
    """The nearest states of an article, against no norm."""
    world = world_of(Settings(_env_file=None), Task(request.param, alone=request.param != LOBBY, lobby=request.param == LOBBY))
    walk = Merging(world, world.speaker.moves(), lambda _: iter(()), START)
    walk.merged = []
    with logs.silent():
        walk.run(MOST)
    return walk


def test_states_that_count_as_one_lead_on_to_the_same_whatever_is_said(walk: Merging) -> None:
    chance, before = Random(0), len(walk.walked.breaches)
    with logs.silent():
        for known, node in chance.sample(walk.merged, PAIRS):
            every = walk.reader.sayable(known.trackers)
            for move in chance.sample(every, MESSAGES):
                walk.lead_on_alike(known, node, [move])
    assert told(walk.walked.breaches[before:]) == []


def test_messages_that_count_as_one_come_to_the_same(walk: Merging) -> None:
    chance, before, several = Random(1), len(walk.walked.breaches), 0
    nodes = [node for nodes in walk.seen.values() for node in nodes if walk.stays(node)]
    with logs.silent():
        for node in chance.sample(nodes, STATES):
            for group in walk.reader.groups(node.trackers):
                edges = walk.answered(node, group.moves, node.settings[:1], group.commands)
                for move in chance.sample(group.moves[1:], min(OTHERS, len(group.moves) - 1)):
                    several += 1
                    walk.alike(node, [move, move], edges)
    assert told(walk.walked.breaches[before:]) == []
    assert several > STATES


def test_a_value_that_is_clicked_is_walked_apart_from_one_that_is_told_and_acknowledged(walk: Merging) -> None:
    if not walk.world.article.conditioned:
        pytest.skip("nothing is asked")
    known = next(node for nodes in walk.seen.values() for node in nodes if node.trackers["en"].slots["question"])
    groups = walk.reader.groups(known.trackers)
    kinds = [{bool(move.said["en"].values) for move in group.moves} for group in groups]
    assert {True} in kinds
    assert {False} in kinds

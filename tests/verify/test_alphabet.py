"""Nothing comes out of a message that the walk does not walk: random readings and all examples, in states that can be reached."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.understanding.acts import ALPHABET, VALUED, Act
from bot.understanding.reading import Reading
from bot.verify.alphabet import NOTED, SPEAKING, parts
from bot.verify.reading import Reader
from bot.verify.walk import Node
from bot.verify.world import World
from knowledge.kinds import KINDS
from knowledge.schema import Reason
from knowledge.topics import GROUPS, TOPICS
from tests.verify.bounded import Bounded, plain

EXAMPLES = Path(__file__).parents[2] / "bot" / "understanding" / "examples"
MOST = 1_500
FACTS = [f"{kind.name}:{value}" for kind in KINDS.values() for value in (kind.values or ("12", ">25"))]
VALUES: dict[str, list[str]] = {
    "product": ["sample", "?Nowhere Mail", "all"],
    "moves_to": ["Elsewhere"],
    "fact": FACTS,
    "not_fact": FACTS,
    "other_is": FACTS,
    "reason": [str(kind) for kind in Reason],
    "language": ["en", "it"],
    "ask": [*TOPICS, *GROUPS],
    "choice": ["1", "99"],
    **{key: ["1", "2", "3", "9"] for key in ("done", "at", "stuck")},
    "date": ["", "2026-02-01", "2025-12-24"],
}


class Places:
    """The states that a walk of the small article reached, each with all that its moves come to."""

    def __init__(self, world: World) -> None:
        walk = Bounded(world, plain(world), MOST)
        walk.walk()
        self.reader = Reader(world, world.speaker.moves())
        self.nodes = [node for nodes in walk.seen.values() for node in nodes if walk.stays(node)]
        Random(1).shuffle(self.nodes)
        self.known: dict[int, set[str]] = {}

    def moves(self, number: int, reading: Reading) -> tuple[str, set[str]]:
        """What moves the dialogue when this is read there, and everything that may."""
        node = self.nodes[number % len(self.nodes)]
        commands = self.reader.world.policy.commands(node.trackers["en"], reading)
        found = parts(commands, self.collecting(node))
        assert {command.name for command in found.noted} <= NOTED
        assert {command.flow for command in found.told if hasattr(command, "flow")} <= SPEAKING
        if number % len(self.nodes) not in self.known:
            every = self.reader.every(node.trackers)
            self.known[number % len(self.nodes)] = {self.plain(node, parts(said, self.collecting(node)).moves) for _, _, said in every}
        return self.plain(node, found.moves), self.known[number % len(self.nodes)]

    def collecting(self, node: Node) -> str | None:
        """The slot that is asked for there."""
        return node.trackers["en"].collecting(self.reader.world.policy.flows)

    def plain(self, node: Node, commands: list[Any]) -> str:
        """Commands by what hangs on them."""
        return repr([self.reader.plain(command, node.trackers["en"]) for command in commands])


@pytest.fixture(scope="module")
def places(small: World) -> Places:
    return Places(small)


@st.composite
def acts(draw: st.DrawFn) -> Act:
    """An act of the alphabet, as surely and as often agreed on as may be."""
    name = draw(st.sampled_from(sorted(ALPHABET)))
    value = draw(st.sampled_from(VALUES.get(name, [""]))) if name in VALUED or draw(st.booleans()) else ""
    return Act(name, value, draw(st.floats(0.3, 1.0)), draw(st.booleans()))


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Whatever a message may be read as."""
    found = draw(st.lists(acts(), max_size=4))
    clicked = draw(st.booleans()) and len(found) == 1
    values = draw(st.sampled_from([{}, {}, {"plan": "solo"}, {"plan": "team"}, {"plan": "none such"}]))
    considered = tuple(draw(st.lists(acts(), max_size=2)))
    said = Reading("said", "en", tuple(found), considered, values, from_button=clicked, exact=clicked or draw(st.booleans()))
    return replace(said, empty=not (found or considered) and draw(st.booleans()), foreign=draw(st.booleans()))


@given(reading=readings(), number=st.integers(0, 10_000))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_whatever_is_read_comes_to_something_that_is_walked(places: Places, reading: Reading, number: int) -> None:
    moves, known = places.moves(number, reading)
    assert moves in known


def test_every_list_of_acts_among_the_examples_comes_to_something_that_is_walked(places: Places) -> None:
    for number, written in enumerate(sorted(examples())):
        said = tuple(_act(each) for each in written.split("+"))
        moves, known = places.moves(number, Reading("said", "en", said))
        assert moves in known, (written, moves)


def examples() -> set[str]:
    """The lists of acts that examples are labelled with."""
    files = [YAML(typ="safe", pure=False).load(path.read_text(encoding="utf-8")) for path in sorted(EXAMPLES.glob("*/*.yml"))]
    return {entry["intent"] for data in files for entry in data["nlu"] if "intent" in entry}


def _act(written: str) -> Act:
    name, _, value = written.partition("=")
    plain = {"done_n": "done", "at_n": "at", "stuck_n": "stuck", "product_unknown": "product"}.get(name, name)
    given = value or {"product": "?Nowhere Mail", "moves_to": "Elsewhere", "at": "2"}.get(plain, "")
    return Act(plain, given, 0.9, agreed=True)

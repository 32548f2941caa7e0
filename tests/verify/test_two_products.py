"""One message may end one product's case and begin the next one's: each is held against its own article."""

from __future__ import annotations

import pytest

from bot.settings import Settings
from bot.verify.check import Task, world_of
from bot.verify.edge import Edge
from bot.verify.moves import Move, say
from bot.verify.norms import NORMS
from bot.verify.world import World
from tests.verify.said import Along

FIRST, SECOND = "activecampaign", "infusionsoft"
PROVIDER, EVERYTHING = say("not_fact=seller:direct"), say("cancel", "product=all")


@pytest.fixture(scope="module", params=[FIRST, SECOND])
def world(request: pytest.FixtureRequest) -> World:
    """The shipped articles, walked for one of the two."""
    return world_of(Settings(_env_file=None), Task(request.param, lobby=True))


def found(edge: Edge) -> list[str]:
    return [f"{norm.id}: {each.message}" for norm in NORMS if norm.edge for each in norm.edge(edge)]


def test_a_person_for_the_first_product_is_no_breach_of_the_second(world: World) -> None:
    edge = Along(world).say(PROVIDER, EVERYTHING)
    assert edge.handed_off
    assert edge.after.slots["product"] == SECOND
    assert found(edge) == []


def test_each_product_has_its_own_part_of_the_message(world: World) -> None:
    own = Along(world).say(PROVIDER, EVERYTHING).own
    assert own
    assert own.handed_off == (world.product == FIRST)
    assert ("utter_contact_path" in own.responses) == (world.product == FIRST)
    assert own.after.slots["product"] == world.product


def test_the_second_products_wish_counts_from_that_message_and_no_person_was_promised_for_it(world: World) -> None:
    along = Along(world)
    along.say(PROVIDER, EVERYTHING)
    if world.product == SECOND:
        assert along.memory.replies == 1
        assert not along.memory.promised


@pytest.mark.parametrize(
    "moves",
    [
        (say("steps_now", f"product={SECOND}"), say("cancel", f"product={FIRST}"), say("cancel", "product=?Nowhere Mail")),
        (say("cancel", f"product={SECOND}"), say("cancel", f"product={FIRST}")),
    ],
)
def test_what_is_done_for_a_product_that_nobody_knows_or_for_another_is_no_breach(world: World, moves: tuple[Move, ...]) -> None:
    assert found(Along(world).say(*moves)) == []


def test_what_is_left_out_for_the_first_product_is_a_breach_of_the_first_alone(world: World) -> None:
    edge = Along(world).say(PROVIDER, EVERYTHING)
    silent = [e for e in edge.events if not (e["event"] == "bot" and e["metadata"]["response"] == "utter_contact_path")]
    outcome = edge.conversations.outcome(edge.said, edge.commands, silent, edge.after)
    spoiled = Edge(
        edge.world,
        edge.language,
        edge.before,
        edge.memory,
        edge.group,
        edge.commands,
        edge.decided._replace(events=silent, outcome=outcome),
        edge.settings,
    )
    assert [each.partition(":")[0] for each in found(spoiled)] == (["N12"] if world.product == FIRST else [])

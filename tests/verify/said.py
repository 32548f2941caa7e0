"""A conversation that is walked along by hand, one message after the other."""

from __future__ import annotations

from bot.understanding.pipeline import Entity
from bot.verify.edge import Edge
from bot.verify.memory import Memory
from bot.verify.moves import Move, changed, say
from bot.verify.world import World
from tests.verify.bounded import Bounded

CANCEL = say("cancel", [Entity("product", "sample")], about="Sample")
REFUND = say("refund", [Entity("product", "sample")], about="Sample")
SOLO = say("inform", [Entity("attribute", "solo", "plan", None, 0, 4)], about="Solo")
KEEP = changed(say("keep"), from_button=True)
TEAM = say("inform", [Entity("attribute", "team", "plan", None, 0, 4)], about="Team")


class Along:
    """Where a walk along these messages stands."""

    def __init__(self, world: World) -> None:
        self.walk = Bounded(world, [], most=10_000)
        self.node = self.walk.first()

    @property
    def memory(self) -> Memory:
        """What is remembered of the way."""
        return self.node.memory

    def say(self, *moves: Move) -> Edge:
        """Say these; the last transition, in English."""
        for move in moves:
            edges = self.walk.answered(self.node, [move], self.node.settings[:1])
            self.node = self.walk.following(self.node, edges)
        return edges["en"]

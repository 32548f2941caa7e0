"""A conversation that is walked along by hand, one message after the other."""

from __future__ import annotations

from bot.verify.edge import Edge
from bot.verify.memory import Memory
from bot.verify.moves import Move, changed, say
from bot.verify.world import World
from tests.verify.bounded import Bounded

CANCEL = say("cancel", "product=sample")
REFUND = say("ask=refund", "product=sample")
KEEP = changed(say("keep"), from_button=True)
NOTHING = say()
SOLO = changed(NOTHING, values={"plan": "solo"})
ALL_AT_ONCE = changed(CANCEL, values={"plan": "solo"})
TEAM = changed(NOTHING, values={"plan": "team"})


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

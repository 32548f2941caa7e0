"""From the wish to cancel, the steps or a person come with the third reply at the latest, whatever is answered."""

from collections.abc import Iterator

from bot.verify.edge import Edge
from bot.verify.norms.norm import Found, Norm

MOST = 3


def edge(edge: Edge) -> Iterator[Found]:
    """The count of replies since the wish; a farewell is not counted."""
    if edge.past.replies >= MOST:
        yield Found(f"{MOST} replies after the wish, neither the steps nor a person have come")


NORM = Norm("N2", "bounded path", "replies from every wish to the steps or a person", edge)

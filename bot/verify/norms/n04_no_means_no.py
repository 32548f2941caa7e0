"""After a no, a «cancel now», steps, a person, an offer taken or a subscription kept: no offer in this case, nor in the cool-down."""

from collections.abc import Iterator

from bot.verify.edge import OFFERS, Edge
from bot.verify.memory import still_refused
from bot.verify.norms.norm import Found, Norm


def edge(edge: Edge) -> Iterator[Found]:
    """Every offer, and every question whether one may be made. What the customer asks about is answered all the same."""
    made = not OFFERS.isdisjoint(edge.responses)
    same = edge.after.slots["product"] == edge.world.product and not edge.product_changed
    if made and same and still_refused(edge.memory.refused, edge):
        yield Found("an offer after it was refused")
    if made and edge.refuses:
        yield Found("an offer in the reply to a refusal")


NORM = Norm("N4", "no means no", "every offer, against all that was refused before", edge)

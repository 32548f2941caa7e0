"""At most one offer in a case; the strict profile asks permission first, once; the profile without offers makes none."""

from collections.abc import Iterator

from bot.verify.edge import Edge
from bot.verify.norms.norm import Found, Norm


def edge(edge: Edge) -> Iterator[Found]:
    """The count of offers and of questions for permission."""
    past = edge.past
    if past.offers > 1:
        yield Found("a second offer in one case")
    if past.permissions > 1:
        yield Found("permission asked twice")
    if edge.offers and "strict" in edge.settings and edge.after.slots["permission"] != "given":
        yield Found("an offer without permission")
    if edge.offers and "none" in edge.settings:
        yield Found("an offer although the settings want none")


NORM = Norm("N5", "one offer", "offers and questions for permission, counted in every case", edge)

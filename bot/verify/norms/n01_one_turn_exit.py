"""«Cancel now», said while a case is open, gets the steps or a person in that same reply."""

from collections.abc import Iterator

from bot.verify.edge import Edge
from bot.verify.norms.norm import Found, Norm


def edge(edge: Edge) -> Iterator[Found]:
    """Every «cancel now» or «all the steps» in an open case."""
    known = edge.before.slots["product"] or edge.memory.replies  # which product it is may be asked once
    if edge.means("steps_now", "all_steps") and edge.was_open and known and not (edge.gives_steps or edge.handed_off):
        yield Found("«cancel now» got neither the steps nor a person")


NORM = Norm("N1", "one-turn exit", "every «cancel now» in an open case", edge)

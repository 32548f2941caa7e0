"""A case that a person was promised for stays with the desk until a person closes it, or the customer, asked, takes it back."""

from collections.abc import Iterator

from bot.verify.edge import Edge
from bot.verify.norms.norm import Found, Norm

TAKES_BACK = ("keep", "start_over", "no_human")
"""What a customer is asked about once, and what the buttons of that question say."""


def edge(edge: Edge) -> Iterator[Found]:
    """Every message to a case that a person was promised for."""
    if not edge.memory.promised or edge.new_case:
        return
    if edge.after.slots["status"] == "handed_off" and edge.after.slots["handoff"]:
        return
    clicked = all(said.from_button for said in edge.group) and edge.means(*TAKES_BACK)
    answered = edge.memory.confirmed and edge.means("yes", *TAKES_BACK)
    if not (clicked or answered):
        yield Found(f"a person was promised, and the case left the desk as {edge.after.slots['status']}; nobody asked the customer")


NORM = Norm("N19", "a promise is kept", "every message to a case that a person was promised for", edge)

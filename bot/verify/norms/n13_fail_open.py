"""When an offer, the database, a translation or the desk fails, the steps or the receipt still go out."""

from collections.abc import Iterator

from bot.verify.edge import Edge
from bot.verify.faults import faulted
from bot.verify.norms.norm import Found, Norm


def edge(edge: Edge) -> Iterator[Found]:
    """Every transition that a part which may fail takes part in, with that part failing, and «cancel now» after it."""
    for fault, failed in faulted(edge):
        if not failed.replies or not all(reply.text for reply in failed.replies):
            yield Found(f"{fault} fails: the customer reads nothing")
        elif not (failed.gives_steps or failed.handed_off or failed.receipts or _same_step(edge, failed)):
            yield Found(f"{fault} fails: neither the steps nor the receipt go out")


def _same_step(edge: Edge, failed: Edge) -> bool:
    """Whether the step in front of the customer stays, and nothing that they read is lost."""
    stays = failed.after.collecting(edge.conversations.engine.flows) == "walk" and failed.after.slots["step"] == edge.before.slots["step"]
    return stays and failed.replies[: len(edge.replies)] == edge.replies


CHECKED = "every reply with a way out, with the offer, the database, a translation or the desk failing"
NORM = Norm("N13", "fail open", CHECKED, edge, worded=True)

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
        elif not (failed.gives_steps or failed.handed_off or failed.receipts):
            yield Found(f"{fault} fails: neither the steps nor the receipt go out")


CHECKED = "every reply with a way out, with the offer, the database, a translation or the desk failing"
NORM = Norm("N13", "fail open", CHECKED, edge, worded=True)

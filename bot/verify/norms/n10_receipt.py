"""Every case that ends has a receipt in that reply, complete, and the same bytes each time it is printed."""

import json
from collections.abc import Iterator
from typing import Any

from bot.verify.edge import Edge
from bot.verify.norms.norm import Found, Norm

ENDS = frozenset({"steps_given", "nothing_to_do", "offer_accepted", "handed_off", "kept", "abandoned"})
NEEDED = ("case", "utc", "local", "words", "outcome")
_PRINTED: dict[tuple[str, ...], bool] = {}
OF_A_PRODUCT = ("product", "name", "revision")


def edge(edge: Edge) -> Iterator[Found]:
    """Every change of a case to an end."""
    status = edge.after.slots["status"]
    anew = edge.handed_off and not edge.memory.promised
    ended = status in ENDS and (edge.before.slots["status"] != status or anew)
    outcomes = [receipt["outcome"] for receipt in edge.receipts]
    if ended and status not in outcomes and not edge.new_case:
        yield Found(f"the case ended as {status} without a receipt")
    if edge.was_open and edge.new_case and not (outcomes or edge.before.slots["receipt"]):
        yield Found("an open case was left for a new one without a receipt")
    for document in edge.receipts:
        yield from _complete(edge, document)


def _complete(edge: Edge, document: dict[str, Any]) -> Iterator[Found]:
    needed = [*NEEDED, *(OF_A_PRODUCT if document["product"] else ())]
    if missing := [name for name in needed if not document[name]]:
        yield Found(f"the receipt lacks {', '.join(missing)}")
    if document["outcome"] in ("steps_given", "nothing_to_do") and not (document["given"] and document["effective"]):
        yield Found("the receipt does not say what was given, and when it takes effect")
    cases = [tracker.slots["case"] for tracker in (edge.before, edge.after) if tracker.slots["case"]]
    if document["words"] not in [edge.said.text, *(case["words"] for case in cases)]:
        yield Found("the receipt does not hold the customer's own words")
    if not _same_bytes(edge, document):
        yield Found("the receipt reads differently when printed again")
    if document["case"] not in "\n".join(reply.text for reply in edge.replies):
        yield Found("the customer is not told the case's name")


def _same_bytes(edge: Edge, document: dict[str, Any]) -> bool:
    """Whether a receipt that was kept and read back prints the same: looked at once of all that have the same lines."""
    lines = (edge.language, document["outcome"], *(name for name, value in document.items() if value))
    if lines not in _PRINTED:
        responses, kept = edge.conversations.responses[edge.language], json.dumps(document)
        _PRINTED[lines] = responses.receipt(json.loads(kept)) == responses.receipt(json.loads(kept))
    return _PRINTED[lines]


NORM = Norm("N10", "receipt", "every end of a case", edge, worded=True)

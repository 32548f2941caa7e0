"""Loose words alone end no case and take no offer: it needs a click, an exact phrase, or the answer to one question with two buttons."""

from collections.abc import Iterator

from bot.understanding.reading import Reading
from bot.verify.edge import Edge
from bot.verify.memory import CONFIRMS
from bot.verify.norms.norm import Found, Norm
from bot.verify.places import response

ENDS = {"kept": "keep", "abandoned": "start_over", "offer_accepted": "accept", "steps_given": "done"}
"""How a case ends by what the customer says."""
EXACT = frozenset({"accept", "done"})
"""What an exact phrase is enough for, or a second reading of the words."""
TWO = 2


def edge(edge: Edge) -> Iterator[Found]:
    """Every end of an open case, and every question whether it is to end."""
    for receipt in edge.receipts if not edge.memory.confirmed else ():
        what = ENDS.get(receipt["outcome"])
        if what and not all(said.from_button or (what in EXACT and _twice(said)) for said in edge.group):
            yield Found(f"loose words ended the case as {receipt['outcome']}")
    for reply in edge.replies:
        if reply.response in CONFIRMS and len(reply.buttons) != TWO:
            yield Found("it is not asked with two buttons", response(reply.response, edge.language))
    if edge.memory.confirmed and not CONFIRMS.isdisjoint(edge.responses) and _the_same(edge):
        yield Found("the same is asked twice in a row")


def _twice(said: Reading) -> bool:
    """Whether a phrase that means nothing else says it, or two readings agree."""
    return said.exact or any(act.agreed for act in said.acts)


def _the_same(edge: Edge) -> bool:
    """Whether what is asked was asked in the last reply already."""
    return bool(edge.before.slots["confirming"] == edge.after.slots["confirming"])


NORM = Norm("N17", "a click or two readings", "every end of a case, and every question whether it is to end", edge)

"""Every message that carries an offer carries the way to the steps, before the way to take it."""

from collections.abc import Iterator

from bot.dialogue.replies import Reply
from bot.verify.edge import OFFERS, Edge
from bot.verify.norms.norm import Found, Norm
from bot.verify.places import response

TO_THE_STEPS = frozenset({"/deny", "/cancel_now"})
TAKES = frozenset({"/take_offer", "/affirm"})


def edge(edge: Edge) -> Iterator[Found]:
    """Every reply with an offer, also one that answers a question."""
    for reply in edge.replies:
        if _carries_offer(reply) and not _free(reply):
            yield Found("an offer without the way to the steps before it", response(reply.response, edge.language))


def _carries_offer(reply: Reply) -> bool:
    return reply.response in OFFERS or bool({"offer", "asked_offer"} & reply.custom.keys())


def _free(reply: Reply) -> bool:
    """Whether the first button leads to the steps."""
    payloads = [button.payload for button in reply.buttons]
    return bool(payloads) and payloads[0] in TO_THE_STEPS


NORM = Norm("N3", "cancel beside offer", "every message with an offer", edge)

"""The dialogue has the same states, replies, buttons and facts in each language; a translated fact is marked as one."""

from collections.abc import Iterator
from typing import Any

from bot.dialogue.tracker import Event
from bot.verify import state
from bot.verify.edge import Edge
from bot.verify.norms.norm import Found, Norm


def both(edges: dict[str, Edge]) -> Iterator[Found]:
    """Node by node, edge by edge. What other norms look at, beside words, is among it: they need not look in each language."""
    first, *others = edges.values()
    for other in others:
        for name, look in LOOKS.items():
            one, another = look(first), look(other)
            if one != another:
                yield Found(f"{name} differ: {str(one)[:200]} ≠ {str(another)[:200]}")


def edge(edge: Edge) -> Iterator[Found]:
    """A reply with facts from a document in another language says so, once."""
    foreign = [reply for reply in edge.replies if any(fact["language"] != edge.language for fact in reply.custom.get("facts", []))]
    marked = [reply for reply in edge.replies if reply.custom.get("translated")]
    if foreign and not marked:
        yield Found("translated facts without a word about it")


WORDED = state.TOLD - {"cases", "offers_closed", "offer", "offer_answer", "permission", "asked", "stuck"}
"""Slots that may hold words: of them it is looked at whether they were filled, and what the key of a state makes of them."""


def _happened(edge: Edge) -> list[Any]:
    """What was set, run, begun and ended, without words."""
    return [_plain(event) for event in edge.events if event["event"] not in ("user", "bot")]


def _plain(event: Event) -> Any:
    if event["event"] != "slot":
        return event["event"], event.get("name"), event.get("flow_id")
    name, value = event["name"], event["value"]
    return name, bool(value) if name in WORDED else value


LOOKS: dict[str, Any] = {
    "states": lambda edge: edge.key,
    "events": _happened,
    "replies": lambda edge: edge.responses,
    "buttons": lambda edge: [[button.payload for button in reply.buttons] for reply in edge.replies],
    "facts": lambda edge: [sorted([fact["quote"] for fact in reply.custom.get("facts", ())]) for reply in edge.replies],
    "offers": lambda edge: [reply.custom.get("offer") for reply in edge.replies],
    "recorded": lambda edge: [(receipt["outcome"], receipt["path"]) for receipt in edge.receipts],
}


NORM = Norm("N15", "same in every language", "both languages side by side, state by state", edge, both, worded=True)

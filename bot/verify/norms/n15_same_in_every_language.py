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
    """The first reply with facts from a document in another language says so; no other one of the conversation does."""
    facts = [fact for reply in edge.replies if not reply.custom.get("verbatim") for fact in reply.custom.get("facts", [])]
    foreign = {fact["language"] for fact in facts} - {edge.language}
    marked = {reply.custom["translated"] for reply in edge.replies if "translated" in reply.custom}
    noted = {*(edge.before.slots["translated"] or [])}
    if foreign - noted and not marked:
        yield Found("translated facts without a word about it")
    if marked & noted:
        yield Found("that facts are translated is said again")


WORDED = state.TOLD - {"cases", "offers_closed", "offer", "offer_answer", "permission", "asked", "stuck"}
"""Slots that may hold words: of them it is looked at whether they were filled, and what the key of a state makes of them."""


def _happened(edge: Edge) -> list[Any]:
    """What was set, run, begun and ended, without words."""
    return [_plain(event) for event in edge.events if event["event"] not in ("user", "bot") and event.get("name") != "translated"]


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

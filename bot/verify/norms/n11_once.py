"""Repeating a message changes nothing that is final, and what was cancelled is never saved without being asked for."""

from collections.abc import Iterator

from bot.verify.edge import Edge
from bot.verify.norms.norm import Found, Norm

SAVED = frozenset({"kept", "offer_accepted"})
ASKS_FOR_IT = ("keep", "accept", "pause", "yes")
FINAL = frozenset({"steps_given", "offer_accepted", "handed_off", "kept", "abandoned"})
ABOUT_THE_CASE = ("cancel", "steps_now", "all_steps", "reason", "fact", "not_fact", "product", "moves_to")
WISHES = (*ABOUT_THE_CASE, "human", "no_human", "threat", "start_over")
ENDINGS = {"keep": "kept", "human": "handed_off", "start_over": "abandoned", "accept": "offer_accepted"}
"""How each ends a case; said twice, they end nothing twice."""


def edge(edge: Edge) -> Iterator[Found]:
    """Every change of a case's state, and every ending said once more."""
    before, now = edge.before.slots["status"], edge.after.slots["status"]
    if before == "steps_given" and now in SAVED and not edge.means(*ASKS_FOR_IT):
        yield Found("a case that was cancelled is saved, and nobody asked for it")
    changed = before in FINAL and before != now and not edge.before.stack
    wished = edge.means(*WISHES, *ASKS_FOR_IT) or any(said.values for said in edge.group)
    if changed and not wished:
        yield Found(f"a case that had ended as {before} became {now} without a new wish")
    ended = [(receipt["case"], receipt["outcome"]) for receipt in edge.receipts]
    if len(set(ended)) != len(ended):
        yield Found("one message ended a case twice")
    endings = [act for act, outcome in ENDINGS.items() if outcome in {how for _, how in ended}]
    if edge.means(*endings):
        yield from _again(edge, endings)


def _again(edge: Edge, endings: list[str]) -> Iterator[Found]:
    """The same message once more: of those that count as one, the one that ends a case."""
    said = next(said for said in edge.group if said.says(*endings))
    again = edge.world.again(edge, said)
    if _final(again) != _final(edge):
        yield Found(f"said twice, the case becomes {again.after.slots['status']} instead of {edge.after.slots['status']}")


def _final(edge: Edge) -> tuple[object, ...]:
    slots = edge.after.slots
    return slots["status"], slots["cases"], slots["product"], slots["offer_answer"]


NORM = Norm("N11", "once", "every change after an end, and every ending said twice", edge)

"""What follows from cancelling is said before the step that brings it about, and before somebody is reached who does it."""

from collections.abc import Iterator

from bot.verify.edge import STEPS, Edge
from bot.verify.norms.norm import Found, Norm
from bot.verify.places import article
from knowledge.conditions import holds
from knowledge.schema import Lifecycle, When

TELLS_TO_ACT = STEPS | {"utter_contact_path"}


def edge(edge: Edge) -> Iterator[Found]:
    """Everything said so far in the case, and in this reply up to the step."""
    own = edge.own
    if own is None:
        return
    told = set() if own.new_case or own.product_changed else set(own.memory.told)
    for said in own.says:
        if said["response"] in STEPS:
            yield from _missing(own, told)
        told |= {fact["quote"] for fact in (said.get("custom") or {}).get("facts", [])}
    if "utter_contact_path" in own.responses:
        yield from _missing(own, told)


def _missing(edge: Edge, told: set[str]) -> Iterator[Found]:
    for consequence in edge.world.article.consequences:
        due = consequence.say is When.before and consequence.status is Lifecycle.reviewed
        if due and holds(consequence.when, edge.known) is not False and consequence.quote not in told:
            where = article(edge.world.home, edge.world.product, consequence.text(edge.language))
            yield Found(f"not said before the step: “{consequence.text(edge.language)}”", where)


NORM = Norm("N9", "consequences first", "every step and contact, against what was said before it", edge)

"""Premium, annual, resold, without the role, or by request: recorded, with the article's contact and deadline in that reply, no offer."""

from collections.abc import Iterator

from bot.verify.edge import OFFERS, Edge
from bot.verify.norms.norm import Found, Norm
from knowledge.conditions import holds, possible_paths
from knowledge.schema import Deadline, Lifecycle, PathKind


def edge(edge: Edge) -> Iterator[Found]:
    """Every case that is a person's, by its article or by request."""
    by_request = edge.means("human", "threat")
    if by_request and not edge.handed_off:
        yield Found("asked for a person, and nothing was recorded")
    if edge.handed_off and not OFFERS.isdisjoint(edge.responses):
        yield Found("an offer beside the handoff")
    if edge.own:
        yield from _of_its_case(edge.own)


def _of_its_case(edge: Edge) -> Iterator[Found]:
    if edge.gives_steps and _kinds(edge) == {PathKind.contact}:
        yield Found("steps for an account that is a person's case")
    decided = edge.runs("action_decide") and edge.after.slots["path_kind"] == "contact"
    if decided and not edge.handed_off:
        yield Found("the path leads to a person, and nobody was told")
    if edge.handed_off and not edge.told_before:
        yield from _contact(edge)


def _kinds(edge: Edge) -> set[PathKind]:
    """What the paths are that this account may take."""
    return {edge.world.article.paths[path].kind for path in possible_paths(edge.world.article, edge.known)}


def _contact(edge: Edge) -> Iterator[Found]:
    """The article's own way and its deadlines stand in the reply."""
    article = edge.world.article
    path = article.paths.get(edge.after.slots["path"] or "")
    text = "\n".join(reply.text for reply in edge.replies)
    if path and path.contact:
        if article.contacts[path.contact].line(edge.language) not in text:
            yield Found("the article's own contact is not named")
        elif path.because and path.because.quote not in edge.told:
            yield Found("the article's own way is not told")
    for deadline in article.deadlines:
        if deadline.before and _due(edge, deadline) and deadline.quote not in edge.told:
            yield Found(f"the deadline is not told: “{deadline.text(edge.language)}”")


def _due(edge: Edge, deadline: Deadline) -> bool:
    return deadline.status is Lifecycle.reviewed and holds(deadline.when, edge.known) is not False


NORM = Norm("N12", "handoff is no gate", "every case that is a person's", edge, worded=True)

"""The reason can be skipped from the first moment; no answer is too short; skipping it changes no way out."""

from collections.abc import Iterator

from bot.verify.edge import Edge
from bot.verify.norms.norm import Found, Norm
from bot.verify.places import response

SKIPS = "/cancel_now"


def edge(edge: Edge) -> Iterator[Found]:
    """Every question for a reason, and every answer to it."""
    for reply in edge.replies:
        if reply.response == "utter_ask_reason" and SKIPS not in [button.payload for button in reply.buttons[:1]]:
            yield Found("the question for a reason does not begin with the way past it", response(reply.response, edge.language))
    if edge.past.reasons > 1:
        yield Found("the reason is asked twice: an answer was not taken")
    asked = edge.before.stack and edge.before.stack[-1]["step"] == "reason"
    if asked and edge.means("skip", "no", "dont_know") and not edge.gives_steps and not edge.product_changed:
        yield Found("skipping the reason does not lead to the steps")
    same_case = asked and edge.before.slots["attributes"] == edge.after.slots["attributes"] and not edge.case_ended
    if same_case and not edge.product_changed and edge.after.slots["path"] not in (edge.before.slots["path"], None):
        yield Found("the answer about the reason changed the way out")


NORM = Norm("N6", "reason is a gift", "every question for a reason and every answer to it", edge)

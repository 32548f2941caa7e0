"""Nothing says that something is cancelled; what is said to be recorded is recorded, and whose the next step is, is said."""

from collections.abc import Iterator

from bot.verify.claims import claimed
from bot.verify.edge import Edge
from bot.verify.norms.norm import Found, Norm, Text
from bot.verify.places import response


def text(text: Text) -> Iterator[Found]:
    """Our own words; what the document says of its product is a fact."""
    if text.ours and (words := claimed("cancelled", text.text, text.language)):
        yield Found(f"«{words}» says that something is cancelled: “{text.text}”", text.where)


def edge(edge: Edge) -> Iterator[Found]:
    """What each reply says about the state, against the state."""
    for said in edge.says:
        if untrue := _untrue(edge, said["response"]):
            yield Found(untrue, response(said["response"], edge.language))


def _untrue(edge: Edge, said: str) -> str | None:
    """What is untrue about a reply."""
    if said.startswith("utter_status_") and said != f"utter_status_{edge.before.slots['status'] or 'none'}" and edge.runs("action_status"):
        return f"{said}, while the case is {edge.before.slots['status']}"
    if said.startswith("utter_handoff_") and not edge.handed_off:
        return "says that a person has it, and nothing was recorded"
    if said == "utter_receipt_short" and not edge.receipts:
        return "says that there is a receipt, and there is none"
    if said == "utter_steps_done" and "steps_given" not in [receipt["outcome"] for receipt in edge.receipts]:
        return "says that the steps are recorded as done, and they are not"
    if said == "utter_kept" and edge.was_open and "kept" not in edge.sets("status"):
        return "says that the case is closed, and it is not"
    if said == "utter_not_saved":
        return "says that nothing was saved"
    return None


NORM = Norm("N14", "the truth about state", "every text of ours, and every reply about the state", edge, text=text)

"""What nobody said of an account is in no brief and no receipt, hands nobody to a person, and leaves every other way told."""

from collections.abc import Iterator
from typing import Any

from actions.account import in_article, values_of
from bot.verify.edge import Edge
from bot.verify.norms.norm import Found, Norm
from knowledge.conditions import possible_paths, stated
from knowledge.kinds import HOUSE_RULES
from knowledge.schema import Path, PathKind


def edge(edge: Edge) -> Iterator[Found]:
    """Every value that an account got, every brief and receipt, every way that is shown, every handoff by a rule."""
    if edge.own:
        yield from _of_its_case(edge.own)


def _of_its_case(edge: Edge) -> Iterator[Found]:
    yield from _taken_as_said(edge)
    for document in [*filter(None, edge.sets("handoff")), *edge.receipts]:
        yield from _written_down(edge, document)
    yield from _by_our_rule(edge)
    path = edge.world.article.paths.get(edge.after.slots["path"] or "")
    by_rule = edge.handed_off and path is not None and path.kind is PathKind.contact
    if (by_rule and not edge.told_before) or _shown_first(edge) or "utter_nothing_to_do" in edge.responses:
        yield from _other_ways(edge)
    if by_rule and path and not edge.means("human", "threat"):
        yield from _without_ground(edge, path)


def _taken_as_said(edge: Edge) -> Iterator[Found]:
    before, now = (stated(tracker.slots["attributes"] or {}) for tracker in (edge.before, edge.after))
    for name, value in now.items():
        if before.get(name) != value and not (_names(edge, name, value) or _answers(edge, name, value)):
            yield Found(f"{name}: {value} counts as said, and nobody said it")
    for name, entry in (edge.after.slots["attributes"] or {}).items():
        if entry["origin"] != "said":
            yield Found(f"{name}: {entry['value']} is kept of the account, and nobody said it")


def _names(edge: Edge, name: str, value: str) -> bool:
    """Whether this message, or one before that is read again, names the value."""
    if edge.said.values.get(name) == value:
        return True
    accounts = [edge.before.slots["account"], edge.after.slots["account"], *edge.sets("account")]  # a case that ends forgets it
    told = [item for account in accounts if account for item in account.items()]
    return any(in_article(edge.world.article, kind, entry)[0].get(name) == value for kind, entry in told)


def _answers(edge: Edge, name: str, value: str) -> bool:
    """Whether it is the only value that a yes, a no or a «none of these» leaves."""
    question, attribute = edge.before.slots["question"] or [], edge.world.article.attributes[name]
    answers = {answer for answer in edge.sets("answer") if answer}
    if name not in question or not answers <= {"yes", "no", "none"}:
        return False
    asked_for = [attribute.yes] if len(question) == 1 and attribute.yes and "none" not in answers else attribute.special
    if "yes" in answers:
        return len(question) == 1 and value == attribute.yes
    return [other for other in attribute.values if other not in asked_for] == [value]


def _written_down(edge: Edge, document: dict[str, Any]) -> Iterator[Found]:
    """A brief and a receipt hold what was said before or now."""
    said = [stated(tracker.slots["attributes"] or {}) for tracker in (edge.before, edge.after)]
    for name, entry in document["attributes"].items():
        if entry["origin"] != "said" or entry["value"] not in [each.get(name) for each in said]:
            yield Found(f"{name}: {entry['value']} is written down of the account, and nobody said it")


def _by_our_rule(edge: Edge) -> Iterator[Found]:
    """A rule of ours takes a case to a person because of something that was said, and says whose rule it is."""
    for brief in filter(None, edge.sets("handoff")):
        said = [values_of(tracker.slots["account"] or {}) for tracker in (edge.before, edge.after)]
        rules = [rule for rule in HOUSE_RULES if any(account.get(rule.kind) == rule.value for account in said)]
        if brief["house"] and brief["rule"] not in [rule.rule for rule in rules]:
            yield Found(f"a person has it by our rule for {brief['rule']}, and nobody said so")
        if brief["house"] and not any(name.startswith("utter_house_") for name in edge.responses):
            yield Found("a person has it by a rule of ours, and it is not said to be ours")


def _shown_first(edge: Edge) -> bool:
    """Whether steps are begun; those that go on were begun with all this."""
    goes_on = edge.before.slots["step"] and edge.before.slots["path"] == edge.after.slots["path"]
    return edge.runs("action_begin_steps") and edge.gives_steps and not goes_on


def _other_ways(edge: Edge) -> Iterator[Found]:
    """Every rule that may still be theirs is told in that reply, with its contact and how to reach it."""
    text = "\n".join(reply.text for reply in edge.replies)
    for slug in possible_paths(edge.world.article, edge.known, edge.after.slots["ruled_out"]):
        path = edge.world.article.paths[slug]
        if slug == edge.after.slots["path"] or not path.because or not path.contact:
            continue
        if path.because.quote not in edge.told:
            yield Found(f"it may be «{slug}», and that way is not told")
        elif edge.world.article.contacts[path.contact].line(edge.language) not in text:
            yield Found(f"it may be «{slug}», and its contact is not named")


def _without_ground(edge: Edge, path: Path) -> Iterator[Found]:
    """A rule takes a case to a person because of something that was said, or because there is no other way out."""
    article, said = edge.world.article, edge.known
    possible = possible_paths(article, said, edge.after.slots["ruled_out"])
    if all(article.paths[slug].kind is PathKind.contact for slug in possible):
        return
    unsaid = {name: [wanted] if isinstance(wanted, str) else wanted for name, wanted in path.when.items() if name not in said}
    guessed = [name for name, wanted in unsaid.items() if set(wanted) <= set(article.attributes[name].special)]
    if guessed or len(unsaid) == len(path.when):
        yield Found(f"a person has it because of {', '.join(guessed or unsaid)}, and nobody said so")


CHECKED = "every value of an account, every brief and receipt, and every way that stays open"
NORM = Norm("N18", "nothing assumed", CHECKED, edge, worded=True)

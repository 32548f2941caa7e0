"""What stays open of an account: the other ways that can still apply, told beside the one that is shown (N18)."""

from __future__ import annotations

from collections.abc import Mapping

from actions.base import Button, View, Voice, deadlines
from actions.decide import choices
from knowledge.conditions import Way, ways
from knowledge.schema import Condition, Fact, Path, PathKind, When

CHOICE = "utter_ways_choice"
"""How the other ways are told where all of them are the customer's own to choose."""


def say_ways(view: View, voice: Voice, response: str, kinds: frozenset[PathKind] = frozenset(PathKind)) -> bool:
    """Each other way with what tells its accounts apart, its rule with the contact, and what follows there. False when none is open."""
    paths = view.article.paths
    others = [way for way in ways(view.article, view.known, view.ruled_out) if paths[way.path].kind in kinds or _chosen(view, way)]
    told: dict[str, list[str]] = {}
    facts: list[Fact] = []
    for way in others:
        path = paths[way.path]
        said = _facts(path)
        facts += said
        told.setdefault(label(view, way.values), []).append(_text(view, path, said))
    for fact in _of_others(view):
        facts.append(fact)
        told.setdefault(label(view, differs(view, fact.when)), []).append(fact.text(view.language))
    if told:
        response = CHOICE if response == "utter_ways" and others and all(_chosen(view, way) for way in others) else response
        lines = [f"{label}: {' '.join(texts)}" for label, texts in told.items()]
        texts = [fact.text(view.language) for fact in facts]
        stated = {"texts": texts} if texts else {}
        voice.say(response, facts, _buttons(view, others), name=view.article.name, ways=lines, **stated)
    return bool(told)


def _chosen(view: View, way: Way) -> bool:
    """Whether it is a way that the document leaves everybody the choice of."""
    return all(view.article.attributes[name].choice for name in way.values)


def _facts(path: Path) -> list[Fact]:
    """What the document says of a way in a sentence: the rule, or its only step."""
    return [path.because] if path.because else [*path.steps] if len(path.steps) == 1 else []


def _text(view: View, path: Path, facts: list[Fact]) -> str:
    """A way in a line; its title where it has several steps."""
    text = facts[0].text(view.language) if facts else path.title.text(view.language)
    return f"{text} ({view.article.contacts[path.contact].line(view.language)})" if path.contact else text


def _of_others(view: View) -> list[Fact]:
    """What has to be known beforehand on other ways only."""
    before = [consequence for consequence in view.article.consequences if consequence.say is When.before]
    every: list[Fact] = [*view.article.prerequisites, *before, *deadlines(view, before=True)]
    return [fact for fact in every if view.applies(fact) and not view.on_the_way(fact)]


def differs(view: View, condition: Condition) -> dict[str, str]:
    """What tells the accounts of a condition from the one that is shown."""
    wanted = {name: [value] if isinstance(value, str) else value for name, value in condition.items()}
    ordinary = {name: attribute.when_unknown for name, attribute in view.article.attributes.items()} | view.walked
    return {name: values[0] for name, values in wanted.items() if ordinary[name] not in values}


def label(view: View, values: Mapping[str, str]) -> str:
    """Values as they stand on their buttons."""
    labels = [view.article.attributes[name].values[value].label for name, value in values.items()]
    return ", ".join(f"“{label.text(view.language)}”" for label in labels)


def _buttons(view: View, others: list[Way]) -> list[Button]:
    """One for each value that makes the way another one."""
    values = dict.fromkeys(item for way in others for item in way.values.items())
    return [choice for name, value in values for choice in choices(view, name, [value])]

"""Topics and kinds read in both languages, and what they refer to exists."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bot.dialogue.replies import Responses
from knowledge.kinds import HOUSE_RULES, KINDS
from knowledge.schema import LANGUAGES, Rule, json_schema
from knowledge.topics import GROUPS, TOPICS
from tests.formats.code import ROOT


def problems() -> Iterator[str]:
    """One line each."""
    yield from _topics()
    yield from _kinds()
    kept = ROOT / "knowledge" / "article.schema.json"
    if not kept.exists() or json.loads(kept.read_text(encoding="utf-8")) != json_schema():
        yield f"{kept.name} is not the schema of the code: partwell knowledge schema > {kept.relative_to(ROOT)}"


def _topics() -> Iterator[str]:
    yield from (f"knowledge/topics.yml: {name} is both a topic and a group" for name in GROUPS.keys() & TOPICS.keys())
    for name, group in GROUPS.items():
        for topic in sorted({*group.topics, *group.open} - TOPICS.keys()):
            yield f"knowledge/topics.yml: the group {name} has no such topic {topic}"
        yield from (
            f"knowledge/topics.yml: the group {name} leaves {topic} open and tells it not" for topic in group.open - {*group.topics}
        )
    for name, topic in TOPICS.items():
        yield from (f"knowledge/topics.yml: {name} has no words in {la}" for la in LANGUAGES if not topic.what.get(la, "").strip())


def _kinds() -> Iterator[str]:
    for name, kind in KINDS.items():
        labels = {name: kind.label} | {f"{name}.{value}": label for value, label in kind.values.items()}
        yield from (
            f"knowledge/kinds.yml: {each} has no label in {la}" for each, label in labels.items() for la in LANGUAGES if not label.get(la)
        )
        denied = {other for others in kind.without.values() for other in others}
        yield from (f"knowledge/kinds.yml: {name} has no value {value}" for value in sorted(denied - kind.values.keys()))
    for rule in HOUSE_RULES:
        if rule.kind not in KINDS or rule.value not in KINDS[rule.kind]:
            yield f"knowledge/kinds.yml: a house rule for {rule.kind}: {rule.value}, which is no kind"
        if rule.rule not in set(Rule):
            yield f"knowledge/kinds.yml: the house rule {rule.rule} is no rule"
        if f"utter_house_{rule.rule}" not in Responses("en"):
            yield f"responses/en.yml, it.yml: utter_house_{rule.rule} is missing"

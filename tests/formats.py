"""Checks the form of the data files: `python -m tests.formats`, part of `make check`."""

from __future__ import annotations

import json
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from bot import bootstrap
from bot.data_files import DataError
from bot.dialogue.engine import LISTEN
from bot.dialogue.replies import Responses
from bot.understanding import corpus
from knowledge.kinds import HOUSE_RULES, KINDS
from knowledge.schema import LANGUAGES, Rule, json_schema
from knowledge.topics import GROUPS, TOPICS

ROOT = Path(__file__).parent.parent
FROM_BUTTONS = {"none_of_these", "take_offer"}
FEWEST_PHRASES = 25


def problems() -> Iterator[str]:
    """Everything that is wrong, one line each."""
    yield from _phrases()
    yield from _responses()
    yield from _domain()
    yield from _offered()
    yield from _topics()
    yield from _kinds()
    yield from _idle()
    kept = ROOT / "knowledge" / "article.schema.json"
    if not kept.exists() or json.loads(kept.read_text(encoding="utf-8")) != json_schema():
        yield f"{kept.name} is not the schema of the code: partwell knowledge schema > {kept.relative_to(ROOT)}"


def _phrases() -> Iterator[str]:
    intents = set(bootstrap.dialogue().engine.domain.intents) - FROM_BUTTONS
    seen: dict[tuple[str, str], str] = {}
    for language in LANGUAGES:
        files = {path.stem for path in (corpus.FOLDER / language).glob("*.yml")}
        yield from (f"phrases/{language}: no file for the intent {intent}" for intent in sorted(intents - files))
        yield from (f"phrases/{language}/{name}.yml: no such intent in the domain" for name in sorted(files - intents))
        for path in sorted((corpus.FOLDER / language).glob("*.yml")):
            phrases = list(corpus.from_file(path, language))
            if len(phrases) < FEWEST_PHRASES:
                yield f"phrases/{language}/{path.name}: {len(phrases)} phrases, at least {FEWEST_PHRASES} are needed"
            for phrase in phrases:
                if phrase.intent != path.stem:
                    yield f"phrases/{language}/{path.name}: the intent {phrase.intent}"
                other = seen.setdefault((language, phrase.text.lower()), phrase.intent)
                if other != phrase.intent:
                    yield f"phrases/{language}: «{phrase.text}» is both {other} and {phrase.intent}"


def _responses() -> Iterator[str]:
    texts = {language: Responses(language) for language in LANGUAGES}
    first = texts[LANGUAGES[0]]
    for language, responses in texts.items():
        yield from (f"responses/{language}.yml: {name} is missing" for name in sorted(first.names() - responses.names()))
        yield from (f"responses/{language}.yml: {name} is in no other language" for name in sorted(responses.names() - first.names()))
        for name in first.names() & responses.names():
            if _fields(first.raw(name)) != _fields(responses.raw(name)):
                yield f"responses/{language}.yml: {name} has other values than in {LANGUAGES[0]}"


def _offered() -> Iterator[str]:
    """Whatever may be offered as a likely meaning needs a button."""
    engine = bootstrap.dialogue().engine
    triggers = {trigger.intent for flow in engine.flows.values() for trigger in flow.nlu_trigger} - FROM_BUTTONS
    yield from (
        f"responses/en.yml, it.yml: button_intent_{i} is missing" for i in sorted(triggers) if f"button_intent_{i}" not in Responses("en")
    )


def _topics() -> Iterator[str]:
    """Whatever starts the flow `answer` is a topic or a group of topics, and is said in both languages where it is left open."""
    flows = bootstrap.dialogue().engine.flows
    asking = {trigger.intent for name in ("answer", "trial") for trigger in flows[name].nlu_trigger}
    for intent in sorted(asking - TOPICS.keys() - GROUPS.keys()):
        yield f"knowledge/topics.yml: no topic and no group {intent}, but flows/answers.yml answers the intent {intent}"
    yield from (f"flows/answers.yml: no intent asks about {name}, a group of knowledge/topics.yml" for name in GROUPS.keys() - asking)
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
    """Kinds read in both languages, and what they refer to exists."""
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


def _fields(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


def _domain() -> Iterator[str]:
    from actions import ALL

    engine = bootstrap.dialogue().engine
    written, declared = {action.NAME for action in ALL}, set(engine.domain.actions)
    yield from (f"domain.yml: {name} is no action" for name in sorted(declared - written))
    yield from (f"domain.yml: {name} is missing" for name in sorted(written - declared))
    for flow_id, flow in engine.flows.items():
        for step in flow.steps:
            if step.collect and step.collect not in engine.domain.slots:
                yield f"flows: {flow_id}.{step.id}: no slot {step.collect}"
            if step.action and step.action not in {*declared, LISTEN} and step.action not in Responses("en"):
                yield f"flows: {flow_id}.{step.id}: no action or response {step.action}"
        yield from (f"flows: {flow_id}: no intent {t.intent}" for t in flow.nlu_trigger if t.intent not in engine.domain.intents)


def _idle() -> Iterator[str]:
    """An intent that starts no flow and fills no slot is heard, and nothing comes of it."""
    engine = bootstrap.dialogue().engine
    starting = {trigger.intent for flow in engine.flows.values() for trigger in flow.nlu_trigger}
    filling = {mapping.intent for slot in engine.domain.slots.values() for mapping in slot.mappings}
    for intent in engine.domain.intents:
        if intent not in starting | filling:
            yield f"domain.yml: the intent {intent} starts no flow of flows/*.yml and fills no slot"
    yield from (
        f"domain.yml: a slot is filled by {i}, which is no intent" for i in sorted(filter(None, filling - set(engine.domain.intents)))
    )


def main() -> int:
    """0 when all is well."""
    try:
        found = list(problems())
    except DataError as error:
        found = [str(error)]
    print("\n".join(found) or "The data files are well formed.")  # noqa: T201
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())

"""Checks the form of the data files: `python -m tests.formats`, part of `make check`."""

from __future__ import annotations

import json
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from actions.answer import topic_of
from bot import bootstrap
from bot.data_files import DataError
from bot.dialogue.engine import LISTEN
from bot.dialogue.replies import Responses
from bot.understanding import corpus
from knowledge.schema import LANGUAGES, TOPICS, Topic, json_schema

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
    """Whatever starts the flow `answer` is a topic, and each topic can be asked about and left open."""
    flows = bootstrap.dialogue().engine.flows
    asking = {trigger.intent: topic_of(trigger.intent) for name in ("answer", "trial") for trigger in flows[name].nlu_trigger}
    for intent, topic in sorted(asking.items()):
        if topic not in TOPICS:
            yield f"knowledge/topics.yml: no topic {topic}, but flows/answers.yml answers the intent {intent}"
        if f"utter_unsaid_{topic}" not in Responses("en"):
            yield f"responses/en.yml, it.yml: utter_unsaid_{topic} is missing"
    asked = set(asking.values())
    yield from (
        f"flows/answers.yml: no intent asks about {topic}, a topic of knowledge/topics.yml" for topic in TOPICS if topic not in asked
    )
    yield from (f"knowledge/topics.yml: {topic} is missing, which the code names" for topic in Topic if topic not in TOPICS)


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

"""Domain, flows and texts know each other, and both languages have the same texts."""

from __future__ import annotations

import string
from collections.abc import Iterator

from bot import bootstrap
from bot.dialogue.engine import LISTEN
from bot.dialogue.replies import Responses
from knowledge.schema import LANGUAGES
from tests.formats import code


def problems() -> Iterator[str]:
    """One line each."""
    yield from _responses()
    yield from _domain()
    yield from _named_in_code()


def _responses() -> Iterator[str]:
    texts = {language: Responses(language) for language in LANGUAGES}
    first = texts[LANGUAGES[0]]
    for language, responses in texts.items():
        yield from (f"responses/{language}.yml: {name} is missing" for name in sorted(first.names() - responses.names()))
        yield from (f"responses/{language}.yml: {name} is in no other language" for name in sorted(responses.names() - first.names()))
        for name in first.names() & responses.names():
            if _fields(first.raw(name)) != _fields(responses.raw(name)):
                yield f"responses/{language}.yml: {name} has other values than in {LANGUAGES[0]}"
        yield from (f"responses/{language}.yml: {problem}" for problem in _ways(responses))


def _ways(responses: Responses) -> Iterator[str]:
    """A text with a condition stands beside one without, of the same values and with the same buttons; the slot exists."""
    slots = bootstrap.dialogue().engine.domain.slots
    for condition, texts in responses.variations.items():
        yield from (f"there is no slot {slot} for a condition" for slot, _ in condition if slot not in slots)
        for name, text in texts.items():
            plain = responses.texts.get(name)
            if plain is None:
                yield f"{name} is only said under a condition"
            elif _fields(text["text"]) != _fields(plain["text"]) or text.get("buttons") != plain.get("buttons"):
                yield f"{name} has other values or buttons under a condition"


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


def _named_in_code() -> Iterator[str]:
    """A flow that is started exists, and so does a slot that is set."""
    engine = bootstrap.dialogue().engine
    for name, known, what in (("StartFlow", engine.flows, "flow"), ("SetSlot", engine.domain.slots, "slot")):
        yield from (f"{place}: no {what} {word}" for word, place in code.arguments(name, "bot") if word not in known)

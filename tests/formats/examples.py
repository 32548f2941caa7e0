"""The examples speak of situations, topics, kinds and reasons that there are, and leave none of them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from bot import bootstrap
from bot.dialogue.expectation import Open
from bot.settings import Settings
from bot.understanding.acts import ALPHABET, Act
from bot.understanding.corpus import FOLDER, Example, Situation, examples, situations
from bot.understanding.samples import NUMBERED
from knowledge.kinds import KINDS
from knowledge.library import Library
from knowledge.schema import LANGUAGES, Reason
from knowledge.topics import TOPICS

OF_KINDS = frozenset({"fact", "not_fact", "other_is"})


def problems(folder: Path = FOLDER) -> Iterator[str]:
    """One line each."""
    library = bootstrap.library(Settings(_env_file=None))
    yield from _situations(situations(folder), library)
    read = examples(folder)
    yield from _acts(read, library)
    yield from _left_out(read)


def _situations(found: dict[str, Situation], library: Library) -> Iterator[str]:
    for name, place in found.items():
        if place.open not in set(Open):
            yield f"situations.yml: {name}: nothing is called {place.open} in Expectation.open"
        yield from (f"situations.yml: {name}: no kind {kind}" for kind in sorted(place.asked - KINDS.keys()))
        if place.product and place.product not in library:
            yield f"situations.yml: {name}: no product {place.product}"


def _acts(read: Iterable[Example], library: Library) -> Iterator[str]:
    said = {(example.language, example.writer, act) for example in read for act in example.acts}
    for language, writer, act in sorted(said, key=lambda each: (each[0], each[1], each[2].written())):
        if not _exists(act, library):
            yield f"examples/{language}/{writer}.yml: no {act.name} has the value {act.value}"


def _exists(act: Act, library: Library) -> bool:
    """Whether an act's value is one that it can have."""
    name, value = act.name, act.value
    if name in OF_KINDS:
        kind, _, said = value.partition(":")
        return kind in KINDS and said in KINDS[kind]
    if name in NUMBERED:
        return not value or value.isdecimal()
    known = {"ask": TOPICS, "reason": set(Reason), "language": LANGUAGES}
    if name in known:
        return value in known[name]
    return name != "product" or value.startswith("?") or value == "all" or value in library


def _left_out(read: Iterable[Example]) -> Iterator[str]:
    """What has no example in a language cannot be understood in it."""
    wanted = {*(ALPHABET - {"ask", "fact", "not_fact", "other_is", "reason", "language"})}
    wanted |= {f"ask={topic}" for topic in TOPICS} | {f"reason={reason}" for reason in Reason} | {f"language={la}" for la in LANGUAGES}
    wanted |= {f"fact={kind.name}:{value}" for kind in KINDS.values() for value in kind.values}
    said = {(example.language, written) for example in read for act in example.acts for written in (act.name, act.written())}
    for language in LANGUAGES:
        yield from (f"examples/{language}: nobody says {name}" for name in sorted(wanted) if (language, name) not in said)

"""The ways to leave: steps of the same section, and of the same kind of account, belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from knowledge.importing.classify import Kind, Told
from knowledge.importing.document import Form
from knowledge.importing.facts import Procedure, fact, quality
from knowledge.importing.structure import About, Section
from knowledge.importing.words import Words


@dataclass
class _Way:
    """A procedure that is being put together."""

    section: Section
    condition: str
    said: Told | None = None
    """the sentence that the condition stands in"""
    steps: list[Told] = field(default_factory=list)
    advice: Told | None = None


def procedures(told: list[Told], words: Words) -> tuple[Procedure, ...]:
    """All ways to leave, in the order of the page."""
    ways = [way for way in _ways(told, words) if way.steps or way.advice]
    made = [_procedure(way, words) for way in ways]
    names: dict[str, int] = {}
    found = []
    for procedure in made:
        names[procedure.id] = names.get(procedure.id, 0) + 1
        count = names[procedure.id]
        found.append(replace(procedure, id=f"{procedure.id}_{count}") if count > 1 else procedure)
    return tuple(found)


def _ways(told: list[Told], words: Words) -> Iterator[_Way]:
    blocks: dict[int, list[Told]] = {}
    for one in told:
        blocks.setdefault(one.sentence.block, []).append(one)
    way: _Way | None = None
    block = -1
    branch = -1
    for one in told:
        steps = Kind.step in one.kinds
        if not steps and Kind.nothing not in one.kinds:
            continue
        said, sentence = _branch(one, blocks[one.sentence.block], words)
        alone = one.block.form is not Form.item or not one.block.ordered
        begins = (
            way is None
            or way.section is not one.section
            or (said != way.condition and (said or (alone and one.sentence.block != block and branch >= 0)))
        )
        if begins:
            if way:
                yield way
            way = _Way(one.section, said, sentence)
            branch = one.sentence.block if said else -1
        assert way is not None
        block = one.sentence.block
        if steps:
            way.steps.append(one)
        else:
            way.advice = one
    if way:
        yield way


def _branch(one: Told, same: list[Told], words: Words) -> tuple[str, Told | None]:
    """For which kind of account a step is: what its own item or paragraph begins with, and the sentence that says so."""
    for other in reversed(same):
        before = other.sentence.position <= one.sentence.position
        if before and Kind.condition in other.kinds and words.which("qualities", _circumstance(other, words)):
            return _circumstance(other, words), other
    return "", None


def _circumstance(one: Told, words: Words) -> str:
    return fact(one, words).condition


def _procedure(way: _Way, words: Words) -> Procedure:
    steps = tuple(fact(one, words) for one in way.steps)
    sent = [step for one, step in zip(way.steps, steps, strict=True) if Kind.handoff in one.kinds]
    said = f"{way.section.heading} {way.condition}"
    goal = next(iter(words.which("goals", said)), "") or ("cancel_subscription" if way.section.about is not About.beforehand else "prepare")
    return Procedure(
        id=_slug(way.condition or way.section.heading, words),
        title=way.section.heading,
        goal=goal,
        steps=steps,
        applies_to={about: way.condition} if (about := quality(way.condition, words)) else {},
        condition=fact(way.said, words) if way.said else None,
        contact=next((step for step in sent if step in steps[:2] and not step.helps), None),
        advice=fact(way.advice, words) if way.advice else None,
    )


def _slug(text: str, words: Words) -> str:
    """A short name out of a heading or a condition."""
    said = [word for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in words.common and len(word) > 1]
    return re.sub(r"^[^a-z]+", "", "_".join(said[:4])) or "cancel"

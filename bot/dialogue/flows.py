"""Flows as data: Rasa's CALM flow format, the part of it that the engine runs.

A step is one of `collect | action | set_slots | link | call | noop`. Three keys of ours live under `metadata`:
`corrects` (slots whose change takes the flow back to this step), `resumes` (after an interruption, go on there
instead of here, because what is to be asked may have changed) and `failed` (go on there when the action fails).
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.data_files import DataError, read
from bot.dialogue.predicate import PredicateError, parse

END = "END"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Branch(_Part):
    """One way on: `if … then`, or `else`."""

    condition: str | None = Field(None, alias="if")
    then: str | None = None
    otherwise: str | None = Field(None, alias="else")

    @model_validator(mode="after")
    def _complete(self) -> Branch:
        if (self.condition is None) == (self.otherwise is None) or (self.condition is None) != (self.then is None):
            raise ValueError("a branch has either `if` and `then`, or `else`")
        if self.condition:
            parse(self.condition)
        return self


class Metadata(_Part):
    """What the engine needs to know beyond Rasa's keys."""

    corrects: list[str] = []
    resumes: str | None = None
    failed: str | None = None


class Step(_Part):
    """One step of a flow."""

    id: str
    collect: str | None = None
    action: str | None = None
    set_slots: list[dict[str, Any]] | None = None
    link: str | None = None
    call: str | None = None
    noop: bool = False
    metadata: Metadata = Metadata()
    next: str | list[Branch] = END

    @model_validator(mode="after")
    def _one_kind(self) -> Step:
        kinds = [self.collect, self.action, self.set_slots, self.link, self.call, self.noop or None]
        if sum(kind is not None for kind in kinds) != 1:
            raise ValueError("a step is exactly one of collect, action, set_slots, link, call, noop")
        return self

    def following(self, slots: dict[str, Any]) -> str:
        """The id of the next step, or END."""
        if isinstance(self.next, str):
            return self.next
        for branch in self.next:
            if branch.condition is None:
                return str(branch.otherwise)
            if parse(branch.condition)(slots):
                return str(branch.then)
        return END

    def targets(self) -> list[str]:
        """Every step that may come next."""
        if isinstance(self.next, str):
            return [self.next]
        return [str(branch.then or branch.otherwise) for branch in self.next]


class Trigger(_Part):
    """The intent that starts a flow."""

    intent: str


class Flow(_Part):
    """One business process."""

    name: str
    description: str
    condition: str | None = Field(None, alias="if")
    nlu_trigger: list[Trigger] = []
    steps: list[Step]

    def step(self, step_id: str) -> Step:
        """The step with this id."""
        return self.steps[self._positions[step_id]]

    def corrector(self, slot: str) -> Step | None:
        """The step to go back to when `slot` changes."""
        return self._correctors.get(slot)

    def comes_later(self, step_id: str, other: str) -> bool:
        """Whether a step stands behind the other one."""
        return self._positions[step_id] > self._positions[other]

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {step.id: position for position, step in enumerate(self.steps)}

    @cached_property
    def _correctors(self) -> dict[str, Step]:
        return {slot: step for step in reversed(self.steps) for slot in step.metadata.corrects}


Flows = dict[str, Flow]


def load(folder: Path) -> Flows:
    """All flows of a folder. Raises DataError for the first file with mistakes, naming all of them."""
    flows: Flows = {}
    for path in sorted(folder.glob("*.yml")):
        for flow_id, data in (read(path).get("flows") or {}).items():
            if flow_id in flows:
                raise DataError(f"{path}: the flow «{flow_id}» is there twice")
            try:
                flows[flow_id] = Flow.model_validate(data)
            except (ValidationError, PredicateError) as error:
                raise DataError(f"{path}: {flow_id}: {error}") from error
    if mistakes := list(_loose_ends(flows)):
        raise DataError("\n".join(mistakes))
    return flows


def _loose_ends(flows: Flows) -> list[str]:
    mistakes = []
    for flow_id, flow in flows.items():
        ids = {step.id for step in flow.steps} | {END}
        for step in flow.steps:
            named = [target for target in (step.metadata.resumes, step.metadata.failed) if target]
            mistakes += [f"{flow_id}.{step.id}: no step «{target}»" for target in [*step.targets(), *named] if target not in ids]
            mistakes += [f"{flow_id}.{step.id}: no flow «{other}»" for other in (step.link, step.call) if other and other not in flows]
    return mistakes

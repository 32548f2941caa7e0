"""The domain: intents, slots with their mappings, actions. Rasa's domain format."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.data_files import DataError, read


class Mapping(BaseModel):
    """How a slot is filled from a message: by intent, or by whatever is said."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["from_intent", "from_text", "custom"]
    intent: str | None = None
    value: Any = None


class Slot(BaseModel):
    """One remembered thing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["text", "bool", "float", "list", "any", "categorical"]
    values: list[str] = []
    initial_value: Any = None
    mappings: list[Mapping]

    def from_intent(self, intent: str) -> Mapping | None:
        """The mapping for an intent, if there is one."""
        return next((m for m in self.mappings if m.type == "from_intent" and m.intent == intent), None)

    def from_text(self) -> Mapping | None:
        """The mapping that takes any message, if there is one."""
        return next((m for m in self.mappings if m.type == "from_text"), None)


class Domain(BaseModel):
    """Everything the dialogue knows of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    intents: list[str]
    entities: list[str]
    slots: dict[str, Slot]
    actions: list[str]

    def initial_slots(self) -> dict[str, Any]:
        """Every slot at its first value."""
        return {name: slot.initial_value for name, slot in self.slots.items()}


def load(path: Path) -> Domain:
    """The domain in a file. Raises DataError when it is not one."""
    try:
        return Domain.model_validate(read(path))
    except ValidationError as error:
        raise DataError(f"{path}: {error}") from error

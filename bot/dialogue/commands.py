"""Commands: all that understanding may ask of the dialogue, as in CALM. Plain data, so a turn can be replayed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class StartFlow:
    """Begin a flow, or go on with it when it is open already."""

    flow: str


@dataclass(frozen=True)
class SetSlot:
    """Remember something the customer said. A changed value is a correction: what hangs on it is redone."""

    name: str
    value: Any


@dataclass(frozen=True)
class CancelFlow:
    """Drop whatever is open: the customer wants something else altogether."""


@dataclass(frozen=True)
class GoOn:
    """Nothing new was said: ask or show again what is open."""


@dataclass(frozen=True)
class ShowAgain:
    """The customer wants to see again what is open: it is shown as it stands, or in a word, and that uses up nothing."""

    briefly: bool = False


Command = StartFlow | SetSlot | CancelFlow | GoOn | ShowAgain


def as_data(command: Command) -> dict[str, Any]:
    """`{"command": "set slot", "name": …, "value": …}`."""
    names = {StartFlow: "start flow", SetSlot: "set slot", CancelFlow: "cancel flow", GoOn: "go on", ShowAgain: "show again"}
    return {"command": names[type(command)], **asdict(command)}

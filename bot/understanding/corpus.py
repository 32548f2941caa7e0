"""The examples: what particular people wrote, each message in its situation, with the acts that it means. Rasa's NLU format.

One file a writer, `examples/<language>/<writer>.yml`. An intent is the acts of a message joined by `+`, as Rasa writes several intents;
`metadata` says in which situation of `situations.yml` it was written. Product names stand as they were typed, and are taken out before
anything is learnt, so that a new product needs no new examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.data_files import DataError, read
from bot.understanding.acts import Act, parse

FOLDER = Path(__file__).parent / "examples"
PRODUCT = "Acme"
"""Stands for the product that a message is about."""
DESTINATION = "Zenith"
"""Stands for the product that somebody moves to."""
JOINED = "+"


@dataclass(frozen=True)
class Situation:
    """Where a message was written."""

    open: str
    """what the customer had in front of them, as `Expectation.open` names it"""
    asked: frozenset[str] = frozenset()
    """the kinds of account facts that were asked for"""
    product: str | None = None
    step: int | None = None
    last: bool = False
    """whether that step was the last one"""


@dataclass(frozen=True)
class Example:
    """One message with its meaning."""

    text: str
    acts: tuple[Act, ...]
    situation: Situation
    language: str
    writer: str


@cache
def situations(folder: Path = FOLDER) -> dict[str, Situation]:
    """All situations by name. Raises DataError for a file that is not in the format."""
    try:
        return {
            str(name): Situation(
                entry["open"], frozenset(entry.get("asked", ())), entry.get("product"), entry.get("step"), entry.get("last", False)
            )
            for name, entry in read(folder / "situations.yml")["situations"].items()
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{folder / 'situations.yml'}: a situation without `open`") from error


def examples(folder: Path = FOLDER) -> list[Example]:
    """All examples below `<folder>/<language>/`, in the order of their writers. Raises DataError for a file that is not in the format."""
    found = [example for path in sorted(folder.glob("*/*.yml")) for example in from_file(path)]
    if not found:
        raise DataError(f"{folder}: no examples")
    return found


def from_file(path: Path) -> Iterator[Example]:
    """The examples of one writer."""
    known = situations(path.parent.parent) if (path.parent.parent / "situations.yml").exists() else situations()
    entries = read(path).get("nlu") or []
    if not isinstance(entries, list):
        raise DataError(f"{path}: `nlu` is no list")
    for entry in entries:
        try:
            acts = tuple(parse(each) for each in str(entry["intent"]).split(JOINED))
            for example in entry["examples"]:
                situation = known[example["metadata"]["situation"]]
                yield Example(str(example["text"]), acts, situation, path.parent.name, path.stem)
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(f"{path}: not an example: {entry!r:.200}") from error


def stand_in(role: str | None) -> str:
    """The neutral word for a product in a role."""
    return DESTINATION if role == "destination" else PRODUCT

"""The training phrases: Rasa's NLU format, one file an intent and language.

Product names are taken out (`[Their Tool](product)` becomes a stand-in), so that a new product needs no new phrases.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.data_files import DataError, read

FOLDER = Path(__file__).parent / "phrases"
PRODUCT = "Acme"
"""Stands for the product that a message is about."""
DESTINATION = "Zenith"
"""Stands for the product that somebody moves to."""

_ANNOTATION = re.compile(r"\[(?P<words>[^\]]+)\](?:\((?P<entity>\w+)\)|(?P<json>\{[^}]*\}))")


@dataclass(frozen=True)
class Mention:
    """An annotated stretch of a phrase."""

    entity: str
    role: str | None
    words: str


@dataclass(frozen=True)
class Phrase:
    """One training phrase: as written, and with product names taken out."""

    intent: str
    language: str
    text: str
    neutral: str
    mentions: tuple[Mention, ...]


def phrases(folder: Path = FOLDER) -> list[Phrase]:
    """All phrases below `<folder>/<language>/`. Raises DataError for a file that is not in the format."""
    found = [phrase for path in sorted(folder.glob("*/*.yml")) for phrase in from_file(path, path.parent.name)]
    if not found:
        raise DataError(f"{folder}: no training phrases")
    return found


def from_file(path: Path, language: str) -> Iterator[Phrase]:
    """The phrases of one NLU file."""
    for entry in read(path).get("nlu") or []:
        if not isinstance(entry, dict) or "intent" not in entry or "examples" not in entry:
            raise DataError(f"{path}: an entry without an intent or without examples")
        for line in str(entry["examples"]).splitlines():
            if not line.startswith("- "):
                raise DataError(f"{path}: not an example: «{line}»")
            try:
                yield parse(line[2:].strip(), str(entry["intent"]), language)
            except (ValueError, KeyError) as error:
                raise DataError(f"{path}: not an annotation: «{line}»") from error


def parse(line: str, intent: str, language: str) -> Phrase:
    """One example line."""
    mentions = tuple(_mention(found) for found in _ANNOTATION.finditer(line))
    text = _ANNOTATION.sub(lambda found: found["words"], line)
    neutral = _ANNOTATION.sub(lambda found: stand_in(_mention(found).role), line)
    return Phrase(intent, language, text, neutral, mentions)


def stand_in(role: str | None) -> str:
    """The neutral word for a product in a role."""
    return DESTINATION if role == "destination" else PRODUCT


def _mention(found: re.Match[str]) -> Mention:
    if found["entity"]:
        return Mention(found["entity"], None, found["words"])
    data = json.loads(found["json"])
    return Mention(data["entity"], data.get("role"), found["words"])

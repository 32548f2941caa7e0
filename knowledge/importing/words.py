"""What help pages say in each language: the files of `language/`, as patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

_BLANK = re.compile(r"\[[^\]]*\]| \??")
HOME = Path(__file__).parent / "language"
VERBS = ("strong", "weak")
"""patterns that have to end where the word ends"""
PLAIN = ("common", "abbreviations")
"""lists of words, not of patterns"""


@dataclass(frozen=True)
class Words:
    """One language's patterns."""

    language: str
    common: frozenset[str]
    abbreviations: frozenset[str]
    numbers: dict[str, int]
    patterns: dict[str, re.Pattern[str]]
    groups: dict[str, dict[str, re.Pattern[str]]]

    def says(self, name: str, text: str) -> re.Match[str] | None:
        """Where the text says something of that list first."""
        return self.patterns[name].search(text)

    def opens(self, name: str, text: str) -> re.Match[str] | None:
        """What of that list the text begins with."""
        return self.patterns[name].match(text)

    def which(self, group: str, text: str) -> list[str]:
        """The members of a group that the text speaks of, the one it speaks of first in front."""
        found = [(match.start(), name) for name, pattern in self.groups[group].items() if (match := pattern.search(text))]
        return [name for _, name in sorted(found)]


def languages() -> list[str]:
    """The languages that pages are read in."""
    return sorted(path.stem for path in HOME.glob("*.yml"))


@cache
def words(language: str) -> Words:
    """The patterns of a language."""
    data: dict[str, Any] = YAML(typ="safe").load((HOME / f"{language}.yml").read_text(encoding="utf-8"))
    lists = {name: _entries(value) for name, value in data.items() if isinstance(value, str) and name not in {*PLAIN, "language"}}
    groups = {name: value for name, value in data.items() if isinstance(value, dict) and name != "numbers"}
    return Words(
        language=data["language"],
        common=frozenset(_entries(data["common"])),
        abbreviations=frozenset(entry.replace("\\", "").lower() for entry in _entries(data["abbreviations"])),
        numbers=data["numbers"],
        patterns={name: _pattern(entries, whole=name in VERBS) for name, entries in lists.items()},
        groups={name: {member: _pattern(_entries(text)) for member, text in group.items()} for name, group in groups.items()},
    )


def likely_language(text: str) -> str:
    """The language whose common words the text has most of."""
    said = re.findall(r"[^\W\d_]+", text[:20_000].lower())
    return max(languages(), key=lambda language: sum(word in words(language).common for word in said))


def _entries(text: str) -> list[str]:
    return [entry.strip() for line in text.splitlines() for entry in line.split(", ") if entry.strip()]


def _white(match: re.Match[str]) -> str:
    """A blank of an entry matches any white space; one that may be missing, none."""
    if match[0].startswith("["):
        return match[0].replace(" ", r"\s")
    return r"\s*" if match[0].endswith("?") else r"\s+"


def _pattern(entries: list[str], *, whole: bool = False) -> re.Pattern[str]:
    joined = "|".join(_BLANK.sub(_white, entry) for entry in entries)
    end = r"(?!\w)" if whole else ""
    return re.compile(rf"(?<!\w)(?:{joined}){end}", re.IGNORECASE)

"""The page's words, in data files: one a language, with the same keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.data_files import DataError, read
from knowledge.topics import TOPICS, AnsweredBy

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class Wording:
    """The words of one language."""

    language: str
    texts: dict[str, str]

    def text(self, name: str, /, **values: Any) -> str:
        """A text with its values. Raises DataError for one that there is none of."""
        if name not in self.texts:
            raise DataError(f"no text «{name}» in {self.language}")
        return self.texts[name].format(**values)

    def rule(self, rule: str) -> str:
        """What a rule says, in plain words."""
        return self.texts.get(f"rule_{rule.replace('-', '_')}", self.texts["rule_other"])

    def moment(self, at: datetime) -> str:
        """A moment as people write it."""
        return str(format_datetime(at.astimezone(), "d MMM yyyy, HH:mm", locale=self.language))

    def topics(self) -> list[tuple[str, str]]:
        """What customers can ask a help page, by name."""
        return [(name, topic.what[self.language]) for name, topic in TOPICS.items() if topic.answered_by is AnsweredBy.article]


@cache
def worded(language: str) -> Wording:
    """The words of a language."""
    return Wording(language, {name: str(text).strip() for name, text in read(TEXTS / f"{language}.yml").items()})


def environment(folder: Path) -> Environment:
    """The templates: what they show is text, never markup."""
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)

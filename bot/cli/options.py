"""What several commands share: their options, the settings, and the one voice in which they print."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from bot.cli.errors import MISUSED, fail
from bot.harmless import harmless
from bot.settings import Settings


class Language(StrEnum):
    """A language of the dialogue."""

    en = "en"
    it = "it"


Database = Annotated[str | None, typer.Option("--database", help="Database URL; a SQLite file in your data folder when not given.")]
LanguageOption = Annotated[Language | None, typer.Option("--language", help="Language to begin with; otherwise the one that is written.")]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON lines instead of text.")]


def settings_of(database: str | None) -> Settings:
    """The settings, with another database when one is named. Leaves when one of them cannot be used."""
    try:
        return Settings(database=database) if database else Settings()
    except ValidationError as error:
        wrong = "; ".join(f"PARTWELL_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        fail(f"a setting cannot be used: {wrong}", MISUSED)
        raise


def settings_at(knowledge: Path | None) -> Settings:
    """The settings, with another knowledge folder."""
    settings = settings_of(None)
    if knowledge and not (knowledge / "articles").is_dir():
        fail(f"{knowledge} has no folder `articles`", MISUSED)
    return settings.model_copy(update={"knowledge": knowledge}) if knowledge else settings


@contextmanager
def listening(port: int) -> Iterator[None]:
    """A port that cannot be had is the caller's to change."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise
        fail(f"port {port} cannot be used ({error.strerror}); choose another one with --port")


def say(text: str) -> None:
    """Prints a line, with nothing in it that is not seen."""
    print(harmless(text), flush=True)  # noqa: T201 - the command line's own voice

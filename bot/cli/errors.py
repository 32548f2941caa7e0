"""Errors as people should meet them: one clear message and an exit code, never a traceback."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import typer

from bot.data_files import DataError
from knowledge.errors import KnowledgeError

FAILED = 1
MISUSED = 2


@contextmanager
def told(language: str = "en") -> Iterator[None]:
    """Turns the errors that a person can mend into a message on stderr."""
    from bot.store.store import StoreError

    try:
        yield
    except KnowledgeError as error:
        fail(f"The knowledge has {len(error.problems)} problem(s):\n{error}")
    except DataError as error:
        fail(str(error))
    except StoreError as error:
        from bot.dialogue.replies import Responses

        fail(f"{Responses(language).text(f'store_{error.code}')} ({error.detail})")


def log_quietly(path: Path) -> None:
    """The log goes to a file beside the data: a customer at the terminal never reads a traceback."""
    from bot.store.file import make_folder

    try:
        make_folder(path.parent)
        handler: logging.Handler = logging.FileHandler(path, delay=True, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    logging.basicConfig(handlers=[handler], level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s", force=True)
    logging.raiseExceptions = False


def fail(message: str, code: int = FAILED) -> NoReturn:
    """Print a message on stderr and leave."""
    print(f"partwell: {message}", file=sys.stderr)  # noqa: T201 - the command line's own voice
    raise typer.Exit(code)

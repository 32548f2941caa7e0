"""Errors as people should meet them: one clear message and an exit code, never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from bot.data_files import DataError
from bot.dialogue.replies import Responses
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
        fail(f"{Responses(language).text(f'store_{error.code}')} ({error.detail})")


def fail(message: str, code: int = FAILED) -> None:
    """Print a message on stderr and leave."""
    print(f"partwell: {message}", file=sys.stderr)  # noqa: T201 - the command line's own voice
    raise typer.Exit(code)

"""Checks the form of the data files, and that whatever one of them names the others know: `python -m tests.formats`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.formats import acts, dialogue, examples, knowledge, words


def problems(corpus: Path = examples.FOLDER) -> Iterator[str]:
    """Everything that is wrong, one line each."""
    yield from dialogue.problems()
    yield from acts.problems()
    yield from knowledge.problems()
    yield from words.problems()
    yield from examples.problems(corpus)

"""The real reader, and the examples and the held-out messages, read once: they are many, and YAML is slow to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.turn import Conversations
from bot.understanding import corpus
from bot.understanding.corpus import Example
from bot.understanding.reader import Reader

HELD_OUT = Path(__file__).parent / "held_out"


@pytest.fixture(scope="session")
def reader(shared_conversations: Conversations) -> Reader:
    assert isinstance(shared_conversations.reader, Reader)
    return shared_conversations.reader


@pytest.fixture(scope="session")
def examples() -> tuple[Example, ...]:
    """What the model learns from."""
    return tuple(corpus.examples())


@pytest.fixture(scope="session")
def held_out() -> tuple[Example, ...]:
    """What people wrote of whom the model knows nothing."""
    return tuple(corpus.examples(HELD_OUT))

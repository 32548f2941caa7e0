"""What a line of the log is about. Where the log goes, and how it looks, is `bot.operations.logs`."""

from __future__ import annotations

import hashlib
import logging
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_ABOUT: ContextVar[Mapping[str, str]] = ContextVar("about")


@contextmanager
def about(**fields: str) -> Iterator[None]:
    """Whatever is logged inside is about this."""
    token = _ABOUT.set({**_ABOUT.get({}), **fields})
    try:
        yield
    finally:
        _ABOUT.reset(token)


def of(**fields: str | None) -> dict[str, Any]:
    """What one line is about, as the `extra` of a logger's methods."""
    return {"about": {name: value for name, value in fields.items() if value}}


def mark(conversation: str) -> str:
    """A conversation in the log: always the same, and not whose it is."""
    return hashlib.sha256(conversation.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@contextmanager
def silent() -> Iterator[None]:
    """Nothing is logged inside: for failures that are tried out by the thousand."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def fields_about(record: logging.LogRecord) -> dict[str, str]:
    """What a record is about."""
    return {**_ABOUT.get({}), **getattr(record, "about", {})}


def error_location(error: BaseException) -> str:
    """What failed and where, without the message: that may hold a customer's words."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} at {frames[-1].filename}:{frames[-1].lineno}" if frames else type(error).__name__

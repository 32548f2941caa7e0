"""Where the log goes, and how a line of it looks: one event a line, as JSON or as text, without anybody's words or secrets.

Customers' words reach a log through exceptions above all, so of these only type and place are told; at the level `debug` all.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

from bot.harmless import harmless, line
from bot.logs import fields_about

Form = Literal["json", "text"]
Level = Literal["debug", "info", "warning", "error"]

QUIET = ("slack_bolt", "slack_sdk", "bot.channels.slack.bolt", "uvicorn", "aiohttp", "asyncio", "urllib3")
"""They log what they are given, and may be given a customer's words: they only speak up when something is wrong."""
SECRET = re.compile(r"\b(x(?:ox[a-z]|app)[.-]|(?:ticket|token|secret|password)=|://[^\s/:@]*:(?=[^\s/@]+@))[^\s&'\"@]+")
"""Slack's tokens, and what is secret in an address."""
LONGEST = 500
"""Characters of a message."""


def to_stderr(form: Form, level: Level, stream: TextIO | None = None) -> None:
    """From now on everything is logged there."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines(form, words=level == "debug"))
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))


class Lines(logging.Formatter):
    """One record, one line. With `words` exceptions say what they have to say."""

    def __init__(self, form: Form, *, words: bool = False) -> None:
        super().__init__()
        self.form, self.words = form, words

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        fields = self.fields(record)
        if self.form == "json":
            return json.dumps(fields, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
        said = [fields.pop(name) for name in ("time", "level", "logger", "message")]
        trace = "".join(f"\n  {each}" for each in fields.pop("trace", []))
        return " ".join([*said, *(f"{name}={value}" for name, value in fields.items())]) + trace

    def fields(self, record: logging.LogRecord) -> dict[str, Any]:
        """`time`, `level`, `logger`, `message`; what it is about, where that is known; the `trace` of an exception."""
        raised = record.exc_info[1] if record.exc_info else None
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said = {"time": at, "level": record.levelname.lower(), "logger": record.name, "message": self._message(record, raised)}
        found = {**said, **fields_about(record)}
        return {**found, "trace": [SECRET.sub(r"\1***", harmless(each)) for each in self._trace(raised)]} if raised else found

    def _message(self, record: logging.LogRecord, raised: BaseException | None) -> str:
        text = record.getMessage()
        while raised and not self.words and record.name.startswith(QUIET):
            for told in filter(None, (repr(raised), str(raised))):
                text = text.replace(told, type(raised).__name__)
            raised = raised.__cause__ or raised.__context__
        return SECRET.sub(r"\1***", line(text[: 2 * LONGEST])[:LONGEST])

    def _trace(self, raised: BaseException | None) -> Iterator[str]:
        """Innermost cause first, as Python does."""
        if raised is None:
            return
        yield from self._trace(raised.__cause__ or (None if raised.__suppress_context__ else raised.__context__))
        yield f"{type(raised).__name__}: {raised}" if self.words else type(raised).__name__
        yield from (f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(raised.__traceback__))

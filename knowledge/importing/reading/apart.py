"""DOCX and PDF, read by a child process: a damaged or wicked file costs that process, and so much time and memory as it may have."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from knowledge.importing.document import Block, Document, Form
from knowledge.importing.errors import Unreadable
from knowledge.importing.limits import MAX_SECONDS

_TOO_MUCH = "The document takes too much time or memory to read. Save only the page about cancelling, as text or PDF, and import that."


def read(data: bytes, form: str) -> Document:
    """The document. Raises Unreadable."""
    try:
        done = subprocess.run(  # noqa: S603 - this program's own module
            [sys.executable, "-m", "knowledge.importing.reading.child", form],
            input=data,
            capture_output=True,
            timeout=MAX_SECONDS * 2,
            check=False,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError) as error:
        raise Unreadable(_TOO_MUCH) from error
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"])
    blocks = tuple(Block(Form(kind), *rest) for kind, *rest in answer["blocks"])
    return Document(answer["text"], blocks, title=answer["title"], format=form, captions=tuple(answer["captions"]))

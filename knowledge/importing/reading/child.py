"""The child process of `apart`: reads DOCX or PDF from standard input and prints the document as JSON."""

from __future__ import annotations

import json
import logging
import sys
import warnings
from contextlib import suppress

from knowledge.importing.document import Document
from knowledge.importing.errors import Unreadable
from knowledge.importing.limits import MAX_MEMORY_BYTES, MAX_SECONDS


def main() -> None:
    """Reads, and says in one JSON object what came of it."""
    _limit()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    data = sys.stdin.buffer.read()
    try:
        document = _read(data, sys.argv[1])
        blocks = [
            [block.form.value, block.start, block.end, block.level, block.ordered, block.note, block.follows] for block in document.blocks
        ]
        answer = {"text": document.text, "title": document.title, "blocks": blocks, "captions": document.captions}
    except Unreadable as error:
        answer = {"unreadable": str(error)}
    sys.stdout.write(json.dumps(answer))


def _read(data: bytes, form: str) -> Document:
    if form == "pdf":
        from knowledge.importing.reading import pdf

        return pdf.read(data)
    from knowledge.importing.reading import word

    return word.read(data)


def _limit() -> None:
    """Bounds time and memory, where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))


if __name__ == "__main__":
    main()

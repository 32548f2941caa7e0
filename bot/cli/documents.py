"""The document that a command line names: a file, standard input, or an address that is asked for."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.errors import MISUSED, fail
from bot.cli.progress import bar

if TYPE_CHECKING:
    from knowledge.importing.document import Document
    from knowledge.importing.draft import Progress

FETCH_SECONDS = 20.0
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_UNSEEN = re.compile("[\\x7f-\\x9f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]")

File = Annotated[str, typer.Argument(help="The document: a file, or - for standard input. With --fetch, its address.")]
Form = Annotated[str | None, typer.Option("--format", help="text, markdown, rest, html, docx or pdf; found out when not given.")]
Fetch = Annotated[bool, typer.Option("--fetch", help="FILE is an address: fetch it. Nothing is fetched unless this is said.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead.")]


def document(file: str, form: str | None, *, fetch: bool) -> Document:
    """Reads what the command line names."""
    from knowledge.importing.errors import Unreadable
    from knowledge.importing.limits import MAX_BYTES
    from knowledge.importing.reading import FORMATS, read

    if form and form not in FORMATS:
        fail(f"«{form}» is no format; there are {', '.join(FORMATS)}", MISUSED)
    if _ADDRESS.match(file):
        if not fetch:
            raise Unreadable(
                "That is an address, and nothing is fetched unless you say so. Add --fetch, or save the page and name the file."
            )
        return replace(read(_fetched(file), file.split("?", maxsplit=1)[0], form), name=file, address=file)
    if fetch:
        raise Unreadable(f"{file} is no address that can be fetched; it has to begin with https:// or http://.")
    if file == "-":
        return replace(read(sys.stdin.buffer.read(MAX_BYTES + 1), "", form), name="-")
    try:
        with Path(file).open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
            size = Path(file).stat().st_size
    except OSError as error:
        raise Unreadable(f"{file} cannot be read: {error.strerror or error}.") from error
    if size > MAX_BYTES:
        raise Unreadable(
            f"{file} has {size / 1e6:.0f} MB; a help page may have {MAX_BYTES / 1e6:.0f}. Save only the page about cancelling."
        )
    return replace(read(data, Path(file).name, form), name=Path(file).name)


def _fetched(address: str) -> bytes:
    """The page at an address, asked for once."""
    from urllib.error import URLError
    from urllib.request import Request, urlopen

    from knowledge.importing.errors import Unreadable
    from knowledge.importing.limits import MAX_BYTES

    try:
        with urlopen(Request(address, headers={"User-Agent": "partwell"}), timeout=FETCH_SECONDS) as answer:  # noqa: S310 - http(s) alone comes here
            return bytes(answer.read(MAX_BYTES + 1))
    except (URLError, OSError, ValueError) as error:
        raise Unreadable(f"{address} could not be fetched: {error}. Save the page in a browser, and name the file.") from error


@contextmanager
def watched(title: str) -> Iterator[Progress]:
    """A bar where somebody watches; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _what, _share: None
        return
    with bar(title) as progress:
        yield progress


@contextmanager
def unreadable() -> Iterator[None]:
    """Says in a sentence what is wrong with a document."""
    from knowledge.errors import KnowledgeError
    from knowledge.importing.errors import Unreadable

    try:
        yield
    except (Unreadable, KnowledgeError) as error:
        fail(str(error))


def exact(text: str) -> None:
    """Prints JSON so that its strings are what they are, and nothing in it moves a terminal's cursor."""
    sys.stdout.write(_UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n")

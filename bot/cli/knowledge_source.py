"""`partwell knowledge quote`, `source` and `migrate`: what an editor would otherwise do by hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.errors import FAILED, fail
from bot.cli.options import say, settings_of

if TYPE_CHECKING:
    from knowledge.checks.context import Document

Folder = Annotated[Path | None, typer.Option("--knowledge", help="Knowledge folder; the shipped one when not given.")]


def quote(
    product: Annotated[str, typer.Argument(help="The product's slug, as in its article.")],
    words: Annotated[str, typer.Argument(help="Some of the sentence's words, as you remember them.")],
    folder: Folder = None,
) -> None:
    """Find the sentence of a product's documents that says something, ready to be copied into its article."""
    from rapidfuzz import fuzz

    from knowledge.locate import sentences

    found = [
        (fuzz.token_set_ratio(words.casefold(), sentence.text.casefold()), document.where(sentence.start), sentence, document)
        for document in _documents(folder or settings_of(None).knowledge, product)
        for sentence in sentences(document.text)
    ]
    best = sorted((each for each in found if each[0] >= LIKE), key=lambda each: -each[0])[:MOST]
    if not best:
        fail("no sentence of its documents is like that", FAILED)
    for _, where, sentence, document in best:
        verbatim = document.text[sentence.start : sentence.end]
        say(f"{where}:\n  quote: {_scalar(verbatim)}")


LIKE, MOST = 60, 3
"""How like the words a sentence is at least, of a hundred; and how many are shown."""


def source(
    product: Annotated[str | None, typer.Argument(help="Only the documents of this product.")] = None,
    read: Annotated[bool, typer.Option("--read", help="You have read the document as it is now: write its hash.")] = False,
    folder: Folder = None,
) -> None:
    """Show each document with its title, address and date, and whether it is the one that its article was written from."""
    from knowledge.files import read_sources, sha256

    home = folder or settings_of(None).knowledge
    entries = read_sources(home / "sources")
    if isinstance(entries, list):
        fail("\n".join(map(str, entries)), FAILED)
        return
    changed = False
    for slug, entry in entries.items():
        if product not in (None, entry.product):
            continue
        path = home / "sources" / entry.file
        if not path.is_file():
            say(f"{slug}: {entry.file} is missing")
            continue
        now = sha256(path)
        state = "as it was read" if now == entry.sha256 else "changed since it was read"
        if now != entry.sha256 and read:
            listed = home / "sources" / "sources.yml"
            listed.write_text(listed.read_text(encoding="utf-8").replace(entry.sha256, now), encoding="utf-8")
            state = "read; its hash is written"
        changed = changed or state.startswith("changed")
        page = ", ".join(str(each) for each in (entry.title or entry.file, entry.address, entry.dated) if each)
        say(f"{slug}: {page}: {state}")
    if changed:
        raise typer.Exit(FAILED)


def migrate(folder: Annotated[Path | None, typer.Argument(help="Knowledge folder; the shipped one when not given.")] = None) -> None:
    """Write articles of an older form anew; comments, order and quotes stay as they are."""
    from knowledge.migrate import migrate as written

    paths = list(written(folder or settings_of(None).knowledge))
    for path in paths:
        say(f"written: {path}")
    if not paths:
        say("Every article has the present form.")


def _documents(home: Path, product: str) -> list[Document]:
    from knowledge.checks import documents
    from knowledge.files import read_sources

    entries = read_sources(home / "sources")
    found = [] if isinstance(entries, list) else [each for _, each in documents(home / "sources", entries.items())]
    of_product = [document for document in found if document.source.product == product]
    if not of_product:
        fail(f"no document of «{product}» in {home / 'sources'}", FAILED)
    return of_product


def _scalar(text: str) -> str:
    """As YAML has it, on one line."""
    plain = re.sub(r"\s+", " ", text).strip()
    return f"'{plain.replace(chr(39), chr(39) * 2)}'"

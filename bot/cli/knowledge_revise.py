"""`partwell knowledge revise`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.documents import Fetch, File, Form, Json, document, exact, unreadable, watched
from bot.cli.options import say, settings_of

if TYPE_CHECKING:
    from knowledge.importing.revise import Revision


def revise(
    product: Annotated[str, typer.Argument(help="The product's slug, as in its article.")],
    file: File,
    as_json: Json = False,
    form: Form = None,
    fetch: Fetch = False,
    folder: Annotated[Path | None, typer.Option("--knowledge", help="Knowledge folder; the shipped one when not given.")] = None,
) -> None:
    """Compare an article's source with its new text: the facts to read again, the new sentences, and those that are gone."""
    from knowledge.importing.keeping import source_of
    from knowledge.importing.revise import revise as compare

    home = folder or settings_of(None).knowledge
    with unreadable(), watched("comparing") as progress:
        progress("reading", 0.1)
        old, quotes = source_of(home, product)
        found = compare(old, document(file, form, fetch=fetch), quotes)
        progress("done", 1.0)
    if as_json:
        exact(
            json.dumps({"again": [vars(fact) for fact in found.again], "new": found.new, "gone": found.gone}, ensure_ascii=False, indent=1)
        )
    else:
        for line in _told(found):
            say(line)


def _told(found: Revision) -> Iterator[str]:
    if not found:
        yield "Nothing that matters changed."
    if found.again:
        yield f"Read again ({len(found.again)}):"
    for fact in found.again:
        now = "the same words, elsewhere" if fact.moved else _line(fact.now) or "gone"
        yield f"  {fact.where}\n    was: {_line(fact.quote)}\n    now: {now}"
    for title, sentences in (("New", found.new), ("Gone", found.gone)):
        if sentences:
            yield f"{title} ({len(sentences)}):"
            yield from (f"  {_line(sentence)}" for sentence in sentences)


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()

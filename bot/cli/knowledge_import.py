"""`partwell knowledge import`."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.documents import Fetch, File, Form, Json, document, exact, unreadable, watched
from bot.cli.errors import MISUSED, fail
from bot.cli.options import say

if TYPE_CHECKING:
    from knowledge.importing.draft import Draft


def import_document(
    file: File,
    as_json: Json = False,
    chosen: Annotated[
        str | None, typer.Option("--sections", help="Numbers of the sections that are about cancelling, as in 2,4-6.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list-sections", help="Only list the sections, and which would be taken.")] = False,
    name: Annotated[str | None, typer.Option("--name", help="The product's name; guessed from the page when not given.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="Language of the page; found out when not given.")] = None,
    form: Form = None,
    fetch: Fetch = False,
    into: Annotated[Path | None, typer.Option("--into", help="Knowledge folder to put the draft and its source into.")] = None,
) -> None:
    """Make a draft article of a help page: every sentence of it a quote from the page."""
    from knowledge.importing.draft import draft
    from knowledge.importing.words import languages

    if language and language not in languages():
        fail(f"«{language}» cannot be read; there are {', '.join(languages())}", MISUSED)
    with unreadable(), watched("importing") as progress:
        progress("reading", 0.1)
        made = draft(document(file, form, fetch=fetch), language, _numbers(chosen), progress)
        made = replace(made, vendor=name) if name else made
        progress("done", 1.0)
    if listed:
        _list(made, as_json=as_json)
    elif as_json:
        from knowledge.importing.form import as_form

        exact(json.dumps(as_form(made), ensure_ascii=False, indent=1))
    else:
        _article(made, into)


def _numbers(said: str | None) -> list[int] | None:
    """«2,4-6» as numbers."""
    if said is None:
        return None
    if not re.fullmatch(r"\d{1,4}(?:-\d{1,4})?(?:,\d{1,4}(?:-\d{1,4})?)*", said.replace(" ", "")):
        fail(f"«{said}» names no sections; write their numbers, as in 2,4-6", MISUSED)
    spans = [part.split("-") for part in said.replace(" ", "").split(",")]
    return [number for span in spans for number in range(int(span[0]), int(span[-1]) + 1)]


def _list(made: Draft, *, as_json: bool) -> None:
    rows = [
        {"number": section.number, "heading": section.heading, "about": str(section.about), "taken": section.number in made.chosen}
        for section in made.sections
    ]
    if as_json:
        exact(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        say(f"{'x' if row['taken'] else ' '} {row['number']:3} {row['heading'] or '(before the first heading)'}")


def _article(made: Draft, into: Path | None) -> None:
    """Prints the article's file, or puts it into a knowledge folder with its source."""
    from knowledge.importing.article import as_article, slug
    from knowledge.importing.keeping import Taken, keep

    today = datetime.now().astimezone().date()
    product = slug(made.vendor)
    text = as_article(made, product, today)
    if into is None:
        sys.stdout.write(text)
        return
    try:
        path = keep(into, product, text, made, today)
    except Taken as error:
        fail(str(error))
    except OSError as error:
        fail(f"{into} cannot be written: {error.strerror or error}")
    else:
        steps = sum(len(procedure.steps) for procedure in made.procedures)
        say(f"{path}: a draft with {steps} step(s) and {len(made.consequences)} consequence(s). Read it against the page.")

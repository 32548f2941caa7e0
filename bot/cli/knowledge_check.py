"""`partwell knowledge check`."""

from __future__ import annotations

import json
import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.errors import FAILED, MISUSED, fail, told
from bot.cli.options import JsonOption, say, settings_at, settings_of


def check(
    folder: Annotated[Path | None, typer.Argument(help="Knowledge folder; the shipped one when not given.")] = None,
    as_json: JsonOption = False,
    today: Annotated[str | None, typer.Option("--today", help="Check reviews as of this day (YYYY-MM-DD).")] = None,
    deep: Annotated[bool, typer.Option("--deep", help="Walk the dialogue of the articles too, and check the norms.")] = False,
    product: Annotated[list[str] | None, typer.Option("--product", help="With --deep: only this article.")] = None,
) -> None:
    """Check every article by every rule; exit 1 when one is broken."""
    from knowledge.checks import run

    home = folder or settings_of(None).knowledge
    if not (home / "articles").is_dir():
        fail(f"{home} has no folder `articles`")
    try:
        day = date.fromisoformat(today) if today else datetime.now().astimezone().date()
    except ValueError:
        fail(f"«{today}» is no day; write it as YYYY-MM-DD", code=2)
    problems = run(home, day)
    for problem in problems:
        say(json.dumps(vars(problem), ensure_ascii=False) if as_json else str(problem))
    if problems:
        print(f"{len(problems)} problem(s).", file=sys.stderr)  # noqa: T201
        raise typer.Exit(FAILED)
    if deep:
        _check_deep(home, product or [], as_json=as_json)
    if not as_json:
        say("No problems.")


def _check_deep(home: Path, products: list[str], *, as_json: bool) -> None:
    """The norms over these articles, each alone."""
    from bot.cli.progress import bar
    from bot.cli.verify import as_json as json_of
    from bot.cli.verify import breaches
    from bot.verify.check import ALONE, Unknown, Wanted
    from bot.verify.check import verify as verified

    try:
        with told(), bar("verifying") as progress:
            report = verified(settings_at(home), Wanted((), products, alone=True, most=ALONE), os.cpu_count() or 1, progress)
    except Unknown as error:
        fail(str(error), MISUSED)
        return
    if as_json:
        say(json_of(report))
    if report.breaches:
        say("\n\n".join(breaches(report)) if not as_json else "")
        raise typer.Exit(FAILED)

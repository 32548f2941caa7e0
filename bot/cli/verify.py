"""`partwell verify`: a table of the norms, and for each breach the conversation that shows it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.errors import FAILED, MISUSED, fail, told
from bot.cli.options import say, settings_at

if TYPE_CHECKING:
    from bot.verify.check import Report, Row
    from bot.verify.walk import Breach


HEAD = ("norm", "", "what was checked", "states", "transitions", "texts", "seconds", "")
FEW = 3
"""Breaches shown of one norm: the shortest ones."""


def table(report: Report) -> Iterator[str]:
    """The norms, one line each, and the sum."""
    rows = [HEAD, *(_cells(row) for row in report.rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    for row in rows:
        yield "  ".join(_aligned(cell, width, column) for column, (cell, width) in enumerate(zip(row, widths, strict=True))).rstrip()
    stopped = sum(not walk.complete for walk in report.walks)
    seen = f"{stopped} of them stopped early" if stopped else "each through every state"
    counted = f"{report.states:,} states, {report.transitions:,} transitions in both languages"
    yield f"\n{len(report.walks)} walk(s), {seen}: {counted}, {report.seconds:.1f} s."


def _cells(row: Row) -> tuple[str, ...]:
    result = f"{len(row.breaches)} broken" if row.breaches else "holds"
    texts = f"{row.texts:,}" if row.texts else "-"
    return (row.norm.id, row.norm.name, row.norm.checked, f"{row.states:,}", f"{row.transitions:,}", texts, f"{row.seconds:.1f}", result)


def _aligned(cell: str, width: int, column: int) -> str:
    numbers = range(3, 7)
    return cell.rjust(width) if column in numbers else cell.ljust(width)


def breaches(report: Report) -> Iterator[str]:
    """The shortest conversations of every norm that is broken."""
    shown: dict[str, int] = {}
    for breach in report.breaches:
        shown[breach.norm] = shown.get(breach.norm, 0) + 1
        if shown[breach.norm] <= FEW:
            yield "\n".join(_told(breach))
    for norm, count in shown.items():
        if count > FEW:
            yield f"… and {count - FEW} more of {norm}."


def _told(breach: Breach) -> Iterator[str]:
    yield f"{breach.norm} {breach.product} ({breach.language}): {breach.message}"
    yield f"  look at {breach.where}"
    for said, answered in breach.conversation:
        yield f"  you> {said}"
        yield from (f"       {line}" for line in answered.splitlines())


def as_json(report: Report) -> str:
    """The same, for programs."""
    data: dict[str, Any] = {
        "states": report.states,
        "transitions": report.transitions,
        "seconds": round(report.seconds, 1),
        "walks": len(report.walks),
        "complete": sum(walk.complete for walk in report.walks),
        "norms": [_row(row) for row in report.rows],
        "breaches": [vars(breach) for breach in report.breaches],
    }
    return json.dumps(data, ensure_ascii=False)


def _row(row: Row) -> dict[str, Any]:
    counted = {"states": row.states, "transitions": row.transitions, "texts": row.texts, "seconds": round(row.seconds, 2)}
    return {"norm": row.norm.id, "name": row.norm.name, "checked": row.norm.checked, **counted, "breaches": len(row.breaches)}


def verify(
    norm: Annotated[list[str] | None, typer.Option("--norm", help="Only this norm, as in N4; may be given more than once.")] = None,
    product: Annotated[list[str] | None, typer.Option("--product", help="Only this article; may be given more than once.")] = None,
    knowledge: Annotated[Path | None, typer.Option("--knowledge", help="Knowledge folder; the shipped one when not given.")] = None,
    most: Annotated[int | None, typer.Option("--most", min=1, help="Stop each walk after so many transitions, the nearest first.")] = None,
    processes: Annotated[int | None, typer.Option("--processes", min=1, help="Processes; one for each processor when not given.")] = None,
    wants_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
) -> None:
    """Walk every state of the dialogue and check the norms of a fair goodbye; exit 1 when one is broken."""
    from bot.cli.progress import bar
    from bot.verify.check import Unknown, Wanted
    from bot.verify.check import verify as verified

    settings = settings_at(knowledge)
    try:
        with told(), bar("verifying") as progress:
            wanted = Wanted(norm or (), product or (), most=most)
            report = verified(settings, wanted, processes or os.cpu_count() or 1, progress)
    except Unknown as error:
        fail(str(error), MISUSED)
        return
    for line in [as_json(report)] if wants_json else [*table(report), *(f"\n{breach}" for breach in breaches(report))]:
        say(line)
    if report.breaches:
        raise typer.Exit(FAILED)

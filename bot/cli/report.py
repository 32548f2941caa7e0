"""`partwell report`."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.errors import MISUSED, fail, told
from bot.cli.options import Database, JsonOption, say, settings_of

if TYPE_CHECKING:
    from bot.cases.report import CaseFacts, Figure, Group
    from bot.store.store import Store


class By(StrEnum):
    """What cases are grouped by."""

    product = "product"
    language = "language"
    week = "week"


Since = Annotated[datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="Only cases opened on this day (UTC) or later.")]
ByOption = Annotated[By | None, typer.Option("--by", help="Show each product, language or week as well.")]
CsvOption = Annotated[bool, typer.Option("--csv", help="A line for each figure, for a spreadsheet.")]


def report(
    database: Database = None,
    since: Since = None,
    by: ByOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Show what became of cases, in figures with their definitions: how they ended, how long customers waited, how fair it was."""
    from bot import bootstrap
    from bot.cases.report import groups

    if as_json and as_csv:
        fail("either --json or --csv", MISUSED)
    settings = settings_of(database)
    with told():
        found = [case for case in cases_of(bootstrap.store(settings)) if since is None or case.opened >= since.replace(tzinfo=UTC)]
    made = list(groups(found, by))
    if as_csv:
        write_csv(by, made)
    for line in () if as_csv else in_json(by, made) if as_json else in_text(made):
        say(line)


def cases_of(store: Store) -> Iterator[CaseFacts]:
    """The cases of all conversations that are kept."""
    from bot.cases.report import case_facts

    for conversation in store.conversations():
        yield from case_facts(conversation.id, store.events(conversation.id), UTC)


def in_json(by: By | None, made: Sequence[Group]) -> Iterator[str]:
    """A line a group."""
    for group in made:
        yield json.dumps({"by": by, "group": group.name, "figures": group.figures, "tallies": group.tallies}, ensure_ascii=False)


def write_csv(by: By | None, made: Sequence[Group]) -> None:
    """A line a figure, with a head."""
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(["by", "group", "figure", "kind", "value"])
    for group in made:
        rows.writerows([by or "", group.name or "", figure, "", value] for figure, value in group.figures.items())
        rows.writerows(
            [by or "", group.name or "", tally, kind, value] for tally, kinds in group.tallies.items() for kind, value in kinds.items()
        )


def in_text(made: Sequence[Group]) -> Iterator[str]:
    """The groups below each other, each figure beside what it counts."""
    from bot.cases.report import FIGURES, TALLIES

    for number, group in enumerate(made):
        yield f"{'' if number == 0 else chr(10)}{group.name or 'All cases'}"
        for figure, value in group.figures.items():
            yield f"  {figure:18}{written(value, FIGURES[figure].unit):>9}   {FIGURES[figure].says}"
        for tally, kinds in group.tallies.items():
            if kinds:
                told_kinds = ", ".join(f"{kind} {count}" for kind, count in kinds.items())
                yield f"  {tally:18}{'':9}   {told_kinds} ({TALLIES[tally][0]})"


def written(value: Figure, unit: str) -> str:
    """A figure as people read it."""
    if value is None:
        return "-"
    if unit == "%":
        return f"{value:.0%}"
    return duration(value) if unit == "s" else f"{value:g}"


def duration(seconds: Any) -> str:
    """Seconds in the unit that suits them."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"

"""`partwell doctor`: the findings, line by line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from bot.cli.errors import FAILED
from bot.cli.options import Database, JsonOption, say, settings_of
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.operations.doctor import Finding
    from knowledge.serving import Trouble

MARKS = {"well": "ok", "broken": "BROKEN", "unknown": "-"}


async def findings(settings: Settings) -> list[Finding]:
    """Everything that was looked at."""
    from bot import bootstrap
    from bot.operations.doctor import examine

    def opens() -> None:
        with bootstrap.store(settings) as kept:
            kept.examine()

    def installed() -> dict[str, str]:
        with bootstrap.store(settings) as kept:
            return bootstrap.installed(settings, kept)

    def loads() -> list[Trouble]:
        return bootstrap.served(settings, remember=False).wrong(datetime.now(UTC).date())

    def reads() -> str | None:
        from bot.understanding import encoder, shipped

        shipped.load()
        return encoder.missing()

    return [finding async for finding in examine(settings, opens, loads, installed, reads)]


def line(finding: Finding) -> str:
    """A finding, with how to mend it below."""
    mend = f"\n{'':8}→ {finding.mend}" if finding.mend else ""
    return f"{MARKS[finding.state]:7} {finding.name}: {finding.says}{mend}"


def doctor(database: Database = None, as_json: JsonOption = False) -> None:
    """Look whether everything is there that Slack needs, and say how to mend what is not; exit 1 when something is broken."""
    import asyncio

    found = asyncio.run(findings(settings_of(database)))
    for finding in found:
        say(json.dumps(vars(finding), ensure_ascii=False) if as_json else line(finding))
    if any(finding.state == "broken" for finding in found):
        raise typer.Exit(FAILED)

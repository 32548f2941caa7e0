"""`partwell doctor`: the findings, line by line."""

from __future__ import annotations

from bot import bootstrap
from bot.settings import Settings
from bot.slack.doctor import Finding, examine

MARKS = {"well": "ok", "broken": "BROKEN", "unknown": "-"}


async def findings(settings: Settings) -> list[Finding]:
    """Everything that was looked at."""

    def opens() -> None:
        with bootstrap.store(settings) as kept:
            kept.examine()

    def installed() -> dict[str, str]:
        with bootstrap.store(settings) as kept:
            return bootstrap.installed(settings, kept)

    return [finding async for finding in examine(settings, opens, lambda: bootstrap.library(settings), installed)]


def line(finding: Finding) -> str:
    """A finding, with how to mend it below."""
    mend = f"\n{'':8}→ {finding.mend}" if finding.mend else ""
    return f"{MARKS[finding.state]:7} {finding.name}: {finding.says}{mend}"

"""`partwell doctor`: the findings, line by line."""

from __future__ import annotations

from datetime import UTC, datetime

from bot import bootstrap
from bot.operations.doctor import Finding, examine
from bot.settings import Settings
from knowledge.serving import Trouble

MARKS = {"well": "ok", "broken": "BROKEN", "unknown": "-"}


async def findings(settings: Settings) -> list[Finding]:
    """Everything that was looked at."""

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

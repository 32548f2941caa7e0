"""`partwell purge`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.cli.errors import MISUSED, fail, told
from bot.cli.options import Database, say, settings_of


def purge(
    every: Annotated[bool, typer.Option("--all", help="Do not ask first, however many they are.")] = False,
    database: Database = None,
) -> None:
    """Delete conversations that were quiet for longer than PARTWELL_RETENTION_DAYS, as `run` does; asks first when they are many."""
    from bot import bootstrap
    from bot.cli import personal

    settings, now = settings_of(database), datetime.now(UTC)
    retention = bootstrap.retention(settings)
    with told(), bootstrap.store(settings) as kept:
        share = None if every else retention.too_much(kept, now)
        if share and not sys.stdin.isatty():
            fail(f"{share.quiet} of {share.all} conversations would go, and nobody is there to be asked; say --all", MISUSED)
        if share and not typer.confirm(
            f"It is {now:%Y-%m-%d %H:%M} UTC. Delete {share.quiet} of {share.all} conversations for good?", err=True
        ):
            fail("nothing was deleted")
        say(f"deleted: {personal.counted(retention.purge(kept, now))}")

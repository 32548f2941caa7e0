"""`partwell forget`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bot.cli.errors import MISUSED, fail
from bot.cli.options import Database, say
from bot.cli.personal import Team, User, person


def forget(
    user: User,
    team: Team = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    database: Database = None,
) -> None:
    """Delete all that is kept of a person, wherever they wrote; asks first."""
    from bot.cli import personal

    with person(user, team, database) as (kept, conversations):
        if not yes and not sys.stdin.isatty():
            fail("nobody is there to be asked; say --yes", MISUSED)
        if not yes and not typer.confirm(f"Delete {len(conversations)} conversation(s) of {user} for good?", err=True):
            fail("nothing was deleted")
        say(f"deleted: {personal.counted(kept.forget(*conversations))}")

"""`partwell export`."""

from __future__ import annotations

from bot.cli.options import Database, say
from bot.cli.personal import Team, User, person


def export(user: User, team: Team = None, database: Database = None) -> None:
    """Print all that is kept of a person, as JSON."""
    from bot.cli import personal

    with person(user, team, database) as (kept, conversations):
        say(personal.exported(kept, user, conversations))

"""`partwell drop`."""

from __future__ import annotations

from bot.cli.options import Database
from bot.cli.unsent import Everything, Keys, decide


def drop(keys: Keys = None, everything: Everything = False, database: Database = None) -> None:
    """Never send these messages."""
    from bot.delivery import unsent

    decide(unsent.drop, "dropped", keys, database, everything=everything)

"""`partwell retry`."""

from __future__ import annotations

from bot.cli.options import Database
from bot.cli.unsent import Everything, Keys, decide


def retry(keys: Keys = None, everything: Everything = False, database: Database = None) -> None:
    """Have messages sent now that wait or were put aside."""
    from bot.delivery import unsent

    decide(unsent.retry, "to be sent now", keys, database, everything=everything)

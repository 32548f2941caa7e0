"""`partwell receipt`."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.errors import fail, told
from bot.cli.options import Database, say, settings_of


def receipt(case: Annotated[str, typer.Argument(help="The case, as in PW-7F3AQ2CXLM.")], database: Database = None) -> None:
    """Print the receipt of a case: the same bytes each time."""
    from bot import bootstrap

    with told():
        text = bootstrap.store(settings_of(database)).receipt(case.upper())
        if text is None:
            fail(f"no receipt of a case {case}")
        say(str(text))

"""`partwell desk`."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from bot.cli.errors import fail, told
from bot.cli.options import Database, JsonOption, LanguageOption, say, settings_of


def desk(
    case: Annotated[str | None, typer.Argument(help="Show this case; without it all are listed.")] = None,
    database: Database = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the recorded handoffs, or show one with everything an agent needs."""
    from bot.cases import console as lists
    from bot.delivery.unsent import unsent
    from bot.dialogue.replies import Responses

    settings = settings_of(database)
    with told():
        from bot import bootstrap

        case = case.upper() if case else None
        kept = bootstrap.store(settings)
        unposted = lists.unposted(unsent(kept))
        wanted = [handoff for handoff in kept.handoffs() if case in (None, handoff.case_id)]
        if case and not wanted:
            fail(f"no handoff of a case {case}; `partwell desk` lists them")
        for handoff in wanted:
            if as_json:
                say(json.dumps(lists.data(handoff, unposted), ensure_ascii=False))
            elif case:
                say("\n".join(lists.shown(handoff, Responses(language or settings.language), unposted)))
            else:
                say(lists.listed(handoff, unposted))
        if not wanted and not as_json:
            print("No handoffs recorded.", file=sys.stderr)  # noqa: T201

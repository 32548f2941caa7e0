"""`partwell outbox`: what Slack does not have, for whoever runs the bot."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from bot.cli.errors import told
from bot.cli.options import Database, JsonOption, say, settings_of

if TYPE_CHECKING:
    from bot.delivery.unsent import Unsent

NAMED = ("team", "channel", "method", "attempts", "error")


def listed(row: Unsent) -> str:
    """One message in one line, without its words."""
    place = f"{row.team}/{row.channel}"
    state = "aside" if row.aside else "waits"
    return f"{state}  {row.created:%Y-%m-%d %H:%M} UTC  {place}  {row.method}  {row.attempts}×  {row.error or '-'}  {row.key}"


def data(row: Unsent) -> dict[str, Any]:
    """The same for programs."""
    moments = {"created": row.created.isoformat(), "due": row.due.isoformat()}
    return {"key": row.key, "aside": row.aside, **moments, **{name: getattr(row, name) for name in NAMED}}


def outbox(database: Database = None, as_json: JsonOption = False) -> None:
    """List what Slack does not have: what waits to be sent, and what was put aside."""
    from bot import bootstrap
    from bot.delivery.unsent import unsent

    with told(), bootstrap.store(settings_of(database)) as kept:
        rows = unsent(kept)
        for row in rows:
            say(json.dumps(data(row), ensure_ascii=False) if as_json else listed(row))
        if not rows and not as_json:
            print("Everything is sent.", file=sys.stderr)  # noqa: T201

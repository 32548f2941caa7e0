"""`partwell outbox`, `retry` and `drop`: what Slack does not have, for whoever runs the bot."""

from __future__ import annotations

from typing import Any

from bot.delivery.unsent import Unsent


def listed(row: Unsent) -> str:
    """One message in one line, without its words."""
    place = f"{row.team}/{row.channel}"
    state = "aside" if row.aside else "waits"
    return f"{state}  {row.created:%Y-%m-%d %H:%M} UTC  {place}  {row.method}  {row.attempts}×  {row.error or '-'}  {row.key}"


def data(row: Unsent) -> dict[str, Any]:
    """The same for programs."""
    moments = {"created": row.created.isoformat(), "due": row.due.isoformat()}
    return {"key": row.key, "aside": row.aside, **moments, **{name: getattr(row, name) for name in NAMED}}


NAMED = ("team", "channel", "method", "attempts", "error")

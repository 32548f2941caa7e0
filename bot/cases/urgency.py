"""Which case comes first: by the customer's own last day, then by how long they wait. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from bot.store.tables import Handoff

SOON, LATER = 21, 60
"""Days: notice periods of the articles take up to a month, so three weeks are few."""
NEVER = date.max


class LastDay(NamedTuple):
    """A day that counts for the customer: `act` by then, or it `renews`."""

    kind: str
    day: date


def last_days(brief: dict[str, Any]) -> list[LastDay]:
    """The days that count, as far as they are known: the customer's own date, and by when they have to act for it."""
    return [*_own(brief), *_safe(brief)]


def _own(brief: dict[str, Any]) -> Iterator[LastDay]:
    if said := brief.get("anchor_date"):
        yield LastDay("renews", date.fromisoformat(said[:10]))


def _safe(brief: dict[str, Any]) -> Iterator[LastDay]:
    known = sorted(entry["last_day"] for entry in brief["deadlines"] if entry["last_day"])
    if known:
        yield LastDay("act", date.fromisoformat(known[0][:10]))


def first_day(brief: dict[str, Any]) -> date:
    """The earliest of them; a day that never comes where none is known."""
    return min((each.day for each in last_days(brief)), default=NEVER)


def mark(brief: dict[str, Any], today: date) -> str:
    """A sign beside the words that say the same."""
    left = (first_day(brief) - today).days
    return "🔴" if left <= SOON else "🟠" if left <= LATER else "⚪"


def order(handoff: Handoff) -> tuple[date, datetime]:
    """What a queue is sorted by."""
    return first_day(handoff.brief), handoff.asked or handoff.since

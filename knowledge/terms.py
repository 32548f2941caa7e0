"""Deadlines as dates."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from math import ceil
from typing import Any

from knowledge.schema import Anchor, Deadline, Unit

SATURDAY = 5
HOURS = 24
NAMES = {
    Anchor.next_invoice: {"en": "an invoice or payment", "it": "una fattura o un pagamento"},
    Anchor.next_payment: {"en": "an invoice or payment", "it": "una fattura o un pagamento"},
    Anchor.renewal: {"en": "a renewal", "it": "un rinnovo"},
    Anchor.term_end: {"en": "a term that ends", "it": "una scadenza del contratto"},
    Anchor.trial_end: {"en": "a trial that ends", "it": "una fine della prova"},
    Anchor.cancellation: {"en": "a cancellation", "it": "una disdetta"},
}
"""What happens on the day that is counted from, as «For … on 15 Dec» goes on."""


def last_safe_day(anchor: date, deadline: Deadline) -> date:
    """The last day that keeps the deadline: `anchor` minus its amount for «before», plus it for «after»."""
    amount = deadline.counted if deadline.after else -deadline.counted
    match deadline.unit:
        case Unit.business_days:
            return _business_days(anchor, amount)
        case Unit.hours:
            return anchor + timedelta(days=ceil(amount / HOURS) if amount > 0 else -ceil(-amount / HOURS))
        case Unit.weeks:
            return anchor + timedelta(weeks=amount)
        case Unit.months:
            return _months(anchor, amount)
        case Unit.years:
            return _months(anchor, 12 * amount)
        case _:
            return anchor + timedelta(days=amount)


def next_after(been: date, today: date, *, yearly: bool) -> date | None:
    """The invoice or payment that would come after one that has been, on the same day of the month or year; None after a longer time."""
    coming = next((day for number in range(1, 3) if (day := _months(been, number * (12 if yearly else 1))) > today), None)
    return coming if been <= today else None


def next_charge(charged: str, account: Mapping[str, Any] | None, today: date) -> date | None:
    """The same, for an account of which the billing may be known; `charged` in ISO 8601."""
    yearly = ((account or {}).get("billing") or {}).get("value") == "yearly"
    return next_after(date.fromisoformat(charged), today, yearly=yearly)


def anchor_of(deadline: Deadline) -> Anchor:
    """The day that it is counted from."""
    return deadline.before or deadline.after or Anchor.cancellation


def _months(day: date, amount: int) -> date:
    """The same day of another month; its last one, where that month is shorter."""
    months = day.year * 12 + day.month - 1 + amount
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _business_days(day: date, amount: int) -> date:
    """`amount` days from Monday to Friday away; holidays differ by country and are not in the document."""
    direction, left = (1, amount) if amount > 0 else (-1, -amount)
    while left:
        day += timedelta(days=direction)
        left -= day.weekday() < SATURDAY
    return day

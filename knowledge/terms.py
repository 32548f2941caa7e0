"""Deadlines as dates."""

from __future__ import annotations

from datetime import date, timedelta

from knowledge.schema import Deadline, Unit

SATURDAY = 5


def last_safe_day(anchor: date, deadline: Deadline) -> date:
    """The last day that keeps the deadline: `anchor` minus its amount for «before», plus it for «after»."""
    direction = -1 if deadline.before else 1
    amount = 1 if deadline.amount is None else deadline.amount
    if deadline.unit is Unit.days:
        return anchor + timedelta(days=direction * amount)
    return _business_days(anchor, direction, amount)


def _business_days(day: date, direction: int, amount: int) -> date:
    """`amount` days from Monday to Friday away; holidays differ by country and are not in the document."""
    while amount:
        day += timedelta(days=direction)
        amount -= day.weekday() < SATURDAY
    return day

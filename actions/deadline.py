"""Deadlines told with their dates, once the customer named the day of the next invoice or payment."""

from __future__ import annotations

from datetime import date

from actions.base import View, Voice, deadlines
from actions.dates import last_safe_day
from knowledge.schema import Deadline


def last_day(view: View, deadline: Deadline) -> date | None:
    """The day itself, when the date it is counted from is known."""
    return last_safe_day(date.fromisoformat(view["anchor_date"]), deadline) if view["anchor_date"] else None


def say_last_days(view: View, voice: Voice, *, before: bool = True) -> bool:
    """Says the last safe day of every deadline, with a calendar file. False when no date is known or no deadline is there."""
    days = [(deadline, last_day(view, deadline)) for deadline in deadlines(view, before=before)]
    known = [(deadline, day) for deadline, day in days if day]
    for deadline, day in known:
        late = day < view.now.date()
        response = "utter_last_day_passed" if late else "utter_last_day" if before else "utter_last_day_after"
        file = {} if late else {"file": {"day": day.isoformat(), "product": view["product"], "deadline": deadline.id}}
        values = {"day": day.isoformat(), "anchor": view["anchor_date"], "fact": deadline.text(view.language)}
        voice.say(response, [deadline], name=view.article.name, custom=file, **values)
    return bool(known)

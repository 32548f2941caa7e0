"""Deadlines told with their dates, once the customer named the day of the next invoice or payment."""

from __future__ import annotations

from datetime import date

from actions.base import View, Voice, deadlines
from knowledge.schema import Anchor, Deadline
from knowledge.terms import NAMES, anchor_of, last_safe_day

ASKED = {"in_time": ("utter_in_time", "utter_no_more_time"), "too_late": ("utter_not_late", "utter_too_late")}
"""What the slot `asked_term` holds where a yes or a no is asked for, and how it is answered before and after the day. Else it holds the day
that the customer takes for the deadline, behind `by:` where it is asked whether it will do.
"""


def last_day(view: View, deadline: Deadline) -> date | None:
    """The day itself, when the date it is counted from is known: the next invoice, or the day on which they cancelled."""
    anchor = view["left_date" if anchor_of(deadline) is Anchor.cancellation else "anchor_date"]
    return last_safe_day(date.fromisoformat(anchor), deadline) if anchor else None


def say_last_days(view: View, voice: Voice, *, before: bool = True, asked: bool = False) -> bool:
    """Says the last safe day of every deadline, with a calendar file; `asked`: as the answer to what was asked of it. False when no date
    is known or no deadline is there.
    """
    days = [(deadline, last_day(view, deadline)) for deadline in deadlines(view, before=before)]
    known = [(deadline, day) for deadline, day in days if day]
    if known and before and asked and view["replaced_date"]:
        voice.say("utter_date_replaced", anchor=view["anchor_date"], before=view["replaced_date"])
    for deadline, day in known:
        late = day < view.now.date()
        response = _response(view["asked_term"] if asked else None, day, late=late) if before else _after(late=late)
        file = {} if late else {"file": {"day": day.isoformat(), "product": view["product"], "deadline": deadline.id}}
        of = anchor_of(deadline)
        anchor = view["left_date" if of is Anchor.cancellation else "anchor_date"]
        values = {"day": day.isoformat(), "anchor": anchor, "of": NAMES[of][view.language], "fact": deadline.text(view.language)}
        voice.say(response, [deadline], name=view.article.name, custom=file, **values)
    return bool(known)


def _response(asked: str | None, day: date, *, late: bool) -> str:
    """How a day before an invoice is told: a yes or no first, where one was asked for."""
    if asked in ASKED:
        return ASKED[asked][late]
    by, _, asked_day = (asked or "").rpartition(":")
    if asked_day == day.isoformat():
        return "utter_term_passed" if late else "utter_term_right"
    if by and not late:
        return "utter_in_time" if asked_day < day.isoformat() else "utter_day_too_late"
    return "utter_last_day_passed" if late else "utter_last_day"


def _after(*, late: bool) -> str:
    return "utter_last_day_after_passed" if late else "utter_last_day_after"


def uncounted(view: View) -> list[Deadline]:
    """The deadlines before an invoice or payment of which no day can be told yet: where it can, the day is told instead of the rule."""
    return [deadline for deadline in deadlines(view, before=True) if not last_day(view, deadline)]

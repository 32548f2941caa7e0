"""Deadlines told with their dates, once the customer named the day of the next invoice or payment."""

from __future__ import annotations

from datetime import date
from typing import Any

from actions.base import View, Voice, deadlines
from knowledge.schema import Anchor, Deadline
from knowledge.terms import NAMES, anchor_of, last_safe_day, next_charge

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
    terms = deadlines(view, before=before)
    known = [(deadline, day) for deadline in terms if (day := last_day(view, deadline))]
    if known and before and asked and view["replaced_date"]:
        voice.say("utter_date_replaced", anchor=view["anchor_date"], before=view["replaced_date"])
    for deadline, day in known:
        late = day < view.now.date()
        response = _response(view["asked_term"] if asked else None, day, late=late) if before else _after(late=late)
        of = anchor_of(deadline)
        _say(view, voice, response, deadline, view["left_date" if of is Anchor.cancellation else "anchor_date"])
    perhaps = [(deadline, day) for deadline in terms for day in maybe(view)] if before else []
    for deadline, anchor in perhaps:
        day = last_safe_day(anchor, deadline)
        _say(view, voice, "utter_if_passed" if day < view.now.date() else "utter_if", deadline, anchor.isoformat())
    return bool(known or perhaps)


def _say(view: View, voice: Voice, response: str, deadline: Deadline, anchor: str) -> None:
    """The last safe day, and from which other one it is counted."""
    day = last_safe_day(date.fromisoformat(anchor), deadline)
    late = day < view.now.date()
    file: dict[str, Any] = {} if late else {"file": {"day": day.isoformat(), "product": view["product"], "deadline": deadline.id}}
    of = NAMES[anchor_of(deadline)][view.language]
    values = {"day": day.isoformat(), "anchor": anchor, "of": of, "fact": deadline.text(view.language)}
    voice.say(response, [deadline], None, custom=file, name=view.article.name, **values)


def maybe(view: View) -> list[date]:
    """The days that may be those of the next invoice or payment: named beside another one, or a month or year after the last one."""
    if view["maybe_dates"]:
        return [date.fromisoformat(day) for day in view["maybe_dates"]]
    if view["anchor_date"] or not view["charged_date"]:
        return []
    coming = next_charge(view["charged_date"], view["account"], view.now.date())
    return [coming] if coming else []


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
    return [deadline for deadline in deadlines(view, before=True) if not (last_day(view, deadline) or maybe(view))]

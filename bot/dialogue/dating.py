"""What the days of a message are to the terms of an article: one to count from, the deadline itself, or only noted. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.dialogue.state import State
from bot.understanding.acts import Day, Role
from bot.understanding.reading import Reading
from knowledge.schema import Article
from knowledge.terms import last_safe_day


@dataclass(frozen=True)
class Dated:
    """The days of a message by what follows from them, as ISO 8601."""

    anchor: str | None = None
    """an invoice, payment or renewal to come: terms are counted from it"""
    left: str | None = None
    """the day on which they cancelled: what is counted afterwards begins there"""
    term: str | None = None
    """the deadline itself, as it was told before or as they call it; or a day on which they would cancel, and ask if that will do"""
    named: bool = False
    """whether any day was named"""
    wished: bool = False
    """whether only a day was named by which they want something of us"""


def dated(reading: Reading, state: State, article: Article | None, *, left: bool) -> Dated:
    """What the days of a message are. `left`: whether it is about having cancelled, or coming back."""
    days = reading.days or _of_acts(reading, state)
    told = {day.day for day in days if day.day}
    terms = _terms(state, article)
    meant = [day for day in days if day.day in terms or day.role is Role.term or _acts_on(day, reading, state)]
    term = next((day.day for day in meant if day.day and day.role is not Role.wish), None)
    anchor = None if left else _anchor(reading, state, [day for day in days if day.day != term], article)
    gone = [day.day for day in days if day.day and day.role is Role.gone] or sorted(told)
    return Dated(
        anchor.isoformat() if anchor else None,
        gone[0].isoformat() if left and gone else None,
        term.isoformat() if term and not left else None,
        bool(days) or reading.says("date"),
        bool(days) and all(day.role is Role.wish for day in days),
    )


def _acts_on(day: Day, reading: Reading, state: State) -> bool:
    """Whether it is asked about a day before the invoice that is known: one on which they would cancel, and no other invoice."""
    anchor = state.slots["anchor_date"]
    return bool(anchor and day.day and day.role is Role.none and reading.asking and day.day < date.fromisoformat(anchor))


def _of_acts(reading: Reading, state: State) -> tuple[Day, ...]:
    """The days of acts, where nothing tells what they are: one that has been is no day to come."""
    today = datetime.fromisoformat(state.slots["now"]).date() if state.slots["now"] else date.min
    days = [date.fromisoformat(act.value) for act in reading.all("date") if act.value]
    return tuple(Day(day, Role.none if day > today else Role.gone) for day in days)


def _terms(state: State, article: Article | None) -> set[date]:
    """The deadlines that were told, or could be."""
    anchor = state.slots["anchor_date"]
    if not anchor or article is None:
        return set()
    return {last_safe_day(date.fromisoformat(anchor), term) for term in article.deadlines if term.before}


def _anchor(reading: Reading, state: State, days: list[Day], article: Article | None) -> date | None:
    """The one day that is to come; one of which nothing is said counts where a deadline is asked for, or nothing is known to count from."""
    due = {day.day for day in days if day.day and day.role is Role.due}
    if due:
        return due.pop() if len(due) == 1 else None
    plain = {day.day for day in days if day.day and day.role is Role.none}
    asks = "deadline" in reading.topics or (reading.asking and not reading.topics)
    open_ = state.slots["anchor_date"] is None and (article is None or any(term.before for term in article.deadlines))
    return plain.pop() if len(plain) == 1 and (asks or open_) else None

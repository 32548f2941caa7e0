"""What the days of a message are to the terms of an article: one to count from, the deadline itself, or only noted. Pure."""

from __future__ import annotations

from collections.abc import Sequence
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
    charged: str | None = None
    """an invoice or payment that has been: the next one may come on the same day"""
    wrong: bool = False
    """whether the day that is counted from is said to be the wrong one"""
    corrected: bool = False
    """whether any day is said to be a wrong one"""
    maybe: tuple[str, ...] = ()
    """days that may be the next invoice's, where another one is known or two are named: of each the term is told"""


def dated(reading: Reading, state: State, article: Article | None, *, left: bool) -> Dated:
    """What the days of a message are. `left`: whether it is about having cancelled, or coming back."""
    named = [day for day in reading.days or _of_acts(reading, state) if not is_step(day, reading, state)]
    days = [day for day in named if day.role is not Role.denied]
    corrects = len(days) < len(named) or reading.says("no") or reading.from_button
    wrong = _denied(named, state)
    told = {day.day for day in days if day.day}
    terms = set() if wrong else _terms(state, article)
    counted = _counted_by_them(days, article)
    meant = [day for day in days if day.day in terms or day.role is Role.term or _acts_on(day, reading, state) or day.day in counted]
    term = next((day.day for day in meant if day.day and day.role is not Role.wish), None)
    rest = [day for day in days if day.day != term]
    found = set() if left else _anchors(reading, state, rest, article, corrects=corrects)
    anchor = next(iter(found)) if len(found) == 1 else None
    gone = [day.day for day in days if day.day and day.role in (Role.gone, Role.billed)] or sorted(told)
    charged = _charged(days, corrects=corrects and wrong)
    known = None if wrong else state.slots["anchor_date"]
    maybe = sorted(found) if len(found) > 1 else _others(rest, article) if known and not (anchor or left or term) else []
    return Dated(
        anchor.isoformat() if anchor else None,
        gone[0].isoformat() if left and gone else None,
        term.isoformat() if term and not left else None,
        bool(named) or reading.says("date"),
        bool(days) and all(day.role is Role.wish for day in days),
        charged.isoformat() if charged and not left else None,
        wrong,
        len(days) < len(named),
        tuple(day.isoformat() for day in maybe if day.isoformat() != known),
    )


def is_step(day: Day, reading: Reading, state: State) -> bool:
    """Whether what looks like a day is the number of a step: «the 2nd», with nothing said of a date, while steps are on the screen."""
    dated_too = reading.says("date") or any(each.role is not Role.none or not each.bare for each in reading.days)
    return state.walking and day.bare and not dated_too


def _denied(named: Sequence[Day], state: State) -> bool:
    """Whether the day that is counted from is among those that are denied: «not the 29th» denies it in any month."""
    anchor = state.slots["anchor_date"]
    known = date.fromisoformat(anchor) if anchor else None
    return known is not None and any(day.day and day.day.day == known.day for day in named if day.role is Role.denied)


def _counted_by_them(days: Sequence[Day], article: Article | None) -> set[date]:
    """The deadlines that the customer counts: of two days the one that is the other one's term."""
    if article is None:
        return set()
    terms = [term for term in article.deadlines if term.before]
    told = {day.day: day.role for day in days if day.day and day.role in (Role.due, Role.none, Role.term)}
    return {day for anchor in told for term in terms if told.get(day := last_safe_day(anchor, term), Role.due) is not Role.due}


def _charged(days: Sequence[Day], *, corrects: bool) -> date | None:
    """The last invoice or payment that has been; in a correction of one, any day that has been is it."""
    roles = (Role.billed, Role.gone) if corrects else (Role.billed,)
    return max((day.day for day in days if day.day and day.role in roles), default=None)


def _others(days: Sequence[Day], article: Article | None) -> list[date]:
    """Days to come of which nothing says what they are, while another one is counted from."""
    if article is None or not any(term.before for term in article.deadlines):
        return []
    return sorted({day.day for day in days if day.day and day.role is Role.none})


def _acts_on(day: Day, reading: Reading, state: State) -> bool:
    """Whether it is asked about a day before the invoice that is known: one on which they would cancel, and no other invoice."""
    anchor = state.slots["anchor_date"]
    return bool(anchor and day.day and day.role is Role.none and reading.asking and day.day < date.fromisoformat(anchor))


def _of_acts(reading: Reading, state: State) -> tuple[Day, ...]:
    """The days of acts, where nothing tells what they are: one that has been is no day to come."""
    days = [date.fromisoformat(act.value) for act in reading.all("date") if act.value]
    return tuple(Day(day, Role.none if day > today(state) else Role.gone) for day in days)


def today(state: State) -> date:
    """The day of the turn."""
    return datetime.fromisoformat(state.slots["now"]).date() if state.slots["now"] else date.min


def _terms(state: State, article: Article | None) -> set[date]:
    """The deadlines that were told, or could be."""
    anchor = state.slots["anchor_date"]
    if not anchor or article is None:
        return set()
    return {last_safe_day(date.fromisoformat(anchor), term) for term in article.deadlines if term.before}


def _anchors(reading: Reading, state: State, days: list[Day], article: Article | None, *, corrects: bool) -> set[date]:
    """The days to come that are an invoice's; one of which nothing is said is where a deadline is asked for, where another one is
    corrected, or where nothing is known to count from.
    """
    due = {day.day for day in days if day.day and day.role is Role.due}
    if due:
        return due
    plain = {day.day for day in days if day.day and day.role is Role.none}
    asks = "deadline" in reading.topics or (reading.asking and not reading.topics)
    open_ = state.slots["anchor_date"] is None and (article is None or any(term.before for term in article.deadlines))
    return plain if asks or open_ or corrects else set()

"""Dates in a customer's words: «15 December», «il 3», «next Friday», «tra dieci giorni»."""

from __future__ import annotations

import re
import warnings
from datetime import date, datetime, timedelta

_HINT = re.compile(
    r"\d|\b(tomorrow|today|next|mon|tues|wednes|thurs|fri|satur|sun|first|domani|dopodomani|oggi|prossim|luned|marted|mercoled|gioved|venerd|sabato|domenica)",
    re.IGNORECASE,
)
_DAY_ONLY = {
    "en": re.compile(
        r"\b(?:on |by |the )+(?P<day>\d{1,2})(?:st|nd|rd|th)?\b(?!\s*(?:%|\$|€|days?|weeks?|months?|years?|users?|seats?|contacts?|k\b))",
        re.IGNORECASE,
    ),
    "it": re.compile(
        r"\b(?:il|l'|del|entro il|al)\s*(?P<day>\d{1,2})\b(?!\s*(?:%|\$|€|giorn|settiman|mes|ann|utent|contatt|euro))", re.IGNORECASE
    ),
}
_NUMBERS_ONLY = re.compile(r"^[\d\s.,]+$")


def find(text: str, language: str, today: date) -> date | None:
    """The one future date that a text names, or None. A day without a month is the next such day."""
    if not _HINT.search(text):
        return None
    return _searched(text, language, today) or _next_day(text, language, today)


def _searched(text: str, language: str, today: date) -> date | None:
    """With the dateparser library, imported late: most messages hold no date, and it is slow to load."""
    from dateparser.search import search_dates

    order = "DMY" if language == "it" else "MDY"
    settings = {"RELATIVE_BASE": datetime.combine(today, datetime.min.time()), "PREFER_DATES_FROM": "future", "DATE_ORDER": order}
    settings |= {"REQUIRE_PARTS": ["day", "month"], "PARSERS": ["relative-time", "absolute-time"]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = search_dates(text, languages=[language], settings=settings) or []
    dates = {moment.date() for words, moment in found if not _NUMBERS_ONLY.match(words) and len(words) > 3}
    near = [day for day in dates if today <= day <= today + timedelta(days=800)]
    return near[0] if len(near) == 1 else None


def _next_day(text: str, language: str, today: date) -> date | None:
    found = _DAY_ONLY[language].search(text)
    if not found or not 1 <= int(found["day"]) <= 31:
        return None
    day = today
    for _ in range(62):
        day += timedelta(days=1)
        if day.day == int(found["day"]):
            return day
    return None

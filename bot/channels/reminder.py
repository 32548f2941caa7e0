"""The last safe day as a calendar file (iCalendar, RFC 5545)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event

from knowledge.library import Library

SUMMARY = {"en": "Last safe day to cancel {name}", "it": "Ultimo giorno sicuro per disdire {name}"}
AFTER = {"en": "Last day: {name}", "it": "Ultimo giorno: {name}"}
DAYS_AHEAD = 2


def file_name(wanted: dict[str, Any]) -> str:
    """`acme-before-renewal-2026-12-05.ics`: two terms may end on the same day, and neither file takes the other's place."""
    return f"{wanted['product']}-{wanted['deadline']}-{wanted['day']}.ics"


def calendar_file(wanted: dict[str, Any], language: str, library: Library, now: datetime) -> bytes:
    """An all-day entry with an alarm before it. `wanted`: product, day (ISO), deadline (its id)."""
    article = library.article(wanted["product"])
    deadline = next(d for d in article.deadlines if d.id == wanted["deadline"])
    title = (SUMMARY if deadline.before else AFTER)[language].format(name=article.name)
    day = date.fromisoformat(wanted["day"])
    entry = Event()
    entry.add("uid", f"{wanted['product']}-{wanted['deadline']}-{wanted['day']}@partwell")
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("dtstart", day)
    entry.add("dtend", day + timedelta(days=1))
    entry.add("summary", title)
    entry.add("description", deadline.text(language))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta(days=-DAYS_AHEAD))
    entry.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//Partwell//EN")
    calendar.add("version", "2.0")
    calendar.add_component(entry)
    return bytes(calendar.to_ical())

"""Two dates are two calendar files: none takes another's place."""

from __future__ import annotations

from itertools import combinations

from bot.channels.reminder import calendar_file, file_name
from knowledge.library import Library
from tests.conftest import BEGAN

WANTED = [
    {"product": "infusionsoft", "deadline": "notice", "day": "2026-12-05"},
    {"product": "infusionsoft", "deadline": "notice", "day": "2026-12-12"},
    {"product": "infusionsoft", "deadline": "renewal", "day": "2026-12-05"},
    {"product": "octopus_crm", "deadline": "notice", "day": "2026-12-05"},
]


def test_another_day_another_term_or_another_product_is_another_file() -> None:
    assert all(file_name(one) != file_name(other) for one, other in combinations(WANTED, 2))


def test_two_dates_are_two_entries_of_a_calendar(library: Library) -> None:
    first, second = (calendar_file(wanted, "en", library, BEGAN).decode() for wanted in WANTED[:2])
    assert "20261205" in first
    assert "20261212" in second
    assert [line for line in first.splitlines() if line.startswith("UID")] != [
        line for line in second.splitlines() if line.startswith("UID")
    ]

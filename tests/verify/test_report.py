"""What is printed of a report: rows in order, the shortest conversations, no more than a few of each norm."""

from __future__ import annotations

import json

import pytest

from bot.cli.verify import as_json, breaches, table
from bot.verify.check import Report, Row, chosen
from bot.verify.walk import Breach, Walked

CONVERSATION = [("cancel Sample", "Which plan?  [Solo]  [Team]"), ("[Solo]", "First line\nsecond line")]


@pytest.fixture
def report() -> Report:
    broken = [Breach("N4", "sample", "en", f"wrong {number}", "flows/cancel.yml:7 cancel.offer", CONVERSATION) for number in range(5)]
    rows = [Row(norm, states=3, transitions=1234, breaches=broken if norm.id == "N4" else []) for norm in chosen(["N3", "N4"])]
    walks = [Walked("sample", states=3, transitions=1234, complete=complete) for complete in (False, True)]
    return Report(rows, walks, broken, 1.25)


def test_the_table_says_what_holds_and_what_is_broken(report: Report) -> None:
    head, holds, broken, total = table(report)
    assert head.startswith("norm")
    assert holds.startswith("N3 ")
    assert holds.endswith("holds")
    assert broken.endswith("5 broken")
    assert "1,234" in broken
    assert total.startswith("\n2 walk(s), 1 of them stopped early")
    assert total.endswith(": 6 states, 2,468 transitions in both languages, 1.2 s.")


def test_a_breach_is_told_as_a_conversation(report: Report) -> None:
    first, *_ = breaches(report)
    assert first.splitlines() == [
        "N4 sample (en): wrong 0",
        "  look at flows/cancel.yml:7 cancel.offer",
        "  you> cancel Sample",
        "       Which plan?  [Solo]  [Team]",
        "  you> [Solo]",
        "       First line",
        "       second line",
    ]


def test_of_many_breaches_a_few_are_told_and_the_others_counted(report: Report) -> None:
    told = list(breaches(report))
    assert len(told) == 4
    assert told[-1] == "… and 2 more of N4."


def test_as_json_nothing_is_left_out(report: Report) -> None:
    data = json.loads(as_json(report))
    assert (data["states"], data["transitions"], len(data["breaches"])) == (6, 2468, 5)
    assert (data["walks"], data["complete"]) == (2, 1)
    assert data["breaches"][0]["conversation"] == [list(each) for each in CONVERSATION]
    assert [(row["norm"], row["breaches"]) for row in data["norms"]] == [("N3", 0), ("N4", 5)]

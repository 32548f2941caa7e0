"""The bank's protocol, case by case, through the shipped engine and actions."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.data_files import read
from bot.turn import Conversations
from tests.conftest import ROME
from tests.retention.bank import Account
from tests.retention.play import Closure

TODAY = datetime(2025, 11, 14, 10, 0, tzinfo=ROME)


def listed() -> list[Any]:
    """The cases as pytest's parameters; what the engine cannot do must fail."""
    marked = []
    for case in read(Path(__file__).parent / "cases.yml")["cases"]:
        marks = [pytest.mark.xfail(reason=case["cannot"], strict=True)] if "cannot" in case else []
        marked.append(pytest.param(case, id=case["name"], marks=marks))
    return marked


def account(case: dict[str, Any]) -> Account | None:
    facts = case["account"]
    return None if facts == "unknown" else Account().changed({**facts, "records": tuple(facts.get("records", ()))})


def played(case: dict[str, Any], conversations: Conversations) -> Closure:
    closure = Closure(conversations, account(case), TODAY, case.get("language"))
    for step in case["turns"]:
        closure.turn(step)
    return closure


@pytest.mark.parametrize("case", listed())
def test_the_engine_decides_as_the_protocol_does(case: dict[str, Any], in_the_banks_order: Conversations) -> None:
    closure = played(case, in_the_banks_order)
    decided = {
        "in_the_way": closure.in_the_way(),
        "offers": closure.offers,
        "logged": closure.logged(),
        "outcome": closure.outcome(),
        "stated": closure.following(),
    }
    nothing: dict[str, Any] = {"in_the_way": [], "offers": [], "logged": None, "outcome": None, "stated": []}
    assert decided == {name: case.get(name, default) for name, default in nothing.items()}

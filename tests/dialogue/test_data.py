"""The dialogue's data files: what is in them, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.data_files import DataError
from bot.dialogue import domain, flows
from bot.dialogue.predicate import PredicateError, parse
from tests.formats import problems

FLOW = "flows:\n  one:\n    name: One\n    description: One\n    steps:\n"


def test_the_shipped_data_files_have_no_problem() -> None:
    assert list(problems()) == []


@pytest.mark.parametrize(
    ("text", "slots", "result"),
    [
        ("slots.a", {"a": []}, False),
        ("slots.a > 1 and not slots.b", {"a": 2, "b": None}, True),
        ("slots.a > 1", {"a": None}, False),
        ('slots.a == "x" or slots.b is null', {"a": "y", "b": None}, True),
        ("slots.a is not null", {}, False),
        ("false", {}, False),
    ],
)
def test_conditions_read_slots(text: str, slots: dict[str, object], result: bool) -> None:
    assert parse(text)(slots) is result


@pytest.mark.parametrize("text", ["__import__('os')", "slots.a.b", "open('x')", "slots.a +", "a", "slots.a < slots.b < 3", "lambda: 1"])
def test_conditions_can_do_nothing_else(text: str) -> None:
    with pytest.raises(PredicateError):
        parse(text)


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ("      - {id: a, action: action_x, next: nowhere}\n", "nowhere"),
        ("      - {id: a, call: nothing}\n", "nothing"),
        ("      - {id: a, action: action_x, collect: y}\n", "exactly one"),
        ("      - {id: a, noop: true, next: [{if: slots.a}]}\n", "branch"),
        ("      - {id: a, noop: true, next: [{if: 'import os', then: END}]}\n", "condition"),
        ("      - {id: a, noop: true, surprise: 1}\n", "surprise"),
        ("      - {id: a, noop: true, metadata: {resumes: nowhere}}\n", "nowhere"),
    ],
)
def test_a_flow_with_a_mistake_is_refused_by_name(tmp_path: Path, steps: str, message: str) -> None:
    (tmp_path / "bad.yml").write_text(FLOW + steps, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        flows.load(tmp_path)


def test_two_flows_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yml").write_text(FLOW + "      - {id: a, noop: true}\n", encoding="utf-8")
    with pytest.raises(DataError, match="twice"):
        flows.load(tmp_path)


@pytest.mark.parametrize("text", ["- a", "intents: [", "version: '3.1'\nslots: {a: {type: strange, mappings: []}}"])
def test_a_domain_with_a_mistake_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "domain.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"domain\.yml"):
        domain.load(path)

"""Cases of what people write, as data, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.cases.talks import departures
from tests.conftest import Talk

FOLDER = Path(__file__).parent / "text"


def cases() -> list[Any]:
    """Every case of every file, with what is expected to fail (`fails:` says why) marked so, strictly."""
    found = []
    for path in sorted(FOLDER.glob("*.yml")):
        for case in YAML(typ="safe").load(path.read_text(encoding="utf-8")):
            marks = [pytest.mark.xfail(reason=case["fails"], strict=True, raises=pytest.fail.Exception)] if "fails" in case else []
            found.append(pytest.param(case, id=f"{path.stem}/{case['id']}", marks=marks))
    return found


@pytest.mark.parametrize("case", cases())
def test_what_comes_of_it_is_what_the_case_says(case: dict[str, Any], talk: Talk) -> None:
    if problems := departures(case, talk):
        pytest.fail("\n".join(problems))


def test_no_two_cases_of_a_file_have_the_same_name() -> None:
    names = [case.id for case in cases()]
    assert len(names) == len(set(names))

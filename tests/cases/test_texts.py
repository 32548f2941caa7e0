"""Cases of what people write, as data, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cases.files import cases
from tests.cases.talks import departures
from tests.conftest import Talk
from tests.misread import expected

CASES = expected("texts", cases(Path(__file__).parent / "text"))


@pytest.mark.parametrize("case", CASES)
def test_what_comes_of_it_is_what_the_case_says(case: dict[str, Any], talk: Talk) -> None:
    if problems := departures(case, talk):
        pytest.fail("\n".join(problems))


def test_no_two_cases_of_a_file_have_the_same_name() -> None:
    names = [case.id for case in CASES]
    assert len(names) == len(set(names))

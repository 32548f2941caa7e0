"""Every conversation of the folders is played as it is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.turn import Conversations
from knowledge.schema import LANGUAGES
from tests.conftest import Talk
from tests.conversations.e2e import cases, play
from tests.misread import expected

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*/*/*.yml"))
CASES = expected(
    "conversations", [pytest.param(case, id=f"{path.relative_to(HERE)}::{case['test_case']}") for path in FILES for case in cases(path)]
)


@pytest.mark.parametrize("case", CASES)
def test_the_conversation_goes_as_written(case: dict[str, Any], shared_conversations: Conversations) -> None:
    departures = play(case, Talk(shared_conversations))
    assert not departures, "\n".join(departures)


def test_each_language_has_the_same_conversations() -> None:
    stems = {language: {str(p.relative_to(HERE / language)) for p in HERE.glob(f"{language}/*/*.yml")} for language in LANGUAGES}
    assert stems["en"] == stems["it"]
    counts = {language: sum(len(cases(p)) for p in HERE.glob(f"{language}/*/*.yml")) for language in LANGUAGES}
    assert all(count >= 40 for count in counts.values()), counts

"""Cases of Slack, as data: what people do there, and what they see of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from bot.store.store import Store
from bot.turn import Conversations
from tests.cases.files import cases
from tests.cases.play import Play
from tests.cases.workspace import Workspace
from tests.misread import expected

CASES = expected("slack", cases(Path(__file__).parent / "slack"))


@pytest.mark.parametrize("case", CASES)
async def test_people_see_what_the_case_says(
    case: dict[str, Any], shared_conversations: Conversations, settings: Settings, sqlite_url: str
) -> None:
    with Store.open(sqlite_url) as store:
        if problems := await Play(Workspace(shared_conversations, store, settings)).run(case):
            pytest.fail("\n".join(problems))


@pytest.mark.parametrize("case", [case for case in CASES if str(case.id).startswith(("threads/", "moved/"))])
async def test_threads_are_the_same_on_postgresql(
    case: dict[str, Any], shared_conversations: Conversations, settings: Settings, postgres_url: str
) -> None:
    with Store.open(postgres_url) as store:
        if problems := await Play(Workspace(shared_conversations, store, settings)).run(case):
            pytest.fail("\n".join(problems))

"""What every test may use: the real library, the real dialogue, the real understanding. The model is trained once."""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from bot import bootstrap
from bot.dialogue.tracker import Event, Tracker
from bot.settings import Settings
from bot.turn import Conversations, Outcome, Turn
from knowledge.library import Library, build
from tests.databases import line, postgres, postgres_url, sqlite_url, store, store_url  # noqa: F401  (fixtures)

CACHE = Path(os.environ.get("PARTWELL_CACHE", Path(__file__).parent.parent / "build" / "cache"))
ROME = timezone(timedelta(hours=1))
BEGAN = datetime(2026, 11, 22, 10, 0, tzinfo=ROME)

hypothesis_settings.register_profile("partwell", deadline=None, max_examples=60, derandomize=True)
hypothesis_settings.load_profile("partwell")


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(cache=CACHE, _env_file=None)


@pytest.fixture(scope="session")
def library() -> Library:
    return build()


@pytest.fixture(scope="session")
def shared_conversations(settings: Settings) -> Conversations:
    return bootstrap.conversations(settings, None)  # type: ignore[arg-type]  # these tests decide and never store


class Talk:
    """A conversation that is only decided, never stored: quick, and nothing to clean up."""

    def __init__(self, conversations: Conversations, name: str = "customer", language: str | None = None) -> None:
        self.conversations, self.language = conversations, language
        self.tracker: Tracker = conversations.tracker(name, None)
        self.at = BEGAN
        self.events: list[Event] = []
        self.outcomes: list[Outcome] = []

    def say(self, *texts: str) -> Outcome:
        """Say these one after the other; what came of the last."""
        for text in texts:
            turn = Turn(self.tracker.sender_id, text, self.at, self.language)
            outcome, self.events, self.tracker = self.conversations.decide(turn, self.tracker)
            self.outcomes.append(outcome)
            self.at += timedelta(seconds=20)
        return self.outcomes[-1]

    @property
    def slots(self) -> dict[str, object]:
        return self.tracker.slots

    def responses(self) -> list[str]:
        """Names of the responses of the last turn."""
        return [reply.response for reply in self.outcomes[-1].replies]

    def text(self) -> str:
        """All that was said in the last turn."""
        return "\n".join(reply.text for reply in self.outcomes[-1].replies)

    def titles(self) -> list[str]:
        """Titles of the buttons of the last turn."""
        return [button.title for reply in self.outcomes[-1].replies for button in reply.buttons]


@pytest.fixture
def talk(shared_conversations: Conversations) -> Talk:
    return Talk(shared_conversations)

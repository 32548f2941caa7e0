"""A conversation in acts: what was said is given, not read, so that only deciding and answering are looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.dialogue.tracker import Tracker
from bot.turn import Conversations, Outcome, Turn
from bot.understanding.acts import Act
from bot.understanding.reading import Reading
from tests.conftest import BEGAN


class InActs:
    """Says acts, written as in `docs/acts.md`."""

    def __init__(self, conversations: Conversations, language: str = "en") -> None:
        self.conversations, self.language = conversations, language
        self.tracker: Tracker = conversations.tracker("customer", None)
        self.at = BEGAN
        self.outcome: Outcome | None = None

    def say(self, *acts: str | Act, text: str = "said", **read: Any) -> list[str]:
        """The names of what is answered."""
        found = tuple(act if isinstance(act, Act) else _act(act) for act in acts)
        reading = Reading(text, self.language, found, language_sure=True, **read)
        commands = self.conversations.policy.commands(self.tracker, reading)
        turn = Turn(self.tracker.sender_id, text, self.at, self.language)
        self.outcome, _, self.tracker = self.conversations.answer(turn, self.tracker, reading, commands)
        self.at += timedelta(seconds=20)
        return [reply.response for reply in self.outcome.replies]

    @property
    def text(self) -> str:
        """All that was said last."""
        return "\n".join(reply.text for reply in self.outcome.replies) if self.outcome else ""

    @property
    def payloads(self) -> list[str]:
        """Of the buttons that were shown last."""
        return [button.payload for reply in self.outcome.replies for button in reply.buttons] if self.outcome else []

    @property
    def slots(self) -> dict[str, Any]:
        """What is remembered."""
        return self.tracker.slots


def _act(written: str) -> Act:
    name, _, value = written.partition("=")
    return Act(name, value, agreed=True)

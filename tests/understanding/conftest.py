"""The real understanding, and a corpus so small that a model of it is trained in a moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation import Conversations
from bot.understanding.pipeline import Pipeline

SMALL = {
    "en": {
        "cancel": ["cancel it", "please cancel my plan", "I want to cancel my account", "cancel the subscription now"],
        "keep": ["keep it", "I want to keep my plan", "we would rather stay", "please keep the account as it is"],
        "thanks": ["thanks", "thank you so much", "many thanks for the help", "thanks a lot"],
    },
    "it": {
        "cancel": ["voglio disdire", "disdire il piano", "vorrei chiudere l'account", "disdire subito l'abbonamento"],
        "keep": ["lo tengo", "voglio tenere il piano", "preferiamo restare", "tieni l'account come sta"],
        "thanks": ["grazie", "grazie mille", "grazie tante per l'aiuto", "mille grazie"],
    },
}


def write_phrases(folder: Path, intents: dict[str, dict[str, list[str]]]) -> Path:
    """A folder of phrases in Rasa's format: language → intent → examples."""
    for language, by_intent in intents.items():
        for intent, examples in by_intent.items():
            lines = "\n".join(f"      - {example}" for example in examples)
            text = f'version: "3.1"\nnlu:\n  - intent: {intent}\n    examples: |\n{lines}\n'
            path = folder / language / f"{intent}.yml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def small_corpus(tmp_path: Path) -> Path:
    """Phrases of three intents in both languages."""
    return write_phrases(tmp_path / "phrases", SMALL)


@pytest.fixture(scope="session")
def pipeline(shared_conversations: Conversations) -> Pipeline:
    return shared_conversations.pipeline

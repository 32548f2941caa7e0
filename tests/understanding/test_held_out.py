"""How well wording is understood that the model has never seen. The phrases are never trained on."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from bot.understanding.corpus import Phrase, from_file, phrases
from bot.understanding.pipeline import Context, Pipeline, Understanding

HELD_OUT = Path(__file__).parent / "held_out"
TOP_1, TOP_3, SURE_AND_RIGHT = 0.84, 0.93, 0.92
ACT = 0.8
"""Confidence from which the dialogue acts without asking back."""
LANGUAGES = ["en", "it"]
Understood = dict[str, list[tuple[Phrase, Understanding]]]


@cache
def held_out(language: str) -> list[Phrase]:
    return list(from_file(HELD_OUT / f"{language}.yml", language))


def plain(text: str) -> str:
    return " ".join(text.lower().split()).strip(" .!?")


@pytest.fixture(scope="module")
def understood(pipeline: Pipeline) -> Understood:
    """Language → each phrase with what was understood, all intents being possible."""
    return {
        language: [(phrase, pipeline.understand(phrase.text, Context(language=language))) for phrase in held_out(language)]
        for language in LANGUAGES
    }


def share(right: list[bool]) -> float:
    return sum(right) / len(right)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wish_is_understood(understood: Understood, language: str) -> None:
    assert share([found.intent == phrase.intent for phrase, found in understood[language]]) >= TOP_1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wish_is_among_the_three_that_would_be_offered(understood: Understood, language: str) -> None:
    assert share([phrase.intent in [intent for intent, _ in found.ranked[:3]] for phrase, found in understood[language]]) >= TOP_3


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_is_acted_upon_without_asking_back(understood: Understood, language: str) -> None:
    assert share([found.confidence >= ACT for _, found in understood[language]]) > 0.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_acted_upon_is_right(understood: Understood, language: str) -> None:
    sure = [found.intent == phrase.intent for phrase, found in understood[language] if found.confidence >= ACT]
    assert share(sure) >= SURE_AND_RIGHT


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_held_out_phrase_is_trained_on(language: str) -> None:
    trained = {plain(text) for phrase in phrases() for text in (phrase.text, phrase.neutral)}
    assert not [phrase.text for phrase in held_out(language) if {plain(phrase.text), plain(phrase.neutral)} & trained]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_has_held_out_phrases(language: str) -> None:
    trained = {phrase.intent for phrase in phrases() if phrase.language == language}
    held = [phrase.intent for phrase in held_out(language)]
    assert set(held) == trained
    assert all(held.count(intent) >= 6 for intent in trained)

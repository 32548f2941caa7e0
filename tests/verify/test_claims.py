"""What may not be claimed is found by its pattern; what has to be said is left alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bot.data_files import read
from bot.verify import claims
from knowledge.schema import LANGUAGES

SENTENCES: dict[str, Any] = read(Path(__file__).parent / "claims.yml")
PATTERNS: dict[str, Any] = read(Path(claims.__file__).parent / "claims.yml")
KINDS = ("cancelled", "human", "first")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_pattern_finds_its_own_sentences(kind: str, language: str) -> None:
    patterns, examples = PATTERNS[kind][language], SENTENCES[kind][language]
    for pattern, sentences in zip(patterns, examples, strict=True):
        for sentence in sentences:
            assert re.search(pattern, sentence.casefold().replace("’", "'")), (pattern, sentence)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_claim_is_told_in_its_words(kind: str, language: str) -> None:
    for sentence in (sentence for sentences in SENTENCES[kind][language] for sentence in sentences):
        words = claims.claimed(kind, f"So:\n {sentence.upper()}", language)
        assert words, sentence
        assert words in sentence.casefold().replace("’", "'")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_harmless_sentences_are_left_alone(kind: str, language: str) -> None:
    assert {sentence: words for sentence in SENTENCES["harmless"][language] if (words := claims.claimed(kind, sentence, language))} == {}


def test_what_is_allowed_hides_no_other_claim() -> None:
    assert claims.claimed("cancelled", "Nothing was cancelled yet, but now it is cancelled.", "en")
    assert claims.claimed("cancelled", "Non ho annullato niente, ma ora è annullato.", "it")

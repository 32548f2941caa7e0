"""The classifier: the same phrases make the same model, and a kept model is the model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.understanding import classifier, corpus
from bot.understanding.classifier import OTHER, Model
from bot.understanding.encoder import NoEncoder
from bot.understanding.features import LONGEST, clean, pieces, terms, words
from tests.understanding.conftest import SMALL, write_phrases

TEXTS = ["cancel it", "voglio disdire", "thanks, keep my plan", "", "🙂", "nothing known qqqq"]
FOREIGN = ["je voudrais annuler", "ich möchte kündigen", "merci beaucoup"]
VECTOR = NoEncoder().encode([""])[0]


def trained(folder: Path) -> Model:
    return classifier.train(corpus.phrases(folder), NoEncoder(), FOREIGN, lambda *_: None)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return trained(write_phrases(tmp_path_factory.mktemp("phrases"), SMALL))


def test_few_intents_are_enough_to_train(model: Model) -> None:
    assert model.intents == ["cancel", "keep", "thanks"]
    assert model.languages == ["en", "it", OTHER]


@pytest.mark.parametrize(("text", "intent"), [("cancel my plan", "cancel"), ("voglio disdire il piano", "cancel"), ("thank you", "thanks")])
def test_a_small_model_understands_its_own_words(model: Model, text: str, intent: str) -> None:
    scores = model.logits(text, VECTOR)[: len(model.intents)]
    assert model.intents[int(scores.argmax())] == intent


def test_the_same_phrases_make_the_same_model(model: Model, small_corpus: Path) -> None:
    again = trained(small_corpus)
    assert np.array_equal(model.weights, again.weights)
    assert np.array_equal(model.calibration, again.calibration)
    assert all(np.array_equal(model.logits(text, VECTOR), again.logits(text, VECTOR)) for text in TEXTS)


def test_a_kept_model_scores_like_the_one_that_was_trained(model: Model, tmp_path: Path) -> None:
    classifier.save(model, tmp_path / "model.npz")
    kept = classifier.load(tmp_path / "model.npz")
    assert kept
    for text in TEXTS:
        scores = model.logits(text, VECTOR)
        assert np.allclose(scores, kept.logits(text, VECTOR), atol=1e-4)
        assert model.confidence(scores, 0, VECTOR) == pytest.approx(kept.confidence(scores, 0, VECTOR), abs=1e-5)


def test_a_kept_model_keeps_everything_else_too(model: Model, tmp_path: Path) -> None:
    classifier.save(model, tmp_path / "model.npz")
    kept = classifier.load(tmp_path / "model.npz")
    assert kept
    assert (kept.intents, kept.languages, kept.exact) == (model.intents, model.languages, model.exact)
    assert kept.term_block.columns == model.term_block.columns


def test_saving_leaves_one_file(model: Model, tmp_path: Path) -> None:
    classifier.save(model, tmp_path / "new" / "model.npz")
    classifier.save(model, tmp_path / "new" / "model.npz")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["model.npz"]


def test_confidence_is_a_share(model: Model) -> None:
    for text in TEXTS:
        scores = model.logits(text, VECTOR)[: len(model.intents)]
        assert all(0 <= model.confidence(scores, best, VECTOR) <= 1 for best in range(len(model.intents)))


def test_training_tells_how_far_it_is(small_corpus: Path) -> None:
    shares: list[float] = []
    classifier.train(corpus.phrases(small_corpus), NoEncoder(), FOREIGN, lambda _, share: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_phrase_of_two_intents_is_no_exact_phrase(tmp_path: Path) -> None:
    both = {"en": {"cancel": [*SMALL["en"]["cancel"], "stop"], "keep": [*SMALL["en"]["keep"], "stop"]}}
    model = trained(write_phrases(tmp_path, both))
    assert "cancel it" in model.exact
    assert "stop" not in model.exact


def test_words_that_were_trained_on_are_known(model: Model) -> None:
    assert model.knows_a_word("please xyzzy")
    assert not model.knows_a_word("xyzzy 12 !")


# what a text looks like to it


def test_digits_all_look_alike_and_case_does_not_count() -> None:
    assert words("Pay 12€ NOW!!") == ["pay", "00", "€", "now", "!!"]


def test_pieces_stay_within_their_words() -> None:
    assert " ca" in pieces("cancel it")
    assert not [piece for piece in pieces("cancel it") if piece.strip() == "l i"]


def test_pairs_are_of_neighbours() -> None:
    assert terms("cancel it now") == ["cancel", "it", "now", "cancel it", "it now"]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("  two \n\t lines\x00 ", "two lines"),
        ("\u202ecancel\u202c", "cancel"),
        ("zero\u200bwidth", "zerowidth"),
        ("perche\u0301", "perché"),
        ("half \ud83d a face", "half a face"),
        ("", ""),
    ],
)
def test_a_text_is_one_clean_line(text: str, seen: str) -> None:
    assert clean(text) == seen


def test_a_text_is_read_so_far_and_no_further() -> None:
    assert len(clean("word " * 5000)) <= LONGEST

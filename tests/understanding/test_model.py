"""The model: the same messages make the same model, a kept model is the model, and a damaged one is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.understanding import model as kept
from bot.understanding.clauses import clauses
from bot.understanding.encoder import NoEncoder
from bot.understanding.model import Model, Scored, texts_of
from bot.understanding.situation import OPEN, Situation
from bot.understanding.training import OTHER
from tests.understanding.small import trained

TEXTS = ["cancel it", "voglio disdire", "thanks. keep my plan", "", "🙂", "nothing known qqqq"]


@pytest.fixture(scope="module")
def progress() -> list[float]:
    return []


@pytest.fixture(scope="module")
def model(progress: list[float]) -> Model:
    return trained(progress)


@pytest.fixture(scope="module")
def saved(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kept") / "new" / "model.npz"
    kept.save(model, path)
    return path


def scored(model: Model, text: str, place: str = "nothing") -> Scored:
    parts = clauses(text)
    return model.read(text, parts, Situation(place), NoEncoder().encode(texts_of(text, parts)))


def likeliest(model: Model, text: str) -> str:
    shares = scored(model, text).probabilities
    return max(shares, key=lambda act: shares[act])


def test_few_messages_are_enough_to_train(model: Model) -> None:
    assert (model.labels, model.languages) == (["cancel", "keep", "thanks"], ["en", "it", OTHER])


@pytest.mark.parametrize(("text", "act"), [("cancel my plan", "cancel"), ("voglio disdire il piano", "cancel"), ("thank you", "thanks")])
def test_a_small_model_reads_its_own_words(model: Model, text: str, act: str) -> None:
    assert likeliest(model, text) == act


def test_several_acts_are_each_found_in_the_clause_that_says_them(model: Model) -> None:
    found = scored(model, "thanks a lot. please keep my plan as it is")
    assert found.clause_of("thanks") < found.clause_of("keep")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("place", [OPEN[0], "steps", "something unheard of"])
def test_every_probability_is_a_share(model: Model, text: str, place: str) -> None:
    found = scored(model, text, place)
    assert all(0 <= share <= 1 for share in found.probabilities.values())
    assert sum(found.languages.values()) == pytest.approx(1, abs=1e-4)


def test_the_same_messages_make_the_same_model(model: Model) -> None:
    again = trained()
    assert np.array_equal(model.calibration, again.calibration)
    assert all(scored(model, text) == scored(again, text) for text in TEXTS)


def test_training_tells_how_far_it_is(model: Model, progress: list[float]) -> None:
    assert model.labels
    assert progress == sorted(progress)
    assert progress[-1] == 1.0


def test_words_that_were_trained_on_are_known(model: Model) -> None:
    assert model.knows_a_word("please xyzzy")
    assert not model.knows_a_word("xyzzy 12 !")


def test_a_kept_model_decides_what_the_trained_one_decides(model: Model, saved: Path) -> None:
    again = kept.load(saved)
    assert again
    for text in TEXTS:
        mine, theirs = scored(model, text).probabilities, scored(again, text).probabilities
        assert mine == pytest.approx(theirs, abs=2e-3)
    assert (again.labels, again.languages, again.made_from) == (model.labels, model.languages, model.made_from)
    assert again.term_block.columns == model.term_block.columns


def test_saving_leaves_one_file(model: Model, saved: Path) -> None:
    kept.save(model, saved)
    assert [path.name for path in saved.parent.iterdir()] == ["model.npz"]


@pytest.mark.parametrize("damage", [b"", b"garbage", b"PK\x03\x04", b"\x93NUMPY\x01\x00", b"\x80\x04K\x01."])
def test_garbage_is_no_model(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "model.npz").write_bytes(damage)
    assert kept.load(tmp_path / "model.npz") is None


@pytest.mark.parametrize("rest", [1, 100, 5000])
def test_a_model_cut_short_is_no_model(saved: Path, tmp_path: Path, rest: int) -> None:
    (tmp_path / "model.npz").write_bytes(saved.read_bytes()[:-rest])
    assert kept.load(tmp_path / "model.npz") is None


def test_nothing_a_folder_or_an_array_in_its_place_is_no_model(tmp_path: Path) -> None:
    np.save(tmp_path / "array.npy", np.zeros(3))
    assert [kept.load(tmp_path / name) for name in ("missing", ".", "array.npy")] == [None, None, None]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_model_with_any_byte_changed_is_no_model(saved: Path, tmp_path: Path, data: st.DataObject) -> None:
    whole = bytearray(saved.read_bytes())
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    (tmp_path / "damaged").write_bytes(whole)
    assert kept.load(tmp_path / "damaged") is None

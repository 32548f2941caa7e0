"""Whatever happens to the kept model, there is one: kept, or trained again."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.data_files import DataError
from bot.understanding import classifier, model_cache
from bot.understanding.classifier import Model
from bot.understanding.encoder import NoEncoder


class Asked:
    """Gets models from a folder and counts the trainings."""

    def __init__(self, folder: Path, phrases: Path) -> None:
        self.folder, self.phrases, self.trainings = folder, phrases, 0

    def model(self) -> Model:
        return model_cache.obtain(self.folder, NoEncoder(), self._progress, self.phrases)

    def _progress(self, _what: str, share: float) -> None:
        self.trainings += share == 1.0


@pytest.fixture
def asked(tmp_path: Path, small_corpus: Path) -> Asked:
    return Asked(tmp_path / "cache", small_corpus)


def same(one: Model, other: Model) -> bool:
    return one.intents == other.intents and np.array_equal(one.weights, other.weights) and one.exact == other.exact


def test_a_model_is_trained_on_first_use_and_kept(asked: Asked) -> None:
    first = asked.model()
    assert [path.suffix for path in asked.folder.iterdir()] == [".npz"]
    assert same(first, asked.model())
    assert asked.trainings == 1


@pytest.mark.parametrize("damage", [b"", b"garbage", b"PK\x03\x04", b"\x93NUMPY\x01\x00", b"\x80\x04K\x01."])
def test_a_model_that_is_garbage_is_trained_again(asked: Asked, damage: bytes) -> None:
    first = asked.model()
    [kept] = asked.folder.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(damage)
    assert same(first, asked.model())
    assert asked.trainings == 2
    assert kept.read_bytes() == whole


@pytest.mark.parametrize("rest", [1, 100, 5000])
def test_a_model_cut_short_is_trained_again(asked: Asked, rest: int) -> None:
    first = asked.model()
    [kept] = asked.folder.iterdir()
    kept.write_bytes(kept.read_bytes()[:-rest])
    assert same(first, asked.model())
    assert asked.trainings == 2


def test_a_model_file_that_went_missing_is_made_again(asked: Asked) -> None:
    asked.model()
    [kept] = asked.folder.iterdir()
    kept.unlink()
    asked.model()
    assert asked.trainings == 2
    assert kept.exists()


def test_an_array_in_place_of_the_model_is_no_model(tmp_path: Path) -> None:
    np.save(tmp_path / "array.npy", np.zeros(3))
    assert classifier.load(tmp_path / "array.npy") is None


def test_a_folder_in_place_of_the_model_is_no_model(tmp_path: Path) -> None:
    assert classifier.load(tmp_path) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_model_with_any_byte_changed_is_no_model(asked: Asked, data: st.DataObject) -> None:
    if not asked.folder.exists():
        asked.model()
    [kept] = asked.folder.glob("model-*.npz")
    whole = bytearray(kept.read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    damaged = kept.with_name("damaged")
    damaged.write_bytes(whole)
    assert classifier.load(damaged) is None


def test_a_cache_that_cannot_be_written_is_said_and_the_model_served(
    tmp_path: Path, small_corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    asked = Asked(tmp_path / "file" / "cache", small_corpus)
    with caplog.at_level(logging.WARNING):
        assert asked.model().intents == ["cancel", "keep", "thanks"]
    assert "cannot be kept" in caplog.text
    assert asked.model()
    assert asked.trainings == 2


def test_a_folder_where_the_model_should_be_is_said_and_the_model_served(asked: Asked, caplog: pytest.LogCaptureFixture) -> None:
    name = f"model-{model_cache.fingerprint('none', asked.phrases)}.npz"
    (asked.folder / name / "inside").mkdir(parents=True)
    with caplog.at_level(logging.WARNING):
        assert asked.model()
    assert "cannot be kept" in caplog.text


def test_the_fingerprint_changes_with_a_phrase(small_corpus: Path) -> None:
    before = model_cache.fingerprint("none", small_corpus)
    path = small_corpus / "en" / "cancel.yml"
    path.write_text(path.read_text(encoding="utf-8") + "      - get me out\n", encoding="utf-8")
    assert model_cache.fingerprint("none", small_corpus) != before


def test_the_fingerprint_changes_with_the_encoder(small_corpus: Path) -> None:
    assert model_cache.fingerprint("none", small_corpus) != model_cache.fingerprint("another", small_corpus)


def test_the_fingerprint_changes_with_the_version_of_a_package(small_corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = model_cache.fingerprint("none", small_corpus)
    monkeypatch.setattr(model_cache, "version", lambda _: "another")
    assert model_cache.fingerprint("none", small_corpus) != before


def test_the_fingerprint_is_the_same_for_the_same_phrases(small_corpus: Path) -> None:
    assert model_cache.fingerprint("none", small_corpus) == model_cache.fingerprint("none", small_corpus)


def test_a_changed_phrase_makes_another_model_beside_the_first(asked: Asked) -> None:
    asked.model()
    path = asked.phrases / "en" / "cancel.yml"
    path.write_text(path.read_text(encoding="utf-8") + "      - get me out\n", encoding="utf-8")
    assert "get me out" in asked.model().exact
    assert len(list(asked.folder.iterdir())) == 2


def test_no_phrases_at_all_are_the_operators_mistake(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no training phrases"):
        Asked(tmp_path / "cache", tmp_path / "nothing").model()

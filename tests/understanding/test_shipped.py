"""The model that comes with the program is made of the examples that come with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.data_files import DataError
from bot.understanding import corpus, shipped
from bot.understanding.model import Model
from bot.understanding.recognisers.progress import REPORTS, SIGNALS
from knowledge.library import Library

MOST_BYTES = 15 * 1024 * 1024


@pytest.fixture(scope="module")
def model() -> Model:
    return shipped.load()


def test_it_is_made_of_these_examples(model: Model) -> None:
    assert model.made_from == shipped.fingerprint(), "the examples changed: partwell train"


def test_it_is_small_enough_to_ship() -> None:
    assert shipped.PATH.stat().st_size <= MOST_BYTES


def test_it_knows_both_languages_and_that_there_are_others(model: Model) -> None:
    assert model.languages == ["en", "it", "other"]


def test_it_weighs_every_signal_of_every_report(model: Model) -> None:
    assert model.progress.shape == (len(REPORTS), len(SIGNALS))


@pytest.mark.parametrize("damage", [None, b"", b"garbage"])
def test_a_model_that_is_missing_or_damaged_is_said_with_what_to_do(tmp_path: Path, damage: bytes | None) -> None:
    if damage is not None:
        (tmp_path / "model.npz").write_bytes(damage)
    with pytest.raises(DataError, match="partwell train"):
        shipped.load(tmp_path / "model.npz")


def test_the_fingerprint_changes_with_an_example(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    path = tmp_path / "en" / "ann.yml"
    path.write_text("nlu:\n", encoding="utf-8")
    before = shipped.fingerprint(tmp_path)
    assert shipped.fingerprint(tmp_path) == before
    path.write_text("nlu: []\n", encoding="utf-8")
    assert shipped.fingerprint(tmp_path) != before


def test_reports_are_about_the_longest_way_of_a_product(library: Library) -> None:
    for product in library.products():
        assert len(shipped.ways(library, product)) == max(len(path.steps) for path in library.article(product).paths.values())


def test_examples_speak_of_steps_that_there_are(library: Library) -> None:
    for name, place in corpus.situations().items():
        if place.step and place.product:
            assert 1 <= place.step <= len(shipped.ways(library, place.product)), name

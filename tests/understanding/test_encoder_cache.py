"""The kept tables give the very vectors of the package; whatever is wrong with them, the package itself is used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.understanding.encoder import SentenceEncoder
from bot.understanding.encoder_cache import thawed

TEXTS = ["cancel it", "voglio disdire l'abbonamento perché costa troppo", "½ ﬁ Ⅷ", "👍🏽", "хочу отменить", ""]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("encoder")


def test_kept_tables_give_the_same_vectors(folder: Path) -> None:
    first = SentenceEncoder(folder)
    (kept,) = folder.glob("encoder-*.npz")
    assert thawed(kept) is not None
    assert np.array_equal(first.encode(TEXTS), SentenceEncoder(folder).encode(TEXTS))


@pytest.mark.parametrize("damage", [b"", b"no archive", b"PK\x03\x04 nearly one"])
def test_a_damaged_file_is_no_file(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "encoder.npz"
    path.write_bytes(damage)
    assert thawed(path) is None
    assert thawed(tmp_path / "nowhere.npz") is None


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert SentenceEncoder(tmp_path / "file").encode(["hello"]).shape == (1, 512)

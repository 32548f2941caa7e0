"""Folders of knowledge to try things on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

BAD = Path(__file__).parent / "bad"

Home = Callable[[str], Path]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Makes a knowledge folder of one article about «Sample», given as text, with a good one beside it."""

    def make(article: str) -> Path:
        folder = tmp_path / "knowledge"
        shutil.copytree(BAD / "sources", folder / "sources", dirs_exist_ok=True)
        shutil.copytree(BAD / "beside", folder / "articles", dirs_exist_ok=True)
        (folder / "articles" / "sample.yml").write_text(article, encoding="utf-8")
        return folder

    return make


@pytest.fixture
def good() -> str:
    """An article that breaks no rule."""
    return (BAD.parent / "good.yml").read_text(encoding="utf-8")

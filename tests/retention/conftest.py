"""The shipped dialogue and actions, with the article and the order of another policy."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot import bootstrap
from bot.bootstrap import DIALOGUE, Dialogue
from bot.data_files import read
from bot.dialogue.decide import Policy
from bot.settings import Settings
from bot.turn import Conversations
from knowledge.library import Library, build
from tests.conftest import CACHE

HERE = Path(__file__).parent
HOME = HERE / "knowledge"


@pytest.fixture(scope="session")
def bank_library() -> Library:
    return build(HOME)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped dialogue's files; where ours have a flow or response of the same name, it is ours."""
    folder = tmp_path_factory.mktemp("retention") / "dialogue"
    shutil.copytree(DIALOGUE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for path in sorted((HERE / "dialogue").rglob("*.yml")):
        overlay(path, folder / path.relative_to(HERE / "dialogue"))
    return folder


def overlay(ours: Path, shipped: Path) -> None:
    """Put the entries of a file over those of the shipped one: `flows` and `responses` are mappings by name."""
    merged: dict[str, Any] = {**read(shipped)}
    for part, entries in read(ours).items():
        merged[part] = {**merged[part], **entries}
    with shipped.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(merged, file)


@pytest.fixture(scope="session")
def in_the_banks_order(bank_library: Library, folder: Path) -> Conversations:
    """The bank's article and the bank's order."""
    return conversations(bank_library, bootstrap.dialogue(folder))


@pytest.fixture(scope="session")
def in_our_order(bank_library: Library, folder: Path) -> Conversations:
    """The bank's article and texts in the shipped order."""
    return conversations(bank_library, Dialogue(bootstrap.dialogue().engine, bootstrap.dialogue(folder).responses))


def conversations(library: Library, talk: Dialogue) -> Conversations:
    settings = Settings(cache=CACHE, _env_file=None)
    return Conversations(
        reader=bootstrap.reader(settings, library),
        policy=Policy(talk.engine.flows, library),
        engine=talk.engine,
        domain=talk.engine.domain,
        run=bootstrap.runner(settings, library),
        responses=talk.responses,
        store=None,
        profile={"offers": settings.offers, "cool_down_days": settings.cool_down_days},
    )

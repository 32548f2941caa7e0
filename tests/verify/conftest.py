"""The small article to walk on, and where mutants are run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.verify.world import World
from tests.verify import mutant
from tests.verify.bounded import small_world

GOOD = mutant.ROOT / "tests" / "knowledge" / "good.yml"
SOURCES = mutant.ROOT / "tests" / "knowledge" / "bad" / "sources"


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge folder of one small article: an attribute, two paths, two steps, an offer, a deadline, a contact."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(SOURCES, home / "sources")
    (home / "articles").mkdir()
    shutil.copy(GOOD, home / "articles" / "sample.yml")
    return home


@pytest.fixture(scope="session")
def small(small_home: Path) -> World:
    """The real dialogue around that article."""
    return small_world(small_home)


@pytest.fixture(scope="session")
def whole(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it is, around that article."""
    return mutant.whole(tmp_path_factory.mktemp("project") / "whole", small_home)


@pytest.fixture(scope="session")
def tiny() -> str:
    """The smallest article there can be: one step, nothing to ask and nothing to offer."""
    return (Path(__file__).parent / "tiny.yml").read_text(encoding="utf-8")


class Nursery:
    """A process that runs mutants, each in a fork."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).parent / "nursery.py"), str(mutant.ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )

    def run(self, **task: Any) -> dict[str, Any]:
        """What the norms say about it."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def close(self) -> None:
        """No more mutants."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    yield nursery
    nursery.close()

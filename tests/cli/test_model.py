"""The trained model comes with the program: where it is missing or damaged that is said, in a sentence and an exit code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CACHE

ROOT = Path(__file__).parents[2]
SECONDS = 60


class Copy:
    """The program in a folder of its own, so that its model can be damaged."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.model = folder, folder / "bot" / "understanding" / "model.npz"
        for part in ("bot", "actions", "knowledge"):
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "examples"))

    def run(self, *words: str, text: str = "hello\n") -> subprocess.CompletedProcess[str]:
        mine = {"PYTHONPATH": str(self.folder), "PARTWELL_DATA": str(self.folder / "data"), "PARTWELL_CACHE": str(CACHE.resolve())}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PARTWELL_")} | mine
        command = [sys.executable, "-m", "bot", *words]
        return subprocess.run(
            command, input=text, capture_output=True, text=True, timeout=SECONDS, check=False, env=environment, cwd=self.folder
        )


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


@pytest.mark.parametrize("damage", [None, "cut", "changed"])
def test_without_a_sound_model_nothing_starts_and_one_sentence_says_why(copy: Copy, damage: str | None) -> None:
    whole = copy.model.read_bytes()
    copy.model.unlink()
    if damage:
        copy.model.write_bytes(whole[:1000] if damage == "cut" else whole[:-1] + b"?")
    for command in (("chat",), ("understand",), ("demo", "--port", "0", "--no-browser")):
        done = copy.run(*command)
        assert done.returncode == 1, command
        assert "the trained model is missing or damaged" in done.stderr, command
        assert "Traceback" not in done.stderr + done.stdout, command
    found = copy.run("doctor", "--json")
    findings = {finding["name"]: finding for finding in map(json.loads, found.stdout.splitlines())}
    assert found.returncode == 1
    assert findings["language model"]["state"] == "broken"
    assert findings["language model"]["mend"]
    assert "sentence encoder" not in findings


def test_what_is_there_and_sound_is_said_so(copy: Copy) -> None:
    found = copy.run("doctor", "--json")
    findings = {finding["name"]: finding for finding in map(json.loads, found.stdout.splitlines())}
    assert (findings["language model"]["state"], findings["sentence encoder"]["state"]) == ("well", "well")

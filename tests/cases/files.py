"""Cases as they stand in files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML


def cases(folder: Path) -> list[Any]:
    """Every case of every file of a folder, with what is expected to fail (`fails:` says why) marked so, strictly."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        for case in YAML(typ="safe").load(path.read_text(encoding="utf-8")):
            marks = [pytest.mark.xfail(reason=case["fails"], strict=True, raises=pytest.fail.Exception)] if "fails" in case else []
            found.append(pytest.param(case, id=f"{path.stem}/{case['id']}", marks=marks))
    return found

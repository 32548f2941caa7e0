"""Slips that change what customers are told: each is caught by the rules, with file and line, in an article that was sound before."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from knowledge.checks import run
from knowledge.files import sha256
from knowledge.library import HOME

HERE = Path(__file__).parent
DOCS = HERE.parent.parent / "docs" / "rules.md"
MUTANTS: dict[str, dict[str, Any]] = YAML(typ="safe").load((HERE / "mutants.yml").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 22)


def spoilt(text: str, changes: list[list[str]]) -> str:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def folder(place: Path, mutant: dict[str, Any]) -> Path:
    """A knowledge folder with the one article, spoilt, and its document; one that changed was read, and its hash written."""
    product = mutant["product"]
    article, document, entries = (Path(p) for p in (f"articles/{product}.yml", f"sources/{product}.txt", "sources/sources.yml"))
    for part in (article, document, entries):
        (place / part).parent.mkdir(exist_ok=True)
        shutil.copy(HOME / part, place / part)
    (place / article).write_text(spoilt((place / article).read_text(encoding="utf-8"), mutant["change"]), encoding="utf-8")
    before = sha256(place / document)
    (place / document).write_text(spoilt((place / document).read_text(encoding="utf-8"), mutant.get("source", [])), encoding="utf-8")
    hashes = (place / entries).read_text(encoding="utf-8").replace(before, sha256(place / document))
    (place / entries).write_text(hashes, encoding="utf-8")
    return place


@pytest.mark.parametrize("name", MUTANTS)
def test_a_slip_that_changes_the_meaning_is_caught(name: str, tmp_path: Path) -> None:
    mutant = MUTANTS[name]
    problems = run(folder(tmp_path, mutant), TODAY)
    assert {*mutant["rules"]} <= {problem.rule for problem in problems}, problems
    assert all(problem.file.endswith(f"{mutant['product']}.yml") and problem.line > 0 and problem.fix for problem in problems)


@pytest.mark.parametrize("product", sorted({mutant["product"] for mutant in MUTANTS.values()}))
def test_without_the_slip_nothing_is_found(product: str, tmp_path: Path) -> None:
    assert run(folder(tmp_path, {"product": product, "change": []}), TODAY) == []


def test_the_docs_say_which_rule_caught_which() -> None:
    rows = DOCS.read_text(encoding="utf-8").splitlines()
    for mutant in MUTANTS.values():
        rules = ", ".join(f"`{rule}`" for rule in mutant["rules"])
        assert f"| {mutant['what']} | {rules} |" in rows

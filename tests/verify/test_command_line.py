"""`partwell verify` as people and scripts run it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.verify.conftest import SOURCES

SECONDS = 900
"""Only against hanging: a whole walk takes as long as the machine is busy."""
PROMISES = ("it: Il tuo accesso finisce subito.", "it: Il tuo accesso finisce dopo 3 giorni.")
SHIPPED = Path(__file__).parents[2] / "knowledge"
PRESSES = ("it: Apri la pagina di fatturazione", "it: Pensaci bene, poi apri la pagina di fatturazione")


def run(*words: str, data: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PARTWELL_DATA": str(data), "PARTWELL_CACHE": str(data / "cache")}
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, env=environment, check=False)


def home(folder: Path, article: str, change: tuple[str, str]) -> Path:
    """A knowledge folder of one article, spoiled."""
    assert article.count(change[0]) == 1
    shutil.copytree(SOURCES, folder / "sources")
    (folder / "articles").mkdir()
    (folder / "articles" / "sample.yml").write_text(article.replace(*change), encoding="utf-8")
    return folder


def test_a_breach_is_shown_with_its_conversation_and_progress_stays_out_of_it(tiny: str, tmp_path: Path) -> None:
    folder = home(tmp_path / "knowledge", tiny, PRESSES)
    done = run("verify", "--knowledge", str(folder), "--product", "sample", "--norm", "n8", "--norm", "N3", data=tmp_path / "data")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[1:3]] == ["N3", "N8"]
    assert lines[1].endswith("holds")
    assert lines[2].endswith("broken")
    assert "N8 sample (it): «pensaci bene» presses the customer" in done.stdout
    number = 1 + next(number for number, line in enumerate(tiny.splitlines()) if PRESSES[0] in line)
    assert f"  look at knowledge/articles/sample.yml:{number}" in lines
    assert any(line.startswith("  you> ") for line in lines)
    assert "Pensaci bene, poi apri la pagina di fatturazione" in done.stdout
    assert done.stderr == "verifying: done\n"


def test_an_editor_gets_the_proof_of_an_article_as_data(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(SHIPPED / "sources", folder / "sources")
    (folder / "articles").mkdir()
    shutil.copy(SHIPPED / "articles" / "octopus_crm.yml", folder / "articles")
    done = run("knowledge", "check", str(folder), "--deep", "--json", "--today", "2026-12-01", data=tmp_path / "data")
    report = json.loads(done.stdout)
    assert report["breaches"] == []
    assert report["transitions"] > 1_000
    assert {row["norm"] for row in report["norms"]} >= {"N1", "N7", "N19"}
    assert done.stderr == "verifying: done\n"
    assert done.returncode == 0


def test_what_a_rule_finds_is_told_before_anything_is_walked(tiny: str, tmp_path: Path) -> None:
    folder = home(tmp_path / "knowledge", tiny, PROMISES)
    done = run("knowledge", "check", str(folder), "--deep", "--json", "--today", "2026-12-01", data=tmp_path / "data")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert "effective-without-quote" in {one["rule"] for one in found}
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--norm", "N99"], "partwell: no norm N99; there are N1, N2"),
        (["--product", "nobody"], "partwell: no article of nobody; there are "),
        (["--knowledge", "/nowhere"], "partwell: /nowhere has no folder `articles`"),
    ],
)
def test_what_there_is_none_of_is_told_with_what_there_is(words: list[str], message: str, tmp_path: Path) -> None:
    done = run("verify", *words, data=tmp_path / "data")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(message)

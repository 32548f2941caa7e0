"""What is there is written down: an undocumented setting, command, folder or word fails here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from bot.__main__ import app
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FILES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("requirements*.txt"), ROOT / "Makefile", ROOT / "pyproject.toml"]


@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
def test_every_setting_is_in_the_readme(setting: str) -> None:
    assert f"`PARTWELL_{setting.upper()}`" in README
    assert Settings.model_fields[setting].description


def test_every_command_is_in_the_readme() -> None:
    group = typer.main.get_command(app)
    commands = dict(group.commands)  # type: ignore[attr-defined]
    nested = commands.pop("knowledge").commands
    for name in [*commands, *(f"knowledge {name}" for name in nested)]:
        assert f"`partwell {name}" in README, name


def test_every_folder_of_the_top_level_is_in_the_readme() -> None:
    hidden = {"build", "dist"}
    folders = [p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith((".", "_")) and p.suffix != ".egg-info"]
    for folder in set(folders) - hidden:
        assert f"`{folder}/" in README, folder


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_every_file_that_is_named_exists(document: str) -> None:
    named = set(
        re.findall(
            r"(?<![\w/.])(?:bot|actions|knowledge|tests)/[\w./-]*\w\.(?:py|yml|npz|json)", (ROOT / document).read_text(encoding="utf-8")
        )
    )
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_the_drawings_name_every_room_of_the_bot() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in (ROOT / "bot").glob("*/__init__.py")} - {"language", "sandbox", "verify"}
    assert [room for room in sorted(rooms) if f"bot/{room}/" not in text] == []


def test_every_make_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", README, re.MULTILINE)) <= targets
    assert {"chat", "test", "check", "bench"} <= targets


@pytest.mark.parametrize("record", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda path: path.name)
def test_a_decision_record_has_under_twenty_lines(record: Path) -> None:
    assert len(record.read_text(encoding="utf-8").splitlines()) < 20


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_no_file_names_a_package_index(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(
        r"pypi\.(org|python)|pythonhosted|--(extra-)?index-url(?!\b.*--no-emit)|--find-links", text.replace("--no-emit-index-url", "")
    )


def test_every_pin_has_a_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        pins = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text(encoding="utf-8"))
        assert all("--hash=sha256:" in pin for pin in pins if re.match(r"[a-z0-9_.\-\[\]]+==", pin)), name

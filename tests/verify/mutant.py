"""Mutants: small changes for the worse, as data, each of which has to be caught by exactly one norm."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.data_files import read

FOLDER = Path(__file__).parent / "mutants"
ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "actions", "knowledge", "tests")


@dataclass(frozen=True)
class Mutant:
    """One change, and how it is caught."""

    name: str
    norm: str
    """or `state`: what the states are made of leaves out something that matters"""
    title: str
    """what is worse now, as a sentence"""
    replace: tuple[dict[str, str], ...]
    """`file`, `old`, `new`; a file under `home/` is the article's"""
    expects: str
    """a part of what the norm says about it"""
    messages: int
    """length of the shortest conversation that shows it; 0 when a text alone does"""
    twice: int = 500
    """of so many states that are reached again, one is walked again"""
    says: tuple[str, ...] = ()
    """the only intents that are said, where the way there is long"""

    def changes(self, root: Path) -> dict[Path, str]:
        """The changed files, as text. What is replaced stands there exactly once: a mutant that has become pointless is a mistake."""
        found: dict[Path, str] = {}
        for part in self.replace:
            path = Path(part["file"])
            text = found.get(path) or (root / path).read_text(encoding="utf-8")
            assert text.count(part["old"]) == 1, f"{self.name}: {text.count(part['old'])} times in {path}: {part['old']}"
            found[path] = text.replace(part["old"], part["new"])
        return found


def mutants() -> list[Mutant]:
    """All of them."""
    return [mutant(path) for path in sorted(FOLDER.glob("*.yml"))]


def mutant(path: Path) -> Mutant:
    """The mutant of a file. `file` stands at the top when all is in the same one."""
    data: dict[str, Any] = read(path)
    file = data.pop("file", None)
    parts = tuple({"file": file, **part} for part in data.pop("replace"))
    return Mutant(name=path.stem, replace=parts, says=tuple(data.pop("says", ())), **data)


def whole(folder: Path, home: Path) -> Path:
    """A folder with the project in it, and a knowledge folder as its `home`; all of it links."""
    folder.mkdir()
    for package in PACKAGES:
        (folder / package).symlink_to(ROOT / package)
    (folder / "home").symlink_to(home)
    return folder


def changed(root: Path, folder: Path, changes: dict[Path, str]) -> Path:
    """The same folder with some files changed: only they are written, all else is a link."""
    inside: dict[str, dict[Path, str]] = defaultdict(dict)
    for path, text in changes.items():
        inside[path.parts[0]][Path(*path.parts[1:])] = text
    folder.mkdir()
    for entry in root.iterdir():
        target, below = folder / entry.name, inside[entry.name]
        if not below:
            target.symlink_to(entry)
        elif Path() in below:
            target.write_text(below[Path()], encoding="utf-8")
        else:
            changed(entry, target, below)
    return folder

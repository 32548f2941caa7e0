"""The check can fail: every mutant breaks its norm, no other, and is shown by its shortest conversation."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.verify.norms import NORMS
from tests.verify import mutant
from tests.verify.conftest import Nursery
from tests.verify.mutant import Mutant

ALL = mutant.mutants()
MOST = 2_000
FEWEST = 2


@pytest.mark.parametrize("mutated", ALL, ids=lambda mutated: mutated.name)
def test_a_mutant_breaks_its_norm_alone_and_is_shown_by_the_shortest_conversation(
    mutated: Mutant, whole: Path, tmp_path: Path, nursery: Nursery
) -> None:
    folder = mutant.changed(whole, tmp_path / "mutant", mutated.changes(whole))
    how = {"norm": mutated.norm, "says": mutated.says, "twice": mutated.twice}
    result = nursery.run(folder=str(folder), most=MOST, **how)
    assert "failed" not in result, result["failed"]
    told = result["told"] or f"no breach in {result['transitions']} transitions"
    assert {breach["norm"] for breach in result["breaches"]} == {mutated.norm}, told
    breach = next((each for each in result["breaches"] if mutated.expects in each["message"]), None)
    assert breach, told
    assert len(breach["conversation"]) == mutated.messages, told
    assert mutated.expects in told
    assert stands_there(breach["where"], folder), breach["where"]


def stands_there(where: str, folder: Path) -> bool:
    """Whether file, line and name belong together, in «file:line name»; where nothing is open there is only a folder."""
    place, _, name = where.partition(" ")
    if name == "nothing open":
        return (folder / place.rstrip(":")).is_dir()
    if ":" not in place:
        return (folder / place).is_file()
    file, _, line = place.replace("knowledge/articles", "home/articles").rpartition(":")
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    return name.rpartition(".")[2] in lines[int(line) - 1]


def test_every_norm_has_its_mutants() -> None:
    counted = Counter(mutated.norm for mutated in ALL)
    assert [norm.id for norm in NORMS if counted[norm.id] < FEWEST] == []


@pytest.mark.parametrize("mutated", ALL, ids=lambda mutated: mutated.name)
def test_a_mutant_is_named_after_its_norm(mutated: Mutant) -> None:
    number = mutated.norm.removeprefix("N")
    assert mutated.name.startswith(f"n{number:>02}_" if number.isdecimal() else f"{mutated.norm}_")
    assert mutated.title.endswith(".")

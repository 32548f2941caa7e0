"""What things cost: `make bench`. A benchmark to read, never a test that fails. How well people are understood: `make bench-understanding`.

Each figure is measured over several runs and printed as minimum, median and maximum, beside the figure to reach.
"""

from __future__ import annotations

import copy
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot import bootstrap
from bot.settings import Settings
from bot.turn import Conversations, Turn
from knowledge.library import Library
from tests.figures import show

RUNS = 5
COLD_RUNS = 7
TURNS = 120
BEGAN = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SIZES = (5, 500, 5000)
COLD = "cancel listkit\n"
SHORT = ("done", "ok", "back", "next")
TALK = (
    "I want out of Kustomer",
    "essentials",
    "what happens to my data?",
    "ok, I did that one",
    "hmm I can't find this button anywhere",
    "back",
)
WORDS = ("please", "thanks", "well", "now", "again", "here", "really", "then", "maybe", "still", "sorry", "hello", "friend")


@dataclass(frozen=True)
class Figure:
    """One line of the table; the values are in `unit`."""

    name: str
    unit: str
    values: list[float]
    reach: str = ""

    def row(self) -> str:
        low, middle, high = min(self.values), statistics.median(self.values), max(self.values)
        return f"{self.name:<58} {low:>9.2f} {middle:>9.2f} {high:>9.2f} {self.unit:<8} {self.reach}"


def main() -> int:
    """Print the table; with `--json` one object a line."""
    return show(figures(), f"{'':<58} {'min':>9} {'median':>9} {'max':>9} {'':<8} to reach")


def figures() -> Iterator[Figure]:
    settings = Settings(_env_file=None)
    library = bootstrap.library(settings)
    with tempfile.TemporaryDirectory() as folder:
        talk = conversations(settings, library, Path(folder) / "bench.db")
        yield from turns(talk)
        yield from long_talk(talk)
        for size in SIZES:
            yield from many_articles(settings, library, size, Path(folder) / f"bench-{size}.db")
    yield from cold_start(settings)


def conversations(settings: Settings, library: Library, database: Path) -> Conversations:
    """Everything a turn needs, on a SQLite file with full fsync."""
    return bootstrap.conversations(settings, bootstrap.store(settings.model_copy(update={"database": f"sqlite:///{database}"})), library)


def talked(talk: Conversations, name: str, texts: Iterator[str]) -> list[tuple[float, float]]:
    """(milliseconds, processor milliseconds) of each turn."""
    costs, at = [], BEGAN
    for text in texts:
        wall, cpu = time.perf_counter(), time.process_time()
        talk.handle(Turn(name, text, at))
        costs.append(((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000))
        at += timedelta(seconds=20)
    return costs


def varied(name: str, count: int) -> Iterator[str]:
    """Sentences that are never quite the same, so that nothing kept from before helps."""
    yield TALK[0]
    yield TALK[1]
    for number in range(count - 2):
        yield f"{TALK[2 + number % 4]} {WORDS[number % len(WORDS)]} {WORDS[number * 7 // len(WORDS) % len(WORDS)]} {name}"


def mixed(name: str, count: int) -> Iterator[str]:
    """As people walk through steps: every other message is a short answer, the others are sentences."""
    for number, sentence in enumerate(varied(name, count)):
        yield SHORT[number % len(SHORT)] if number > 1 and number % 2 else sentence


def turns(talk: Conversations) -> Iterator[Figure]:
    talked(talk, "warm", varied("warm", 10))
    p50, p99 = [], []
    for run in range(RUNS):
        walls = sorted(wall for wall, _ in talked(talk, f"turns {run}", varied(WORDS[run], 100)))
        p50.append(walls[49])
        p99.append(walls[98])
    yield Figure("one turn in process on SQLite, p50", "ms", p50, "≤ 10")
    yield Figure("one turn in process on SQLite, p99", "ms", p99, "≤ 30")


def long_talk(talk: Conversations) -> Iterator[Figure]:
    means, firsts, lasts = [], [], []
    for run in range(RUNS):
        cpus = [cpu for _, cpu in talked(talk, f"long {run}", mixed(WORDS[-run - 1], TURNS))]
        means.append(statistics.mean(cpus))
        firsts.append(statistics.median(cpus[2:22]))
        lasts.append(statistics.median(cpus[-20:]))
    yield Figure(f"processor a message over {TURNS} turns, mean", "CPU-ms", means, "≤ 10")
    yield Figure("  of turns 3 to 22, median", "CPU-ms", firsts)
    yield Figure(f"  of turns {TURNS - 19} to {TURNS}, median", "CPU-ms", lasts, "flat")
    yield Figure("memory of this process", "MB", [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024], "≤ 300")


def generated(library: Library, count: int) -> Library:
    """A library with as many articles: copies of the shipped ones under made-up names."""
    syllables = ("ba", "cor", "dex", "fi", "gra", "lum", "mi", "nov", "pra", "quil", "ro", "sta", "tem", "vur", "wex", "zo")
    raw: dict[str, Any] = dict(library.raw)
    models = list(library.raw.values())
    for number in range(count - len(raw)):
        name = "".join(syllables[(number // 16**place) % 16] for place in range(4)).capitalize()
        entry = copy.deepcopy(models[number % len(models)])
        entry["article"] |= {"product": name.lower(), "name": name, "aliases": [f"{name} Cloud"], "misspellings": []}
        raw[name.lower()] = entry
    return Library(library.revision, raw, library.sources)


def many_articles(settings: Settings, library: Library, count: int, database: Path) -> Iterator[Figure]:
    many = generated(library, count)
    talk = conversations(settings, many, database)
    names = [many.name(product) for product in many.products()]
    medians = []
    talked(talk, "warm", varied("warm", 10))
    for run in range(RUNS):
        costs = []
        for number in range(40):
            name = names[(run * 40 + number) * 7 % len(names)]
            misspelt = name[:-2] + name[-1] + name[-2] if number % 2 else name
            costs += [
                wall for wall, _ in talked(talk, f"{count} {run} {number}", iter([f"please cancel {misspelt} for us, number {number}"]))
            ]
        medians.append(statistics.median(costs))
    yield Figure(f"product look-up and turn, {count} articles, median", "ms", medians, "flat")


def cold_start(settings: Settings) -> Iterator[Figure]:
    walls, peaks = [], []
    for _ in range(COLD_RUNS):
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "PARTWELL_CACHE": str(settings.cache.resolve()), "PARTWELL_DATA": folder}
            command = [sys.executable, "-m", "bot", "chat"]
            began = time.perf_counter()
            with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True) as child:
                assert child.stdin
                assert child.stdout
                child.stdin.write(COLD)
                child.stdin.flush()
                child.stdout.readline()
                walls.append(time.perf_counter() - began)
                peaks.append(_peak(child.pid))
                child.stdin.close()
    yield Figure("cold start, warm cache: to the first reply", "s", walls, "≤ 2.5")
    yield Figure("  memory of that process", "MB", peaks, "≤ 300")


def _peak(pid: int) -> float:
    """Peak resident memory of a process in MB (Linux); 0 where it cannot be read."""
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


if __name__ == "__main__":
    sys.exit(main())

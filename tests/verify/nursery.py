"""Runs mutants, one a line of JSON on stdin, one result a line on stdout.

What is installed is imported once. Each mutant is then a fork that imports the project anew, from the mutant's folder.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
import traceback
from pathlib import Path
from typing import Any, ClassVar

import babel.dates
import babel.lists
import numpy as np
import platformdirs
import pydantic_settings
import rapidfuzz
import rasa_sdk.executor
import ruamel.yaml
import sqlmodel

SHARED = (babel, np, platformdirs, pydantic_settings, rapidfuzz, rasa_sdk, ruamel.yaml, sqlmodel)
"""What takes long to import, and no mutant changes."""
DATA = ("dialogue/*.yml", "dialogue/*/*.yml", "understanding/phrases/*/*.yml", "verify/*.yml")
"""Files that are read by every mutant, and changed by few."""


class Remembering(ruamel.yaml.YAML):
    """Reads the same text once. Data come out as new each time."""

    read: ClassVar[dict[str, bytes]] = {}

    def load(self, stream: Any) -> Any:
        """What the text holds."""
        if self.typ != ["safe"] or not isinstance(stream, str):
            return super().load(stream)
        if stream not in self.read:
            self.read[stream] = pickle.dumps(super().load(stream))
        return pickle.loads(self.read[stream])


def main() -> None:
    """Until there are no more."""
    ruamel.yaml.YAML = Remembering  # type: ignore[misc]
    for pattern in DATA:
        for path in (Path(sys.argv[1]) / "bot").glob(pattern):
            Remembering(typ="safe").load(path.read_text(encoding="utf-8"))
    for line in sys.stdin:
        print(in_a_fork(json.loads(line)), flush=True)  # noqa: T201 - that is how it answers


def in_a_fork(task: dict[str, Any]) -> str:
    """The result of a task, as JSON."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with os.fdopen(writing, "w", encoding="utf-8") as answer:
            answer.write(result(task))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return text or json.dumps({"failed": "the process ended without a result"})


def result(task: dict[str, Any]) -> str:
    """What the norms say about the project of a folder."""
    sys.path[0], sys.dont_write_bytecode = task["folder"], True
    os.chdir(task["folder"])
    try:
        return json.dumps(shown(task), ensure_ascii=False)
    except Exception:  # noqa: BLE001 - whatever a mutant raises is for its test to tell
        return json.dumps({"failed": traceback.format_exc()})


def shown(task: dict[str, Any]) -> dict[str, Any]:
    """Breaches up to the first one of the norm that is expected to be broken: of the texts, else of the walk."""
    from bot.cli.verify import breaches
    from bot.verify.check import Report
    from tests.verify.bounded import Bounded, plain, small_world, wrong_texts

    world = small_world(Path("home"))
    found, transitions = list(wrong_texts(world)), 0
    if not found:
        walk = Bounded(world, plain(world, task["says"]), task["most"], task["norm"], task["says"], task["twice"])
        found, transitions = walk.walk(), walk.walked.transitions
    told = "\n\n".join(breaches(Report([], [], found, 0.0)))
    return {"breaches": [vars(breach) for breach in found], "told": told, "transitions": transitions}


if __name__ == "__main__":
    main()

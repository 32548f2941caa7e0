"""The trained model that comes with the program, which `partwell train` makes of the examples, and a check proves that it did."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bot.data_files import DataError, read
from bot.dialogue.expectation import StepWords
from bot.understanding import corpus, model
from bot.understanding.clauses import clauses
from bot.understanding.corpus import Example
from bot.understanding.encoder import Encoder
from bot.understanding.model import Array, Model, Progress
from bot.understanding.recognisers import progress as reports
from bot.understanding.samples import lines, samples
from knowledge.library import Library

PATH = Path(__file__).with_name("model.npz")
OTHERS = Path(__file__).with_name("other_languages.yml")


def load(path: Path = PATH) -> Model:
    """The model that comes with the program. Raises DataError when it is missing or damaged."""
    found = model.load(path)
    if found is None:
        raise DataError(f"{path}: the trained model is missing or damaged; install the program again, or make one with `partwell train`")
    return found


def fingerprint(folder: Path = corpus.FOLDER) -> str:
    """Hash of all that a model is made from."""
    digest = hashlib.sha256()
    for path in [*sorted(folder.glob("**/*.yml")), OTHERS]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def train(library: Library, encoder: Encoder, progress: Progress, folder: Path = corpus.FOLDER) -> Model:
    """A model of the examples. The same examples give the same model on the same machine."""
    from bot.understanding.training import trained

    examples = corpus.examples(folder)
    others = [str(phrase) for phrase in read(OTHERS)["phrases"]]
    made = trained(samples(examples, library.names()), encoder, others, progress)
    return replace(made, progress=weights(examples, library, encoder), made_from=fingerprint(folder))


def weights(examples: Sequence[Example], library: Library, encoder: Encoder) -> Array:
    """What each signal counts in finding the step of a report, for each act that names one."""
    found: dict[str, list[tuple[Any, int]]] = {name: [] for name in reports.REPORTS}
    steps = {slug: ways(library, slug) for slug in library.products()}
    vectors = {slug: [encoder.encode(list(step.texts)) for step in each] for slug, each in steps.items()}
    for example in examples:
        place = example.situation
        if place.step is None or place.product not in steps or place.step > len(steps[place.product]):
            continue
        told = [act for act in example.acts if act.name in found and act.value and int(act.value) <= len(steps[place.product])]
        if not told:
            continue
        report = report_of(lines(example.text), encoder)
        moved = any(act.name == "done" for act in example.acts)
        signals = reports.signals(report, steps[place.product], vectors[place.product], place.step, moved=moved)
        for act in told:
            found[act.name].append((signals, int(act.value)))
    return np.array([reports.learn(found[name]) for name in reports.REPORTS], dtype=np.float32)


def report_of(text: str, encoder: Encoder) -> reports.Report:
    """A message about the steps, with its sentence vectors."""
    flat, parts = " ".join(text.split()), clauses(text)
    return reports.Report(flat, tuple(parts), encoder.encode([flat, *parts]))


def ways(library: Library, product: str) -> tuple[StepWords, ...]:
    """The steps of a product's longest way: the one that people report about."""
    longest = max(library.article(product).paths.values(), key=lambda path: len(path.steps))
    return tuple(StepWords.of(step) for step in longest.steps)

"""The trained model that comes with the program, which `partwell train` makes of the examples, and a check proves that it did."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bot.data_files import DataError, read
from bot.dialogue.expectation import Open, StepWords
from bot.understanding import corpus, model
from bot.understanding.clauses import clauses
from bot.understanding.corpus import Example
from bot.understanding.encoder import Encoder
from bot.understanding.model import Array, Model, Progress
from bot.understanding.recognisers import progress as reports
from bot.understanding.samples import also_there, lines, samples
from knowledge.library import Library

PATH = Path(__file__).with_name("model.npz")
JUMP = 2
"""How much a report of several steps counts: there are few; of 1, 2, 3, 4 and 6 the best on persons held out."""
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
    learnt = samples(examples, library.names())
    made = trained([*learnt, *also_there(learnt)], encoder, others, progress)
    return replace(made, progress=weights(examples, library, encoder, made), made_from=fingerprint(folder))


def weights(examples: Sequence[Example], library: Library, encoder: Encoder, made: Model) -> Array:
    """What each signal counts in finding the step of a report, for what is reached and for what somebody is stuck at."""
    found: dict[str, list[tuple[Any, int]]] = {name: [] for name in reports.REPORTS}
    steps = {slug: ways(library, slug) for slug in library.products()}
    vectors = {slug: [encoder.encode(list(step.texts)) for step in each] for slug, each in steps.items()}
    for example, sample in zip(examples, samples(examples, library.names()), strict=True):
        place = example.situation
        at = 1 if place.open == Open.all_steps else place.step
        if at is None or place.product not in steps:
            continue
        way = steps[place.product][: at if place.last else None]
        told = [(act.name, int(act.value or at)) for act in example.acts if act.name in reports.REPORTED]
        if not told or max(step for _, step in told) > len(way):
            continue
        signals = reports.signals(report_of(example.text, sample, encoder, made), way, vectors[place.product], at)
        reached = [step + (name == "done") for name, step in told if name != "stuck"]
        stuck = [step for name, step in told if name == "stuck"]
        found["reached"] += [(signals, max(reached))] * (JUMP if max(reached) > at + 1 else 1) if reached else []
        found["stuck"] += [(signals[:-1], stuck[-1])] if stuck else []
    return np.array([reports.learn(found[name]) for name in reports.REPORTS], dtype=np.float32)


def report_of(text: str, sample: model.Example, encoder: Encoder, made: Model) -> reports.Report:
    """A message about the steps, with its sentence vectors, as `Reader` sees it: the model says which of its clauses report."""
    parts, flat = clauses(sample.text), " ".join(lines(text).split())
    vectors = encoder.encode(model.texts_of(sample.text, parts))
    scored = made.read(" ".join(sample.text.split()), parts, sample.situation, vectors)
    return reports.report(flat, parts, vectors, scored)


def ways(library: Library, product: str) -> tuple[StepWords, ...]:
    """The steps of a product's longest way: the one that people report about."""
    longest = max(library.article(product).paths.values(), key=lambda path: len(path.steps))
    return tuple(StepWords.of(step) for step in longest.steps)

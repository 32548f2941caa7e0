"""Which step a report is about: the words of a message, held against the captions and the words of each step.

A customer names what is on the screen in front of them, in the document's words, in their own, or in the other language. Each step is
scored by a few signals, weighed by numbers that training learns from reports whose step is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import partial_ratio, ratio

from bot.dialogue.expectation import StepWords

Array = NDArray[np.float32]
SIGNALS = (
    "says the caption",
    "nearly says it",
    "says the caption at its end",
    "shares words",
    "shares words at its end",
    "means the same",
    "means the same at its end",
    "is the next step",
    "is two steps on",
    "is further on",
    "is the step at hand",
    "lies behind",
    "is the last step",
    "is the next step, and something was done",
    "is the step at hand, and something was done",
)
REPORTS = ("done", "at", "stuck")
"""Acts that name a step, each weighed by numbers of its own."""
ALIKE = 82
"""Of 100: a caption that is spelt nearly so."""
SHORT_CAPTION = 4
LOOKED_AT = 400
"""Characters of a report."""
_WORD = re.compile(r"\w{3,}", re.UNICODE)
_STEM = 5
"""Letters by which two words count as one: «settings», «setting»."""


@dataclass(frozen=True)
class Report:
    """A message about the steps, with its clauses and their sentence vectors, one row a clause; the whole message comes first."""

    text: str
    clauses: tuple[str, ...]
    vectors: Array


def signals(report: Report, steps: Sequence[StepWords], vectors: Sequence[Array], at: int, *, moved: bool) -> Array:
    """One row a step, one column a signal. `vectors`: of each step, one row a language. `at` counts from 1. `moved`: something was done."""
    text, end = report.text[:LOOKED_AT].lower(), report.clauses[-1][:LOOKED_AT].lower() if report.clauses else ""
    rarity = _rarity(tuple(steps))
    rows = []
    for number, step in enumerate(steps, 1):
        close = vectors[number - 1] @ report.vectors.T
        hit, near = _says(step, text)
        ahead = number - at
        rows.append(
            [
                hit,
                near,
                _says(step, end)[0],
                _shared(step, text, rarity),
                _shared(step, end, rarity),
                float(close.max()),
                float(close[:, -1].max()),
                *(ahead == 1, ahead == 2, ahead > 2, ahead == 0, ahead < 0),
                number == len(steps),
                *(moved and ahead == 1, moved and ahead == 0),
            ]
        )
    return np.array(rows, dtype=np.float32)


def best(found: Array, weights: Array) -> tuple[int, float]:
    """(the step that a report is about, counted from 1; how likely it is that one), from its signals and the weights of its act."""
    scores = found @ weights
    shares = np.exp(scores - np.logaddexp.reduce(scores))
    step = int(shares.argmax())
    return step + 1, float(shares[step])


def _says(step: StepWords, text: str) -> tuple[float, float]:
    """(how much of the captions the text says word for word, how nearly it says one of them)."""
    captions = [caption.lower() for caption in step.captions]
    hit = max((len(caption) for caption in captions if caption in text), default=0)
    near = max((_alike(caption, text) for caption in captions if len(caption) > SHORT_CAPTION), default=0.0)
    return min(hit, 20) / 20.0, near


def _alike(caption: str, text: str) -> float:
    if len(text) < len(caption):
        return 1.0 if ratio(caption, text) >= ALIKE else 0.0
    found = partial_ratio(caption, text, score_cutoff=ALIKE)
    return (found - ALIKE) / (100 - ALIKE) if found else 0.0


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.lower())}


@lru_cache(maxsize=256)
def _rarity(steps: tuple[StepWords, ...]) -> dict[str, float]:
    """Word → how much it tells one step from the others, 0 to 1."""
    counts: dict[str, int] = {}
    for step in steps:
        for stem in _of(step):
            counts[stem] = counts.get(stem, 0) + 1
    return {stem: 1.0 / count for stem, count in counts.items()}


@lru_cache(maxsize=2048)
def _of(step: StepWords) -> frozenset[str]:
    return frozenset(stem for text in step.texts for stem in _stems(text))


def _shared(step: StepWords, text: str, rarity: dict[str, float]) -> float:
    """The words that a text and a step share, rare ones counting more."""
    return min(3.0, sum(rarity[stem] for stem in _stems(text) & _of(step))) / 3.0


def learn(reports: Sequence[tuple[Array, int]]) -> Any:
    """Weights of the signals, from the signals of reports and the step (counted from 1) that each is about."""
    weights = np.zeros(len(SIGNALS), dtype=np.float64)
    for _ in range(400):
        slope = -0.02 * weights
        for rows, right in reports:
            scores = rows @ weights
            shares = np.exp(scores - np.logaddexp.reduce(scores))
            slope += (rows[right - 1] - shares @ rows) / len(reports) * 4
        weights += 2.0 * slope
    return weights.astype(np.float32)

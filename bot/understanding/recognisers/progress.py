"""How far a report about the steps has come: the words of a message, held against the captions and the words of each step.

A customer names what is on the screen in front of them, in the document's words, in their own, or in the other language; or a number; or
nothing, and then it is the next step. For each step a few signals say how likely it is the one that is reached, or the one that somebody
is stuck at, weighed by numbers that training learns from reports whose step is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import partial_ratio, ratio

from bot.dialogue.expectation import StepWords
from bot.understanding.choice import numbers, words_of_two_meanings
from bot.understanding.model import Scored

Array = NDArray[np.float32]
EVIDENCE = (
    "a caption is said",
    "a caption is nearly said",
    "a caption is said in the clause",
    "a caption is nearly said in the clause",
    "words are shared",
    "words are shared with the clause",
    "it means the same",
    "the clause means the same",
    "some clause means the same",
    "it is the furthest that is named",
    "it comes after the furthest that is named",
    "it is named last",
    "a later one is named",
    "its number is said",
    "its number is the largest that is said",
    "its number comes after the largest",
)
"""What a message tells of one step."""
WEIGHED = 9
"""So many of them, the first, count for more where the clause is surely a report."""
PLACES = ("at hand", "next", "second next", "third next", "further on", "behind", "after the last")
HEARD = ("done", "at", "done rather than at")
SIGNALS = (
    *(f"on its screen: {each}" for each in EVIDENCE),
    *(f"the one before is done: {each}" for each in EVIDENCE),
    *PLACES,
    *(f"{place}, {heard}" for place in ("at hand", "next", "further") for heard in HEARD),
    *(f"on its screen, surely: {each}" for each in EVIDENCE[:WEIGHED]),
    *(f"the one before is done, surely: {each}" for each in EVIDENCE[:WEIGHED]),
)
"""What is known of one step that may be reached; one more stands for the end, after the last step."""
REPORTED = {"done": "any_done", "at": "at_n", "stuck": "any_stuck"}
"""Act that reports about the steps → the label that says how likely it is. Which step it is about, the steps tell."""
REPORTS = ("reached", "stuck")
"""What is looked for, each weighed by numbers of its own."""
ALIKE = 82
"""Of 100: a caption that is spelt nearly so."""
SHORT_CAPTION = 4
LOOKED_AT = 400
"""Characters of a report."""
_WORD = re.compile(r"\w{3,}", re.UNICODE)
_NUMBER = re.compile(r"\b(?:(\d{1,2})(?:st|nd|rd|th|ª|º|°)?|([^\W\d_]+))(?!\w)", re.UNICODE)
RESTRAINT = 30.0
"""How strongly weights are drawn to zero; of 0.3 to 30 the best on persons held out."""
_STEM = 5
"""Letters by which two words count as one: «settings», «setting»."""


@dataclass(frozen=True)
class Heard:
    """How likely something is reported, and in which clause."""

    share: float
    clause: int


@dataclass(frozen=True)
class Report:
    """A message about the steps, with its clauses and their sentence vectors, one row a clause; the whole message comes first."""

    text: str
    clauses: tuple[str, ...]
    vectors: Array
    done: Heard
    at: Heard


def heard(scored: Scored) -> dict[str, Heard]:
    """What is reported of the steps, by act."""
    return {act: Heard(scored.probabilities.get(label, 0.0), scored.clause_of(label)) for act, label in REPORTED.items()}


def report(text: str, clauses: Sequence[str], vectors: Array, scored: Scored) -> Report:
    """A message as a report. `vectors`: of the message and, where there are two clauses or more, of each clause (`model.texts_of`)."""
    told = heard(scored)
    return Report(text, tuple(clauses) or (text,), vectors if len(vectors) > 1 else vectors[[0, 0]], told["done"], told["at"])


def signals(report: Report, steps: Sequence[StepWords], vectors: Sequence[Array], at: int) -> Array:
    """One row a step and one for the end, one column a signal. `vectors`: of each step, one row a language. `at` counts from 1."""
    none = np.zeros((1, len(EVIDENCE)), dtype=np.float32)
    screen = np.vstack([_evidence(report, report.at.clause, steps, vectors), none])
    before = np.vstack([none, _evidence(report, report.done.clause, steps, vectors)])
    done, there = report.done.share, report.at.share
    heard = np.array([done, there, done / (done + there + 0.05)])
    ahead = np.arange(1, len(steps) + 2) - at
    places = np.stack([ahead == 0, ahead == 1, ahead == 2, ahead == 3, ahead > 3, ahead < 0, ahead == len(steps) + 1 - at], axis=1)
    weighed = [np.outer(where, heard) for where in (ahead == 0, ahead == 1, ahead > 1)]
    return np.hstack([screen, before, places, *weighed, there * screen[:, :WEIGHED], done * before[:, :WEIGHED]]).astype(np.float32)


def best(found: Array, weights: Array) -> tuple[int, float]:
    """(the step that is meant, counted from 1; how likely it is that one), from the signals and the weights of what is looked for."""
    scores = found @ weights
    shares = np.exp(scores - np.logaddexp.reduce(scores))
    step = int(shares.argmax())
    return step + 1, float(shares[step])


def named_ahead(text: str, steps: Sequence[StepWords], at: int) -> int | None:
    """The first step after the one at hand that has a caption which the text says word for word, and which no step until then has.

    Captions of one word are everyday words; what nobody finds is not in front of them.
    """
    said = " ".join(text[:LOOKED_AT].lower().split())
    before = " ".join(caption.lower() for step in steps[:at] for caption in step.captions)
    for number, step in enumerate(steps[at:], at + 1):
        captions = [caption.lower() for caption in step.captions if " " in caption and caption.lower() not in before]
        if any(re.search(rf"(?<!\w){re.escape(caption)}(?!\w)", said) for caption in captions):
            return number
    return None


def _evidence(report: Report, clause: int, steps: Sequence[StepWords], vectors: Sequence[Array]) -> Array:
    """One row a step: what the message tells of it, and what one of its clauses does."""
    text = report.text[:LOOKED_AT].lower()
    part = report.clauses[clause][:LOOKED_AT].lower() if clause < len(report.clauses) else text
    rarity = _rarity(tuple(steps))
    close = np.array([(vector @ report.vectors.T).max(axis=0) for vector in vectors])
    close -= close.mean(axis=0)
    meant = np.stack([close[:, 0], close[:, min(clause + 1, close.shape[1] - 1)], close.max(axis=1)], axis=1)
    said = [[*_says(step, text), *_says(step, part), _shared(step, text, rarity), _shared(step, part, rarity)] for step in steps]
    return np.hstack([np.array(said), meant, _named(text, steps), _numbered(text, len(steps))])


def _named(text: str, steps: Sequence[StepWords]) -> Array:
    """One row a step: whether its caption is the furthest, right behind that, the last that is named, or a later one is named."""
    where = [max((text.rfind(caption.lower()) for caption in step.captions if len(caption) >= SHORT_CAPTION), default=-1) for step in steps]
    named = [number for number, place in enumerate(where) if place >= 0]
    furthest, last = max(named, default=-2), int(np.argmax(where)) if named else -2
    return np.array([[n == furthest, n == furthest + 1, n == last, furthest > n] for n in range(len(steps))], dtype=np.float32)


def _numbered(text: str, steps: int) -> Array:
    """One row a step: whether its number is said, is the largest that is said, or comes after that."""
    said = [number for number in _numbers(text) if 1 <= number <= steps]
    largest = max(said, default=-2)
    return np.array([[n in said, n == largest, n == largest + 1] for n in range(1, steps + 1)], dtype=np.float32)


def _numbers(text: str) -> list[int]:
    """The numbers in a text, in digits or words."""
    known = _number_words()
    return [int(digits) if digits else known[word] for digits, word in _NUMBER.findall(text) if digits or word in known]


@cache
def _number_words() -> dict[str, int]:
    return {word: number for word, number in numbers().items() if number > 0 and word not in words_of_two_meanings("among_words")}


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
    """Weights of the signals, from the signals of reports and the step (counted from 1) that each is about: logistic regression."""
    from scipy.optimize import minimize

    rows = np.vstack([found for found, _ in reports]).astype(np.float64)
    sizes = np.array([len(found) for found, _ in reports])
    first = np.cumsum([0, *sizes[:-1]])
    right = first + np.array([step for _, step in reports]) - 1
    spread = rows.std(axis=0) + 1e-3
    rows /= spread

    def loss(weights: Any) -> tuple[float, Any]:
        scores = rows @ weights
        most = np.maximum.reduceat(scores, first)
        shares = np.exp(scores - np.repeat(most, sizes))
        total = np.add.reduceat(shares, first)
        shares /= np.repeat(total, sizes)
        wrong = -(scores[right] - most - np.log(total)).sum() + RESTRAINT * weights @ weights / 2
        shares[right] -= 1
        return float(wrong), rows.T @ shares + RESTRAINT * weights

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return (found.x / spread).astype(np.float32)

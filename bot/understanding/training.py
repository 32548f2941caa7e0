"""How a model is made: vocabulary, networks (Adam, handwritten gradients), calibration, the language head.

Examples are sorted and every random number comes from a fixed seed, so the same input gives the same model on the same
machine. The model is `NETS` networks that saw all examples, averaged. To calibrate them, one more is trained for each of
`FOLDS` groups of sources, without that group, and what it says about the group is compared with the labels.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.clauses import clauses
from bot.understanding.encoder import Encoder
from bot.understanding.features import pieces, terms
from bot.understanding.model import (
    LANGUAGE_SENTENCE,
    SENTENCE,
    WORDS,
    Array,
    Block,
    Example,
    Model,
    Net,
    Progress,
    bag,
    packed_rows,
    texts_of,
    unpacked_rows,
)
from bot.understanding.recognisers.progress import REPORTS, SIGNALS
from bot.understanding.situation import WIDTH

Rows = NDArray[np.int64]
NETS = 3
FOLDS = 2
UNITS = 192
EPOCHS = 16
EPOCHS_HELD = 8
"""Rounds of the networks that only calibrate."""
WORKERS = 2
"""Networks trained side by side."""
BATCH = 512
RATE = 7e-3
DECAY = 0.02
"""Weight decay, as a share of the rate."""
DROP_UNITS, DROP_WORDS, DROP_SENTENCE = 0.5, 0.5, 0.4
DROP_PLACE = 0.2
"""Messages whose situation is hidden in training: what is said must count where nobody said it before."""
FEWEST_PIECES, FEWEST_TERMS = 10, 4
"""Texts that a piece of a word, and a word or pair, must occur in."""
FEWEST_EXAMPLES = 8
"""Messages that an act must occur in to be learnt."""
OTHER = "other"
OTHERS_COUNT = 6.0
"""How much a text in another language counts: there are few of them."""
SEED = 7


@dataclass
class Data:
    """All texts as rows: messages and clauses. Message m has the whole in row `first[m]`, its clauses behind it."""

    words: Any
    """rows × V, sparse"""
    sentence: Array
    """rows × 512"""
    place: Array
    """messages × S"""
    first: Rows
    """messages + 1"""
    target: Array
    """messages × L"""


def trained(examples: list[Example], encoder: Encoder, others: list[str], progress: Progress) -> Model:
    """A model of the examples. On one thread: with two, small products wait for each other longer than they calculate."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1, user_api="blas"):
        return _trained(examples, encoder, others, progress)


def _trained(examples: list[Example], encoder: Encoder, others: list[str], progress: Progress) -> Model:
    examples = sorted(examples, key=lambda e: (e.language, e.writer, e.text, e.open, sorted(e.asked), e.acts))
    counts = Counter(act for example in examples for act in example.acts)
    labels = sorted(act for act, count in counts.items() if count >= FEWEST_EXAMPLES)
    lines = [texts_of(example.text, clauses(example.text)) for example in examples]
    blocks = (block([line[0] for line in lines], pieces, FEWEST_PIECES), block([line[0] for line in lines], terms, FEWEST_TERMS))
    progress("encoding", 0.02)
    data = prepared(examples, lines, labels, blocks, encoder)
    nets, held = networks(data, folds(examples), progress)
    progress("languages", 0.96)
    names, spoken_words, spoken_sentence = language_head(examples, data, others, blocks, encoder)
    progress("done", 1.0)
    return Model(
        labels,
        names,
        *blocks,
        nets,
        calibrated(held, data.target),
        spoken_words,
        spoken_sentence,
        np.zeros((len(REPORTS), len(SIGNALS)), dtype=np.float32),
        "",
    )


def networks(data: Data, groups: Rows, progress: Progress) -> tuple[tuple[Net, ...], Array]:
    """The networks that make up the model, and logits (messages × L) from others that have seen nothing of a message's source."""
    everything = np.arange(len(groups))
    tasks = [(np.flatnonzero(groups != fold), SEED + NETS + fold, EPOCHS_HELD) for fold in range(FOLDS)]
    tasks += [(everything, SEED + number, EPOCHS) for number in range(NETS)]
    found = []
    with ThreadPoolExecutor(WORKERS) as workers:
        for net in workers.map(lambda task: trained_net(data, *task), tasks):
            found.append(net)
            progress("training", 0.05 + 0.9 * len(found) / len(tasks))
    held = np.zeros_like(data.target)
    for fold, net in enumerate(found[:FOLDS]):
        held[groups == fold] = scored(net, data, np.flatnonzero(groups == fold))
    return tuple(found[FOLDS:]), held


def folds(examples: list[Example]) -> Rows:
    """The group of each example. Whole sources (what stands before the colon of a writer) where there are enough: messages of
    one source resemble each other more than they resemble a stranger's. Else whole writers.
    """
    sources = sorted({example.writer.partition(":")[0] for example in examples})
    if len(sources) >= FOLDS:
        return np.array([sources.index(example.writer.partition(":")[0]) % FOLDS for example in examples])
    return np.array([int.from_bytes(hashlib.sha256(example.writer.encode()).digest()[:4], "big") % FOLDS for example in examples])


def block(texts: list[str], analyzer: Callable[[str], list[str]], fewest: int) -> Block:
    """The terms of the texts that occur often enough, weighed by how rare they are."""
    seen = Counter(term for text in texts for term in set(analyzer(text)))
    kept = sorted(term for term, count in seen.items() if count >= fewest)
    idf = np.array([np.log((1 + len(texts)) / (1 + seen[term])) + 1 for term in kept], dtype=np.float32)
    return Block({term: column for column, term in enumerate(kept)}, idf)


def prepared(examples: list[Example], lines: list[list[str]], labels: list[str], blocks: tuple[Block, Block], encoder: Encoder) -> Data:
    """The examples as numbers."""
    rows = [text for line in lines for text in line]
    at = {label: column for column, label in enumerate(labels)}
    target = np.zeros((len(examples), len(labels)), dtype=np.float32)
    for row, example in enumerate(examples):
        target[row, [at[act] for act in example.acts if act in at]] = 1.0
    return Data(
        bags(rows, blocks),
        encoder.encode(rows).astype(np.float32),
        np.array([example.situation.row() for example in examples]).reshape(-1, WIDTH),
        np.cumsum([0, *(len(line) for line in lines)]),
        target,
    )


def bags(texts: list[str], blocks: tuple[Block, Block]) -> Any:
    """Texts × V, sparse."""
    from scipy.sparse import csr_matrix

    found = [bag(*blocks, text) for text in texts]
    ends = np.cumsum([0, *(len(at) for at, _ in found)])
    columns = np.concatenate([at for at, _ in found]) if found else np.empty(0, dtype=np.int64)
    weights = np.concatenate([weight for _, weight in found]) if found else np.empty(0, dtype=np.float32)
    return csr_matrix((weights.astype(np.float32), columns, ends), shape=(len(texts), len(blocks[0].idf) + len(blocks[1].idf)))


# ---- one network


@dataclass
class Adam:
    """Steps down the gradient, each number at its own pace; rows that a batch does not touch stay."""

    tables: dict[str, Array]
    number: int = 0
    mean: dict[str, Array] = field(default_factory=dict)
    square: dict[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.mean = {name: np.zeros_like(table) for name, table in self.tables.items()}
        self.square = {name: np.zeros_like(table) for name, table in self.tables.items()}

    def step(self, gradients: dict[str, tuple[Rows | slice, Array]], rate: float) -> None:
        """One step. Each gradient with the rows that it is for."""
        self.number += 1
        rate *= math.sqrt(1 - 0.999**self.number) / (1 - 0.9**self.number)
        for name, (rows, gradient) in gradients.items():
            mean, square, table = self.mean[name][rows], self.square[name][rows], self.tables[name][rows]
            mean += np.float32(0.1) * (gradient - mean)
            square += np.float32(0.001) * (gradient * gradient - square)
            move = np.sqrt(square)
            move += np.float32(1e-8)
            np.divide(mean, move, out=move)
            move *= np.float32(rate)
            if table.ndim > 1:
                table *= np.float32(1 - RATE * DECAY)
            table -= move
            self.mean[name][rows], self.square[name][rows], self.tables[name][rows] = mean, square, table


def beginning(random: np.random.Generator, terms_: int, labels: int) -> dict[str, Array]:
    """A network that knows nothing."""

    def normal(spread: float, *shape: int) -> Array:
        return random.standard_normal(shape, dtype=np.float32) * np.float32(spread)

    return {
        "words": normal(0.1, terms_, UNITS),
        "sentence": normal(1 / np.sqrt(512), 512, UNITS),
        "place": normal(0.3, WIDTH, UNITS),
        "gate": normal(0.1, WIDTH, UNITS),
        "hidden": np.zeros(UNITS, dtype=np.float32),
        "whole": normal(0.5 / np.sqrt(UNITS), UNITS, labels),
        "part": normal(0.5 / np.sqrt(UNITS), UNITS, labels),
        "direct": np.zeros((WIDTH, labels), dtype=np.float32),
        "bias": np.full(labels, -4.0, dtype=np.float32),
    }


@dataclass
class Batch:
    """Some messages: their rows, whole messages marked, and which message each row belongs to."""

    rows: Rows
    owner: Rows
    whole: Rows
    """places of the whole messages among the rows"""
    is_part: NDArray[np.bool_]
    """rows that are read as clauses: of a message with clauses those, of another the whole"""

    @staticmethod
    def of(data: Data, messages: Rows) -> Batch:
        """The rows of some messages."""
        sizes = data.first[messages + 1] - data.first[messages]
        whole = np.cumsum([0, *sizes[:-1]])
        owner = np.repeat(np.arange(len(messages)), sizes)
        rows = np.arange(len(owner)) - whole[owner] + data.first[messages][owner]
        is_part = np.ones(len(owner), dtype=bool)
        is_part[whole[sizes > 1]] = False
        return Batch(rows, owner, whole, is_part)


def trained_net(data: Data, messages: Rows, seed: int, epochs: int) -> Net:
    """A network trained on some of the messages."""
    random = np.random.default_rng(seed)
    tables = beginning(random, data.words.shape[1], data.target.shape[1])
    adam = Adam(tables)
    steps = epochs * -(-len(messages) // BATCH)
    for _ in range(epochs):
        order = random.permutation(messages)
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            share = (adam.number + 1) / steps
            rate = RATE * min(1.0, share / 0.05) * (0.02 + 0.49 * (1 + np.cos(np.pi * share)))
            adam.step(gradients(tables, data, chosen, random), rate)
    return packed(tables)


Gradients = dict[str, tuple[Rows | slice, Array]]
"""For each table the rows that a gradient is for, and the gradient."""
_ALL = slice(None)


@dataclass
class Pass:
    """What a batch went through on its way up."""

    batch: Batch
    words: Any
    sentence: Array
    place: Array
    said: Array
    gate: Array
    units: Array
    alive: Array
    """0 for units that are silent or dropped"""


def gradients(tables: dict[str, Array], data: Data, chosen: Rows, random: np.random.Generator) -> Gradients:
    """Forward and backward through a batch; what is dropped is drawn anew each time."""
    up = _upward(tables, data, chosen, random)
    best, speaks = _loudest(up.units @ tables["part"], up.batch)
    logits = up.units[up.batch.whole] @ tables["whole"] + best + up.place @ tables["direct"] + tables["bias"]
    wrong = (_sigmoid(logits) - data.target[chosen]) / np.float32(len(chosen))
    return _downward(tables, up, wrong, wrong[up.batch.owner] * speaks)


def _upward(tables: dict[str, Array], data: Data, chosen: Rows, random: np.random.Generator) -> Pass:
    batch = Batch.of(data, chosen)
    words, sentence = data.words[batch.rows], SENTENCE * data.sentence[batch.rows]
    words.data *= WORDS * _drop(random, words.data.shape, DROP_WORDS)
    sentence *= _drop(random, sentence.shape, DROP_SENTENCE)
    place = data.place[chosen] * (random.random((len(chosen), 1)) >= DROP_PLACE).astype(np.float32)
    said = words @ tables["words"] + sentence @ tables["sentence"]
    gate = (1 + place @ tables["gate"])[batch.owner]
    units = said * gate + (place @ tables["place"] + tables["hidden"])[batch.owner]
    alive = (units > 0) * _drop(random, units.shape, DROP_UNITS)
    return Pass(batch, words, sentence, place, said, gate, units * alive, alive)


def _downward(tables: dict[str, Array], up: Pass, wrong: Array, parts: Array) -> Gradients:
    """`wrong`: messages × L; `parts`: rows × L, the same at the clause that spoke."""
    whole = up.batch.whole
    back = parts @ tables["part"].T
    back[whole] += wrong @ tables["whole"].T
    back *= up.alive
    outer = back * up.gate
    return {
        "words": _word_gradient(up.words, outer),
        "sentence": (_ALL, up.sentence.T @ outer),
        "place": (_ALL, up.place.T @ np.add.reduceat(back, whole)),
        "gate": (_ALL, up.place.T @ np.add.reduceat(back * up.said, whole)),
        "hidden": (_ALL, back.sum(axis=0)),
        "whole": (_ALL, up.units[whole].T @ wrong),
        "part": (_ALL, up.units.T @ parts),
        "direct": (_ALL, up.place.T @ wrong),
        "bias": (_ALL, wrong.sum(axis=0)),
    }


def _drop(random: np.random.Generator, shape: tuple[int, ...], share: float) -> Array:
    """Zeros for that share, the rest larger by as much."""
    return (random.random(shape, dtype=np.float32) >= share).astype(np.float32) / np.float32(1 - share)


def _sigmoid(logits: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float32)


def _loudest(parts: Array, batch: Batch) -> tuple[Array, Array]:
    """For each message and label the highest clause's logit; and ones where a row is that clause."""
    heard = np.where(batch.is_part[:, None], parts, np.float32(-1e9))
    best = np.maximum.reduceat(heard, batch.whole)
    return best, (heard == best[batch.owner]).astype(np.float32)


def _word_gradient(words: Any, outer: Array) -> tuple[Rows | slice, Array]:
    """The gradient of the word table, only its touched rows."""
    from scipy.sparse import csr_matrix

    touched, columns = np.unique(words.indices, return_inverse=True)
    narrow = csr_matrix((words.data, columns, words.indptr), shape=(words.shape[0], len(touched)))
    return touched.astype(np.int64), np.asarray(narrow.T @ outer, dtype=np.float32)


def packed(tables: dict[str, Array]) -> Net:
    """Rounded to what `save` keeps, so that a model decides on its first day what it decides ever after."""
    small, step = packed_rows(tables["words"])
    rest = {name: table.astype(np.float16).astype(np.float32) for name, table in tables.items() if name != "words"}
    return Net(words=small, step=step, **rest)


def scored(net: Net, data: Data, messages: Rows) -> Array:
    """Logits of messages, (messages, L); as `Model.read` has them for one network."""
    table = unpacked_rows(net.words) * net.step[:, None]
    found = np.empty((len(messages), len(net.bias)), dtype=np.float32)
    for start in range(0, len(messages), 512):
        chosen = messages[start : start + 512]
        batch = Batch.of(data, chosen)
        place = data.place[chosen]
        said = WORDS * (data.words[batch.rows] @ table) + (SENTENCE * data.sentence[batch.rows]) @ net.sentence
        units = np.maximum(said * (1 + place @ net.gate)[batch.owner] + (place @ net.place + net.hidden)[batch.owner], 0)
        best, _ = _loudest(units @ net.part, batch)
        found[start : start + 512] = units[batch.whole] @ net.whole + best + place @ net.direct + net.bias
    return found


# ---- what is learnt beside the networks


def calibrated(held: Array, target: Array) -> Array:
    """Slope and offset of each label's logit (2 × L): one slope for all, offsets drawn towards a common one where a label is rare."""
    slope, offset = _platt(held.ravel(), target.ravel(), np.array([1.0, 0.0]), np.array([0.0, 0.0]))
    shared, pull = np.array([slope, offset]), np.array([20.0, 5.0])
    rows = [_platt(held[:, n], target[:, n], shared, pull) for n in range(held.shape[1])]
    return np.array(rows, dtype=np.float32).T


def _platt(logits: Array, target: Array, start: NDArray[np.float64], pull: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic regression on one number by Newton steps; `pull`: how strongly slope and offset are held at `start`."""
    x, y, at = logits.astype(np.float64), target.astype(np.float64), start.copy()
    for _ in range(25):
        share = 1 / (1 + np.exp(-np.clip(at[0] * x + at[1], -30, 30)))
        weight, wrong = share * (1 - share), share - y
        slope = np.array([(wrong * x).sum(), wrong.sum()]) + pull * (at - start)
        bend = np.array([[(weight * x * x).sum(), (weight * x).sum()], [(weight * x).sum(), weight.sum()]]) + np.diag(pull + 1e-6)
        move = np.linalg.solve(bend, slope)
        at -= np.clip(move, -1, 1)
        if np.abs(move).max() < 1e-5:
            break
    return at


def language_head(
    examples: list[Example], data: Data, others: list[str], blocks: tuple[Block, Block], encoder: Encoder
) -> tuple[list[str], Array, Array]:
    """Names of the languages; V × languages for words; 513 × languages for the sentence vector and the bias."""
    from scipy.sparse import csr_matrix, hstack, vstack
    from sklearn.linear_model import LogisticRegression

    names = [*sorted({example.language for example in examples}), OTHER]
    whole = data.first[:-1]
    mine = hstack([data.words[whole], csr_matrix(LANGUAGE_SENTENCE * data.sentence[whole])])
    theirs = hstack([bags(others, blocks), csr_matrix(LANGUAGE_SENTENCE * encoder.encode(others))])
    spoken = [names.index(example.language) for example in examples] + [len(names) - 1] * len(others)
    counts = {number: OTHERS_COUNT if name == OTHER else 1.0 for number, name in enumerate(names)}
    fitted = LogisticRegression(C=6.0, max_iter=200, tol=1e-4, class_weight=counts).fit(vstack([mine, theirs]).tocsr(), np.array(spoken))
    weights = fitted.coef_.T.astype(np.float16).astype(np.float32)
    terms_ = data.words.shape[1]
    return names, weights[:terms_], np.vstack([weights[terms_:], fitted.intercept_[None]]).astype(np.float32)

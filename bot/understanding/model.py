"""Which acts a message holds, in its situation: several labels at once, each with a probability.

Words, pieces of words, a sentence vector and the situation go into small networks of one hidden layer. A network reads the
whole message and each of its clauses; of the clauses, the one that speaks for an act most counts. The networks were trained
on different writers' messages, and what each said about writers it had not met calibrates the probabilities.
Trained in `training.py` (scikit-learn and scipy); scored here with numpy alone. One model serves both languages.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import pieces, terms
from bot.understanding.situation import Situation

Array = NDArray[np.float32]
Shares = dict[str, float]
"""Label → how likely it is, 0 to 1."""
Progress = Callable[[str, float], None]
"""Called with what is being done and the share that is done, 0 to 1."""
DIGEST = hashlib.sha256().digest_size
SENTENCE = 6.0
"""How much a sentence vector counts beside the words."""
WORDS = 1.8
"""How much each of the two blocks of words counts; both have length 1."""
STEPS = 7
"""Steps to each side of zero that a weight of a word is rounded to: so coarse because a hundred of them are added up; it costs nothing."""
LANGUAGE_SENTENCE = 1.8
"""How much a sentence vector counts in telling languages apart."""


@dataclass(frozen=True)
class Example:
    """A labelled message: product names already replaced by their stand-ins, line breaks kept."""

    text: str
    open: str
    asked: frozenset[str]
    acts: tuple[str, ...]
    language: str
    writer: str

    @property
    def situation(self) -> Situation:
        """Where it was written."""
        return Situation(self.open, self.asked)


@dataclass(frozen=True)
class Block:
    """One TF-IDF block: term → column, and the weight of each column."""

    columns: dict[str, int]
    idf: Array

    def rows(self, found: Iterable[str]) -> tuple[NDArray[np.int64], Array]:
        """Columns and weights of a text's terms, scaled to length 1."""
        counts: dict[int, int] = {}
        get = self.columns.get
        for term in found:
            column = get(term)
            if column is not None:
                counts[column] = counts.get(column, 0) + 1
        at = np.fromiter(counts, dtype=np.int64, count=len(counts))
        weights = (1.0 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))) * self.idf[at]
        return at, (weights / (np.linalg.norm(weights) or 1.0)).astype(np.float32)


@dataclass(frozen=True)
class Net:
    """One network; D hidden units, L labels, S = `situation.WIDTH`, V terms."""

    words: NDArray[np.uint8]
    """V × D/2, two numbers of 4 bits a byte (`packed_rows`), in steps of `step`"""
    step: Array
    """V: the size of a step in each row of `words`"""
    sentence: Array
    """512 × D"""
    place: Array
    """S × D: what a situation adds to the hidden units"""
    gate: Array
    """S × D: how much more (or less) the message itself counts in a situation"""
    hidden: Array
    """D: bias"""
    whole: Array
    """D × L: from the reading of the whole message"""
    part: Array
    """D × L: from the reading of a clause"""
    direct: Array
    """S × L: from the situation alone"""
    bias: Array
    """L"""

    def logits(self, bags: list[tuple[NDArray[np.int64], Array]], vectors: Array, place: Array) -> tuple[Array, Array]:
        """(L,) for the whole message, (clauses, L) for its clauses; the first row of everything is the whole message."""
        said = (SENTENCE * vectors) @ self.sentence
        for row, (at, weight) in enumerate(bags):
            said[row] += (WORDS * weight * self.step[at]) @ unpacked_rows(self.words[at])
        units = np.maximum(said * (1.0 + place @ self.gate) + (place @ self.place + self.hidden), 0.0)
        whole = units[0] @ self.whole + place @ self.direct + self.bias
        return whole.astype(np.float32), ((units[1:] if len(units) > 1 else units) @ self.part).astype(np.float32)


def packed_rows(table: Array) -> tuple[NDArray[np.uint8], Array]:
    """A table V × D in 4 bits a number, the columns of the second half beside those of the first; and the step of each row."""
    step = np.maximum(np.abs(table).max(axis=1) / STEPS, 1e-6).astype(np.float16).astype(np.float32)
    small = (np.clip(np.rint(table / step[:, None]), -STEPS, STEPS) + STEPS).astype(np.uint8)
    half = table.shape[1] // 2
    return small[:, :half] | (small[:, half:] << 4), step


def unpacked_rows(rows: NDArray[np.uint8]) -> Array:
    """Rows × D, in steps, from `packed_rows`."""
    return np.concatenate([rows & 15, rows >> 4], axis=1).astype(np.float32) - STEPS


@dataclass(frozen=True)
class Scored:
    """What a message says: a probability for each act, and for each act in each clause (in which clause it is said)."""

    probabilities: dict[str, float]
    clauses: tuple[dict[str, float], ...]
    languages: dict[str, float]

    def taken(self, least: float) -> list[str]:
        """The acts that are at least so likely, in the order of the clauses that they come from."""
        likely = [act for act, share in self.probabilities.items() if share >= least]
        return sorted(likely, key=lambda act: (self.clause_of(act), -self.probabilities[act]))

    def clause_of(self, act: str) -> int:
        """The clause that speaks for the act most; the first for an act that the model has not learnt."""
        return max(range(len(self.clauses)), key=lambda number: self.clauses[number].get(act, 0.0))


@dataclass(frozen=True)
class Model:
    """Everything that scoring needs; made by `train`, kept by `save`."""

    labels: list[str]
    languages: list[str]
    piece_block: Block
    term_block: Block
    nets: tuple[Net, ...]
    calibration: Array
    """2 × L: slope and offset of each label's logit"""
    language_words: Array
    """V × languages"""
    language_sentence: Array
    """(512 + 1) × languages, the bias last"""
    progress: Array
    """acts that name a step × signals: which step a report is about (`recognisers/progress.py`)"""
    made_from: str
    """fingerprint of the examples"""

    def read(self, text: str, clauses: Sequence[str], situation: Situation, vectors: Array) -> Scored:
        """The acts of a message. `vectors`: of the text and, where there are two clauses or more, of each clause (`texts_of`)."""
        texts = texts_of(text, clauses)
        bags = [self._bag(each) for each in texts]
        whole, parts = self._logits(bags, vectors, situation.row())
        clause_shares = self._share(whole + parts)
        shares = clause_shares.max(axis=0)
        return Scored(
            dict(zip(self.labels, shares.tolist(), strict=True)),
            tuple(dict(zip(self.labels, row, strict=True)) for row in clause_shares.tolist()),
            self._spoken(bags[0], vectors[0]),
        )

    def witnesses(self, text: str, clauses: Sequence[str], situation: Situation, vectors: Array) -> tuple[Shares, Shares]:
        """Two readings of a message that share no evidence: by its words alone, and by what its sentences mean."""
        bags = [self._bag(each) for each in texts_of(text, clauses)]
        nothing = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))
        by_words = self._shares(bags, np.zeros_like(vectors), situation)
        by_meaning = self._shares([nothing] * len(bags), vectors, situation)
        return by_words, by_meaning

    def _shares(self, bags: list[tuple[NDArray[np.int64], Array]], vectors: Array, situation: Situation) -> Shares:
        whole, parts = self._logits(bags, vectors, situation.row())
        return dict(zip(self.labels, self._share(whole + parts).max(axis=0).tolist(), strict=True))

    def knows_a_word(self, text: str) -> bool:
        """Whether any word of the text occurs in the training messages."""
        return any(term.isalpha() and term in self.term_block.columns for term in terms(text))

    def _bag(self, text: str) -> tuple[NDArray[np.int64], Array]:
        return bag(self.piece_block, self.term_block, text)

    def _logits(self, bags: list[tuple[NDArray[np.int64], Array]], vectors: Array, place: Array) -> tuple[Array, Array]:
        """The mean of the networks."""
        read = [net.logits(bags, vectors, place) for net in self.nets]
        whole, parts = (np.mean([each[side] for each in read], axis=0, dtype=np.float32) for side in (0, 1))
        return np.asarray(whole), np.asarray(parts)

    def _share(self, logits: Array) -> Array:
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits * self.calibration[0] + self.calibration[1], -30, 30))), dtype=np.float32)

    def _spoken(self, words: tuple[NDArray[np.int64], Array], vector: Array) -> dict[str, float]:
        at, weight = words
        scores = weight @ self.language_words[at] + (LANGUAGE_SENTENCE * vector) @ self.language_sentence[:-1] + self.language_sentence[-1]
        shares = np.exp(scores - scores.max())
        return dict(zip(self.languages, (shares / shares.sum()).tolist(), strict=True))


def bag(piece_block: Block, term_block: Block, text: str) -> tuple[NDArray[np.int64], Array]:
    """Columns and weights of a text's pieces and words, in one numbering."""
    at, weight = piece_block.rows(pieces(text))
    more, also = term_block.rows(terms(text))
    return np.concatenate([at, more + len(piece_block.idf)]), np.concatenate([weight, also])


def texts_of(text: str, clauses: Sequence[str]) -> list[str]:
    """What is encoded of a message: the whole in one line, then its clauses where there are two or more."""
    return [" ".join(text.split()), *(" ".join(clause.split()) for clause in (clauses if len(clauses) > 1 else ()))]


def save(model: Model, path: Path) -> None:
    """Write a model so that `load` reads it without running anything from the file. Its digest comes first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    packed = io.BytesIO()
    tables: dict[str, Any] = _tables(model)
    np.savez_compressed(packed, **tables)
    aside = path.with_name(f"{path.stem}.{os.getpid()}.tmp")
    aside.write_bytes(hashlib.sha256(packed.getbuffer()).digest() + packed.getvalue())
    aside.replace(path)


def _tables(model: Model) -> dict[str, NDArray[Any]]:
    tables: dict[str, NDArray[Any]] = {
        "labels": np.array(model.labels),
        "languages": np.array(model.languages),
        "piece_terms": _joined(model.piece_block.columns),
        "piece_idf": model.piece_block.idf,
        "term_terms": _joined(model.term_block.columns),
        "term_idf": model.term_block.idf,
        "calibration": model.calibration,
        "language_words": model.language_words.astype(np.float16),
        "language_sentence": model.language_sentence,
        "progress": model.progress,
        "made_from": np.array(model.made_from),
        "nets": np.array(len(model.nets)),
    }
    for number, net in enumerate(model.nets):
        for field in fields(net):
            table = getattr(net, field.name)
            tables[f"net{number} {field.name}"] = table if table.dtype == np.uint8 else table.astype(np.float16)
    return tables


def load(path: Path) -> Model | None:
    """The model in a file, or None when there is none, or it is damaged or of another version."""
    try:
        found = path.read_bytes()
    except OSError:
        return None
    digest, packed = found[:DIGEST], found[DIGEST:]
    if hashlib.sha256(packed).digest() != digest:
        return None
    with np.load(io.BytesIO(packed), allow_pickle=False) as kept:
        part = {name: kept[name] for name in kept.files}
    try:
        return _model(part)
    except (KeyError, ValueError):
        return None


def _model(part: dict[str, NDArray[Any]]) -> Model:
    """The model of these tables. Raises KeyError or ValueError for those of another version."""
    return Model(
        [str(name) for name in part["labels"]],
        [str(name) for name in part["languages"]],
        Block(_split(part["piece_terms"]), part["piece_idf"]),
        Block(_split(part["term_terms"]), part["term_idf"]),
        tuple(_net(part, f"net{number} ") for number in range(int(part["nets"]))),
        part["calibration"],
        part["language_words"].astype(np.float32),
        part["language_sentence"],
        part["progress"],
        str(part["made_from"]),
    )


def _net(part: dict[str, NDArray[Any]], prefix: str) -> Net:
    found = {field.name: part[prefix + field.name] for field in fields(Net)}
    if found["words"].dtype != np.uint8:
        raise ValueError("the words are not packed as this version packs them")
    tables: dict[str, Any] = {name: table if table.dtype == np.uint8 else table.astype(np.float32) for name, table in found.items()}
    return Net(**tables)


def _joined(columns: dict[str, int]) -> NDArray[np.uint8]:
    """Terms in the order of their columns, as bytes: quicker to read back than an array of strings."""
    ordered = sorted(columns, key=lambda term: columns[term])
    return np.frombuffer("\n".join(ordered).encode(), dtype=np.uint8)


def _split(joined: NDArray[np.uint8]) -> dict[str, int]:
    return {term: column for column, term in enumerate(joined.tobytes().decode().split("\n"))}

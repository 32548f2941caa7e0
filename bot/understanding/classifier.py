"""The intent classifier: words, pieces of words and a sentence vector into one multinomial logistic regression.

Trained with scikit-learn, which is only imported for training; scored with numpy alone, so that starting stays quick.
One model serves both languages. Confidence is calibrated on held-out folds from four signals: the highest log
probability, the margin to the second, the energy (log-sum-exp), and the cosine to the nearest example of the class.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.corpus import Phrase
from bot.understanding.encoder import Encoder
from bot.understanding.features import pieces, terms, words

Array = NDArray[np.float32]
Progress = Callable[[str, float], None]
"""Called with what is being done and the share that is done, 0 to 1."""

ENCODER_WEIGHT = 1.8
"""How much the sentence vector counts beside the words (chosen on folds of the training phrases)."""
STRENGTH = 6.0
"""Inverse regularisation of the regression (likewise)."""
OTHERS_COUNT = 6.0
"""How much a phrase in another language counts: there are few of them."""
FOLDS = 4
DIGEST = hashlib.sha256().digest_size
OTHER = "other"
"""The language of a message that is neither English nor Italian."""


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
class Model:
    """Everything that scoring needs; made by `train`, kept by `save`."""

    intents: list[str]
    languages: list[str]
    piece_block: Block
    term_block: Block
    weights: Array
    """(pieces + terms + dimensions) × (intents + languages)"""
    bias: Array
    calibration: Array
    examples: Array
    """Sentence vectors of the training phrases, in half precision"""
    example_intents: NDArray[np.int64]
    exact: dict[str, int]
    """Training phrases as they stand → intent: whoever types one of them is understood"""

    def logits(self, text: str, vector: Array) -> Array:
        """Scores of all intents, then of all languages."""
        at, weight = self.piece_block.rows(pieces(text))
        total: Array = self.bias + weight @ self.weights[at]
        at, weight = self.term_block.rows(terms(text))
        first = len(self.piece_block.idf)
        total = total + weight @ self.weights[first + at]
        rest = self.weights[first + len(self.term_block.idf) :]
        return np.asarray(total + (ENCODER_WEIGHT * vector) @ rest, dtype=np.float32)

    def confidence(self, scores: Array, best: int, vector: Array) -> float:
        """How likely `best` is right, 0 to 1."""
        signals = _signals(scores, best, self._nearest(best, vector))
        return float(1.0 / (1.0 + np.exp(-(signals @ self.calibration[:-1] + self.calibration[-1]))))

    def knows_a_word(self, text: str) -> bool:
        """Whether any word of the text occurs in the training phrases."""
        return any(word in self.term_block.columns for word in words(text) if word.isalpha())

    def _nearest(self, intent: int, vector: Array) -> float:
        mine = self.examples[self.example_intents == intent]
        return float((mine.astype(np.float32) @ vector).max()) if len(mine) else 0.0


def train(phrases: list[Phrase], encoder: Encoder, others: list[str], progress: Progress) -> Model:
    """A model of the phrases. The same phrases and versions give the same model."""
    from scipy.sparse import csr_matrix, hstack

    texts, intents, languages = _examples(phrases)
    progress("reading phrases", 0.02)
    vectors = encoder.encode(texts)
    progress("encoding", 0.25)
    names = sorted(set(intents))
    piece_block, piece_rows = _block(texts, pieces)
    term_block, term_rows = _block(texts, terms)
    features = hstack([piece_rows, term_rows, csr_matrix(ENCODER_WEIGHT * vectors)]).tocsr()
    target = np.array([names.index(intent) for intent in intents])
    calibration = _calibrate(features, target, vectors, progress)
    weights, bias = _regression(features, target)
    progress("languages", 0.9)
    other_rows = _rows(others, piece_block, term_block, encoder)
    language_names = [*sorted(set(languages)), OTHER]
    spoken = np.array([language_names.index(language) for language in languages] + [language_names.index(OTHER)] * len(others))
    lang_weights, lang_bias = _regression(
        _stack(features, other_rows), spoken, {n: OTHERS_COUNT if name == OTHER else 1.0 for n, name in enumerate(language_names)}
    )
    progress("done", 1.0)
    return Model(
        names,
        language_names,
        piece_block,
        term_block,
        _as_kept(np.hstack([weights, lang_weights])),
        np.concatenate([bias, lang_bias]).astype(np.float32),
        calibration,
        _as_kept(vectors),
        target,
        _exact(texts, target),
    )


def _as_kept(values: Any) -> Array:
    """Rounded to what `save` keeps, so that a model decides on its first day what it decides ever after."""
    return np.asarray(values, dtype=np.float16).astype(np.float32)


def _examples(phrases: list[Phrase]) -> tuple[list[str], list[str], list[str]]:
    """Each phrase with the product taken out, and as written where that differs: names that nobody knows occur too."""
    rows = [(p.neutral, p.intent, p.language) for p in phrases]
    rows += [(p.text, p.intent, p.language) for p in phrases if p.text != p.neutral]
    return [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]


def _exact(texts: list[str], target: NDArray[np.int64]) -> dict[str, int]:
    found: dict[str, int] = {}
    ambiguous = set()
    for text, intent in zip(texts, target, strict=True):
        key = " ".join(text.lower().split())
        if found.setdefault(key, int(intent)) != intent:
            ambiguous.add(key)
    return {key: intent for key, intent in found.items() if key not in ambiguous}


def _block(texts: list[str], analyzer: Callable[[str], list[str]]) -> tuple[Block, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=analyzer, sublinear_tf=True, min_df=2, dtype=np.float32)
    rows = vectorizer.fit_transform(texts)
    columns = {term: int(column) for term, column in vectorizer.vocabulary_.items()}
    return Block(columns, vectorizer.idf_.astype(np.float32)), rows


def _rows(texts: list[str], piece_block: Block, term_block: Block, encoder: Encoder) -> Any:
    from scipy.sparse import csr_matrix

    width = len(piece_block.idf) + len(term_block.idf)
    dense = np.zeros((len(texts), width), dtype=np.float32)
    for row, text in enumerate(texts):
        at, weight = piece_block.rows(pieces(text))
        dense[row, at] = weight
        at, weight = term_block.rows(terms(text))
        dense[row, len(piece_block.idf) + at] = weight
    return csr_matrix(np.hstack([dense, ENCODER_WEIGHT * encoder.encode(texts)]))


def _stack(above: Any, below: Any) -> Any:
    from scipy.sparse import vstack

    return vstack([above, below]).tocsr()


def _regression(features: Any, target: NDArray[np.int64], weights: str | dict[int, float] = "balanced") -> tuple[Array, Array]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=STRENGTH, max_iter=60, tol=1e-3, class_weight=weights).fit(features, target)
    return model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)


def _calibrate(features: Any, target: NDArray[np.int64], vectors: Array, progress: Progress) -> Array:
    """Weights that turn the four signals into the share of right answers, learnt where the model has not seen the phrase."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold

    signals, right = [], []
    for fold, (seen, held) in enumerate(StratifiedKFold(FOLDS, shuffle=True, random_state=7).split(features, target)):
        weights, bias = _regression(features[seen], target[seen])
        scores = np.asarray(features[held] @ weights + bias, dtype=np.float32)
        for row, position in enumerate(held):
            best = int(scores[row].argmax())
            mine = vectors[seen][target[seen] == best]
            signals.append(_signals(scores[row], best, float((mine @ vectors[position]).max())))
            right.append(best == target[position])
        progress("measuring confidence", 0.25 + 0.55 * (fold + 1) / FOLDS)
    fitted = LogisticRegression(C=10.0).fit(np.array(signals), np.array(right))
    return np.concatenate([fitted.coef_[0], fitted.intercept_]).astype(np.float32)


def _signals(scores: Array, best: int, nearest: float) -> Array:
    energy = float(np.logaddexp.reduce(scores))
    second = float(np.partition(scores, -2)[-2]) if len(scores) > 1 else float(scores[best]) - 10.0
    return np.array([scores[best] - energy, scores[best] - second, energy, nearest], dtype=np.float32)


def save(model: Model, path: Path) -> None:
    """Write a model so that `load` reads it without running anything from the file. Its digest comes first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    packed = io.BytesIO()
    np.savez(
        packed,
        intents=np.array(model.intents),
        languages=np.array(model.languages),
        piece_terms=_joined(model.piece_block.columns),
        piece_idf=model.piece_block.idf,
        term_terms=_joined(model.term_block.columns),
        term_idf=model.term_block.idf,
        weights=model.weights.astype(np.float16),
        bias=model.bias,
        calibration=model.calibration,
        examples=model.examples.astype(np.float16),
        example_intents=model.example_intents,
        exact_texts=_joined({text: i for i, text in enumerate(model.exact)}),
        exact_intents=np.array(list(model.exact.values()), dtype=np.int64),
    )
    aside = path.with_name(f"{path.stem}.{os.getpid()}.tmp")
    aside.write_bytes(hashlib.sha256(packed.getbuffer()).digest() + packed.getvalue())
    aside.replace(path)


def load(path: Path) -> Model | None:
    """The model in a file, or None when there is none or it is damaged."""
    try:
        found = path.read_bytes()
    except OSError:
        return None
    digest, packed = found[:DIGEST], found[DIGEST:]
    if hashlib.sha256(packed).digest() != digest:
        return None
    with np.load(io.BytesIO(packed), allow_pickle=False) as kept:
        part = {name: kept[name] for name in kept.files}
    return Model(
        [str(name) for name in part["intents"]],
        [str(name) for name in part["languages"]],
        Block(_split(part["piece_terms"]), part["piece_idf"]),
        Block(_split(part["term_terms"]), part["term_idf"]),
        part["weights"].astype(np.float32),
        part["bias"],
        part["calibration"],
        part["examples"].astype(np.float32),
        part["example_intents"],
        {text: int(intent) for text, intent in zip(_split(part["exact_texts"]), part["exact_intents"], strict=True)},
    )


def _joined(columns: dict[str, int]) -> NDArray[np.uint8]:
    """Terms in the order of their columns, as bytes: quicker to read back than an array of strings."""
    ordered = sorted(columns, key=lambda term: columns[term])
    return np.frombuffer("\n".join(ordered).encode(), dtype=np.uint8)


def _split(joined: NDArray[np.uint8]) -> dict[str, int]:
    return {term: column for column, term in enumerate(joined.tobytes().decode().split("\n"))}

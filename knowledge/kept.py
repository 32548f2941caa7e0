"""The last good revision of each article, kept in the data folder: compiled, with its source's entry and a hash over both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from knowledge.library import Library, short_hash, write_whole
from knowledge.schema import Article, Source

FORMAT = 4
"""Goes up when the form of what is kept changes, so that an old one is never read."""


class Revision(NamedTuple):
    """An article as it is served, with its sources' entries."""

    product: str
    entry: dict[str, Any]
    sources: dict[str, Source]


class Kept:
    """A folder for each knowledge folder, so that two of them never take each other's articles."""

    def __init__(self, folder: Path, home: Path) -> None:
        self._folder = folder / hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:12]

    def keep(self, library: Library, products: Iterable[str]) -> None:
        """Keeps these articles of a library. Where nothing can be written, nothing is kept."""
        for product in products:
            entry = library.raw[product]
            if self.has(product, entry["revision"]):
                continue
            slugs = [entry["article"]["source"], *entry["article"]["more_sources"]]
            sources = {slug: library.sources[slug].model_dump(mode="json") for slug in slugs}
            data = {"format": FORMAT, "entry": entry, "sources": sources}
            if write_whole(self._path(product, entry["revision"]), {**data, "hash": short_hash(data)}):
                self._forget(product, but=entry["revision"])

    def has(self, product: str, revision: str) -> bool:
        """Whether this revision is the one that is kept."""
        return self._path(product, revision).exists()

    def last(self, product: str) -> Revision | None:
        """The last good revision; None when none is kept, or it is damaged."""
        with suppress(OSError):
            for path in sorted(self._folder.glob(f"{product}.*.json")):
                if found := _read(path, product):
                    return found
        return None

    def forget(self, product: str) -> None:
        """An article that is not to be served any more, on purpose."""
        self._forget(product, but="")

    def _forget(self, product: str, but: str) -> None:
        with suppress(OSError):
            for path in self._folder.glob(f"{product}.*.json"):
                if path != self._path(product, but):
                    path.unlink(missing_ok=True)

    def _path(self, product: str, revision: str) -> Path:
        return self._folder / f"{product}.{revision}.json"


def _read(path: Path, product: str) -> Revision | None:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        whole = data.pop("hash") == short_hash(data) and data["format"] == FORMAT
        article = Article.model_validate(data["entry"]["article"])
        sources = {slug: Source.model_validate(entry) for slug, entry in data["sources"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return Revision(product, data["entry"], sources) if whole and article.product == product else None

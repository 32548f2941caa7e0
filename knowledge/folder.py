"""An article as a knowledge folder holds it, with the text that it quotes: reading it, writing it, and a folder with others put in.

A folder with a draft put in is what a draft is checked, walked and tried out in; one with what was published put in is what is served.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from knowledge.files import digest, read_article, read_sources
from knowledge.library import compiled
from knowledge.schema import Source


@dataclass(frozen=True)
class Held:
    """One product's files: the article's text, its source's text, and the source's entry under its slug."""

    article: str
    source: str
    slug: str
    entry: dict[str, Any] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """Of the article and of what it quotes; not of when that was fetched."""
        return hashlib.sha256(json.dumps([self.article, self.source], ensure_ascii=False).encode()).hexdigest()[:16]


def held(home: Path, product: str) -> Held | None:
    """What a folder holds of a product; None when there is no article of it, or it cannot be read."""
    path = path_of(home, product)
    try:
        article = path.read_text(encoding="utf-8")
        slug = str((plain(article) or {}).get("source", product))
        entry = {key: str(value) for key, value in _entries(home).get(slug, {}).items()}
        file = home / "sources" / entry.get("file", f"{slug}.txt")
        source = file.read_bytes().decode("utf-8") if file.is_file() else ""
    except (OSError, ValueError):
        return None
    return Held(article, source, slug, entry)


def path_of(home: Path, product: str) -> Path:
    """Where a product's article is: in the file of its name, or in the one that says it is."""
    own = home / "articles" / f"{product}.yml"
    if own.exists():
        return own
    for path in sorted((home / "articles").glob("*.yml")):
        with suppress(OSError, ValueError):
            if f"\nproduct: {product}\n" in f"\n{path.read_text(encoding='utf-8')}\n":
                return path
    return own


def products(home: Path) -> list[str]:
    """Products by the names of their files."""
    return [path.stem for path in sorted((home / "articles").glob("*.yml"))]


def put(home: Path, product: str, wanted: Held) -> None:
    """Writes a product's files, each whole. Raises OSError."""
    sources = home / "sources"
    for folder in (home / "articles", sources):
        folder.mkdir(parents=True, exist_ok=True)
    file = Path(wanted.entry.get("file") or f"{wanted.slug}.txt").name
    content = wanted.source.encode()
    entry = {"file": file, "sha256": digest(content), **{key: wanted.entry[key] for key in wanted.entry if key not in ("file", "sha256")}}
    entry.setdefault("language", "en")
    entry.setdefault("product", product)
    _write(sources / file, content)
    _enter(sources / "sources.yml", wanted.slug, entry)
    _write(path_of(home, product), wanted.article.encode())


def remove(home: Path, product: str) -> None:
    """Takes a product's article away; its source stays."""
    path_of(home, product).unlink(missing_ok=True)


def with_these(home: Path, into: Path, these: Mapping[str, Held]) -> Path:
    """A folder below `into` like `home` with these products put in; the same again when nothing differs."""
    mark = hashlib.sha256()
    for path in sorted([*(home / "articles").glob("*.yml"), *(home / "sources").glob("*")]):
        mark.update(path.name.encode() + path.read_bytes())
    for product, one in sorted(these.items()):
        mark.update(f"{product} {one.hash} {sorted(one.entry.items())}".encode())
    folder = into / mark.hexdigest()[:16]
    if folder.exists():
        return folder
    unfinished = into / f"{folder.name}.{os.getpid()}"
    shutil.rmtree(unfinished, ignore_errors=True)
    for name in ("articles", "sources"):
        (unfinished / name).mkdir(parents=True)
        for path in (home / name).iterdir():
            shutil.copy(path, unfinished / name / path.name)
    for product, one in these.items():
        put(unfinished, product, one)
    try:
        unfinished.rename(folder)
    except OSError:  # another process was quicker
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def compiled_alone(product: str, one: Held) -> tuple[dict[str, Any], Source] | None:
    """An article as it would be served, with its source; None when it cannot be."""
    with tempfile.TemporaryDirectory(prefix="partwell-") as name:
        home = Path(name)
        put(home, product, one)
        file, sources = read_article(path_of(home, product)), read_sources(home / "sources")
        if isinstance(file, list) or isinstance(sources, list):
            return None
        entry, _ = compiled(home, file, sources)
        return (entry, sources[file.article.source]) if entry else None


def newest(files: Held | None, published: Sequence[Held]) -> Held | None:
    """What is served of a product: what was published last, unless its files say something that was never published here.

    `published` are its revisions, the newest first. Who changes a file, changes it on purpose: then the file is newer.
    """
    if files is None or any(files.hash == one.hash for one in published):
        return published[0] if published else files
    return files


def plain(article: str) -> dict[str, Any] | None:
    """An article's text as plain data; None when it is no YAML of the form."""
    try:
        found = YAML(typ="safe").load(article)
    except Exception:  # noqa: BLE001  (whatever ruamel says of a broken text)
        return None
    return found if isinstance(found, dict) else None


def _entries(home: Path) -> dict[str, Any]:
    try:
        return plain((home / "sources" / "sources.yml").read_text(encoding="utf-8")) or {}
    except (OSError, ValueError):
        return {}


def _enter(path: Path, slug: str, entry: Mapping[str, Any]) -> None:
    """Writes a source's entry and leaves the others as they stand."""
    yaml = YAML(typ="rt")
    yaml.width, yaml.preserve_quotes = 4096, True
    tree = (yaml.load(path.read_text(encoding="utf-8")) if path.exists() else None) or {}
    tree[slug] = {key: _day(value) if key == "retrieved" else value for key, value in entry.items()}
    stream = io.StringIO()
    yaml.dump(tree, stream)
    _write(path, stream.getvalue().encode())


def _day(value: Any) -> Any:
    """A day as YAML writes it: without quotes."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return value


def _write(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)

"""A draft in a knowledge folder: the article's file, the text that it quotes, and where that came from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from knowledge.errors import KnowledgeError, Problem
from knowledge.files import digest
from knowledge.importing.document import Document
from knowledge.importing.draft import Draft
from knowledge.importing.errors import Unreadable
from knowledge.importing.reading import read

_QUOTED = {"quote", "when_quote", "effective_quote", "eligible_quote"}


class Taken(Exception):
    """There is such an article already."""


def keep(home: Path, product: str, article: str, made: Draft, today: date) -> Path:
    """Writes article and source, and enters the source. Raises Taken rather than write over an article."""
    path, source = home / "articles" / f"{product}.yml", home / "sources" / f"{product}.txt"
    if path.exists() or source.exists():
        raise Taken(f"{path if path.exists() else source} is there already. Use `partwell knowledge revise {product}`, or another --name.")
    for folder in (path.parent, source.parent):
        folder.mkdir(parents=True, exist_ok=True)
    content = made.document.text.encode("utf-8")
    source.write_bytes(content)
    entry: dict[str, Any] = {
        "file": source.name,
        "sha256": digest(content),
        "language": made.language,
        "product": product,
        "retrieved": today,
    }
    if made.document.title:
        entry["title"] = json.dumps(made.document.title, ensure_ascii=False)
    if made.document.address:
        entry["address"] = json.dumps(made.document.address, ensure_ascii=False)
    _enter(home / "sources" / "sources.yml", product, entry)
    path.write_text(article, encoding="utf-8")
    return path


def _enter(path: Path, product: str, entry: dict[str, Any]) -> None:
    """Adds an entry at the end of the list of sources, and leaves the rest as it is."""
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = [f"{product}:", *(f"  {name}: {value}" for name, value in entry.items())]
    path.write_text(f"{before.rstrip()}\n" * bool(before.strip()) + "\n".join(lines) + "\n", encoding="utf-8")


def source_of(home: Path, product: str) -> tuple[Document, list[tuple[str, str]]]:
    """The text that a product's article was written from, and its facts: where each stands in the article, and its quote."""
    path = home / "articles" / f"{product}.yml"
    if not path.is_file():
        raise Unreadable(f"There is no article «{product}» in {home / 'articles'}.")
    data = _loaded(path)
    entry = _loaded(home / "sources" / "sources.yml").get(str(data.get("source") or product), {})
    source = home / "sources" / str(entry.get("file", f"{product}.txt"))
    if not source.is_file():
        raise Unreadable(f"The source of «{product}» is missing: {source}.")
    return read(source.read_bytes(), source.name), list(_quotes(data))


def _loaded(path: Path) -> dict[str, Any]:
    try:
        found = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except Exception as error:
        raise KnowledgeError([Problem(str(path), 1, "yaml", f"not valid YAML: {error}", "mend the file")]) from error
    return found if isinstance(found, dict) else {}


def _quotes(part: Any, *above: str) -> Iterator[tuple[str, str]]:
    """Every quote that a fact rests on, with where it stands. What an article dismisses is no fact."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key in _QUOTED and isinstance(value, str):
                yield ".".join(above), value
            elif key == "also" and isinstance(value, list):
                yield from ((".".join(above), str(quote)) for quote in value)
            elif key != "dismissed":
                yield from _quotes(value, *above, str(key))
    elif isinstance(part, list):
        for place, value in enumerate(part, 1):
            yield from _quotes(value, *above, str(value.get("id", place)) if isinstance(value, dict) else str(place))

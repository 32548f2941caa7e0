"""The read model: every served article, every quote located in its source, one content hash.

Built from `articles/` and `sources/`; the build fails, with all its reasons, rather than serve a quote that is not in
its document. A built library is kept as JSON under its hash, because reading five hundred YAML files is slow.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from knowledge.errors import KnowledgeError, Problem
from knowledge.files import ArticleFile, read_article, read_sources, sha256
from knowledge.schema import Article, Lifecycle, Source

HOME = Path(__file__).parent
FORMAT = 1
"""Goes up when the form of the kept library changes, so that an old one is never read."""


@dataclass(frozen=True)
class Name:
    """One way a product is called."""

    text: str
    product: str


@dataclass
class Library:
    """All articles that may be served. Articles are parsed when first asked for: start-up cost stays flat."""

    revision: str
    raw: dict[str, dict[str, Any]]
    sources: dict[str, Source]
    _parsed: dict[str, Article] = field(default_factory=dict, repr=False)

    def __contains__(self, product: object) -> bool:
        return product in self.raw

    def article(self, product: str) -> Article:
        """The article of a product slug. Raises KeyError for a product that is not known."""
        if product not in self._parsed:
            self._parsed[product] = Article.model_validate(self.raw[product]["article"])
        return self._parsed[product]

    def revision_of(self, product: str) -> str:
        """Content hash of one article with its source: what a receipt names as the article's version."""
        return str(self.raw[product]["revision"])

    def offset(self, product: str, quote: str) -> int:
        """Where a quote begins in its source, in characters. Raises KeyError for what is no quote of the article."""
        return int(self.raw[product]["offsets"][quote])

    def quotes(self, product: str) -> list[str]:
        """Every quote of the product's article."""
        return list(self.raw[product]["offsets"])

    def reference(self, product: str, quote: str) -> dict[str, Any]:
        """Where a fact stands: product, verbatim quote, its offset in the document, the document and its language."""
        return {
            "product": product,
            "quote": quote,
            "offset": self.offset(product, quote),
            "document": self.sources[self.raw[product]["article"]["source"]].file,
            "language": self.language(product),
        }

    def language(self, product: str) -> str:
        """Language of the product's source."""
        return self.sources[self.raw[product]["article"]["source"]].language

    def products(self) -> list[str]:
        """Slugs of all served products, in alphabetical order of their names."""
        return sorted(self.raw, key=lambda slug: str(self.raw[slug]["article"]["name"]).lower())

    def name(self, product: str) -> str:
        """The product's name, as its makers write it."""
        return str(self.raw[product]["article"]["name"])

    def names(self) -> Iterator[Name]:
        """Every name, alias and known misspelling."""
        for slug, entry in self.raw.items():
            article = entry["article"]
            for text in (article["name"], *article["aliases"], *article["misspellings"]):
                yield Name(text, slug)


def load(home: Path = HOME, keep: Path | None = None) -> Library:
    """The library of a knowledge folder; from `keep` when it holds one of exactly these files.

    Raises KnowledgeError with every problem found. A folder `keep` that cannot be written is no problem: the library
    is then built each time.
    """
    print_of_files = fingerprint(home)
    kept = keep / f"library-{print_of_files[:16]}.json" if keep else None
    if kept and (library := _read(kept)):
        return library
    library = build(home)
    if kept:
        _write(kept, library)
    return library


def fingerprint(home: Path) -> str:
    """Hash of all files the library is made from."""
    digest = hashlib.sha256(f"format {FORMAT}".encode())
    for path in [*article_paths(home), home / "sources" / "sources.yml", *sorted((home / "sources").glob("*.txt"))]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()


def article_paths(home: Path) -> list[Path]:
    """The article files of a knowledge folder."""
    return sorted((home / "articles").glob("*.yml"))


def build(home: Path = HOME) -> Library:
    """Read, locate every quote, hash. Raises KnowledgeError with every problem found."""
    sources = read_sources(home / "sources")
    if isinstance(sources, list):
        raise KnowledgeError(sources)
    problems: list[Problem] = []
    raw: dict[str, dict[str, Any]] = {}
    for path in article_paths(home):
        file = read_article(path)
        if isinstance(file, list):
            problems += file
        elif file.article.lifecycle is Lifecycle.reviewed:
            entry = _entry(home, file, sources)
            if isinstance(entry, list):
                problems += entry
            else:
                raw[file.article.product] = entry
    if not raw and not problems:
        problems.append(Problem(str(home / "articles"), 1, "library", "no reviewed article", "add an article, or name another folder"))
    if problems:
        raise KnowledgeError(problems)
    return Library(_hash({slug: entry["revision"] for slug, entry in raw.items()}), raw, sources)


def quotes(part: Any, *above: str | int) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every quote of a part of an article, with the keys that lead to it."""
    if isinstance(part, BaseModel):
        for key in type(part).model_fields:
            value = getattr(part, key)
            if key == "quote":
                yield (*above, key), value
            else:
                yield from quotes(value, *above, key)
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from quotes(value, *above, str(key))
    elif isinstance(part, list):
        for position, value in enumerate(part):
            yield from quotes(value, *above, position)


def _entry(home: Path, file: ArticleFile, sources: dict[str, Source]) -> dict[str, Any] | list[Problem]:
    article = file.article
    source = sources.get(article.source)
    path = home / "sources" / source.file if source else None
    if source is None or path is None or not path.exists():
        return [file.problem("unknown-slug", f"no source «{article.source}»", "name an entry of sources.yml whose file exists", "source")]
    if sha256(path) != source.sha256:
        return [
            file.problem(
                "source-hash", f"{source.file} is not the document it was", "read the new document, then correct quotes and hash", "source"
            )
        ]
    text = path.read_text(encoding="utf-8")
    offsets = {quote: text.find(quote) if quote.strip() else -1 for _, quote in quotes(article)}
    missing = [
        file.problem("quote-not-in-source", f"not in {source.file}: “{quote}”", "copy the words from the document exactly", *keys)
        for keys, quote in quotes(article)
        if offsets[quote] < 0
    ]
    data = article.model_dump(mode="json")
    return missing or {"article": data, "offsets": offsets, "revision": _hash([data, source.sha256])}


def _hash(data: Any) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]


def _read(path: Path) -> Library | None:
    """The kept library, or None when there is none or it is damaged: it is only a copy."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        sources = {slug: Source.model_validate(entry) for slug, entry in data["sources"].items()}
        return Library(data["revision"], data["raw"], sources)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _write(path: Path, library: Library) -> None:
    sources = {slug: source.model_dump(mode="json") for slug, source in library.sources.items()}
    data = {"revision": library.revision, "raw": library.raw, "sources": sources}
    aside = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        aside.replace(path)
    except OSError:
        with suppress(OSError):  # on a read-only disk even this fails
            aside.unlink()

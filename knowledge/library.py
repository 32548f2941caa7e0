"""The read model: every served article, every quote located in its source, one content hash.

Built from `articles/` and `sources/`; the build fails, with all its reasons, rather than serve a quote that is not in
its document. A built library is kept as JSON under its hash, because reading five hundred YAML files is slow.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from knowledge.errors import KnowledgeError, Problem
from knowledge.files import ArticleFile, digest, read_article, read_sources
from knowledge.locate import Span, located, readable
from knowledge.schema import Article, Lifecycle, Source

HOME = Path(__file__).parent
FORMAT = 4
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
    aside: frozenset[str] = frozenset()
    """products that are known by name alone, because their article cannot be served (`knowledge.serving`)"""
    _parsed: dict[str, Article] = field(default_factory=dict, repr=False, compare=False)

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
        return self.span(product, quote).start

    def span(self, product: str, quote: str) -> Span:
        """Where a quote stands in its source. Raises KeyError for what is no quote of the article."""
        return Span(*self.raw[product]["offsets"][quote][1:])

    def source(self, product: str, quote: str) -> str:
        """The slug of the source that a quote stands in. Raises KeyError for what is no quote of the article."""
        return str(self.raw[product]["offsets"][quote][0])

    def quotes(self, product: str) -> list[str]:
        """Every quote of the product's article."""
        return list(self.raw[product]["offsets"])

    def reference(self, product: str, quote: str) -> dict[str, Any]:
        """Where a fact stands: product, verbatim quote, its place in the source, and what customers may read of the page."""
        slug = self.source(product, quote)
        source = self.sources[slug]
        return {
            "product": product,
            "quote": quote,
            "words": readable(quote),
            "source": slug,
            "offset": self.span(product, quote).start,
            "end": self.span(product, quote).end,
            "document": source.title or self.name(product),
            "address": source.address,
            "dated": source.dated.isoformat() if source.dated else None,
            "language": source.language,
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

    def values(self) -> frozenset[str]:
        """What the articles call plans, roles and other things of an account, lower case: no product's name."""
        served = (entry["article"] for product, entry in self.raw.items() if product not in self.aside)
        return frozenset(text.lower() for article in served for text in _values(article))


def _values(article: Mapping[str, Any]) -> Iterator[str]:
    """The labels and phrases of an article's values."""
    for attribute in article["attributes"].values():
        for value in attribute["values"].values():
            yield from value["label"].values()
            for phrases in value["says"].values():
                yield from phrases


def load(home: Path = HOME, keep: Path | None = None) -> Library:
    """The library of a knowledge folder; from `keep` when it holds one of exactly these files.

    Raises KnowledgeError with every problem found. A folder `keep` that cannot be written is no problem: the library
    is then built each time.
    """
    kept = copy_of(home, keep) if keep else None
    if kept and (library := read_copy(kept)):
        return library
    library = build(home)
    if kept:
        write_copy(kept, library)
    return library


def copy_of(home: Path, keep: Path, name: str = "library") -> Path:
    """Where the library of exactly these files is kept."""
    return keep / f"{name}-{fingerprint(home)[:16]}.json"


def fingerprint(home: Path) -> str:
    """Hash of all files the library is made from."""
    digest = hashlib.sha256(f"format {FORMAT}".encode())
    for path in [*article_paths(home), home / "sources" / "sources.yml", *sorted((home / "sources").glob("*.txt"))]:
        digest.update(path.name.encode())
        with suppress(OSError):  # what cannot be read is told by whoever builds
            digest.update(path.read_bytes())
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
            entry, wrong = compiled(home, file, sources)
            problems += wrong
            if entry:
                raw[file.article.product] = entry
    if not raw and not problems:
        problems.append(Problem(str(home / "articles"), 1, "library", "no reviewed article", "add an article, or name another folder"))
    if problems:
        raise KnowledgeError(problems)
    return Library(revision_of_all(raw), raw, sources)


QUOTED = frozenset({"quote", "also", "when_quote", "effective_quote", "eligible_quote", "to"})
"""The keys under which a document's own words stand."""


def quotes(part: Any, *above: str | int) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every quote of a part of an article, with the keys that lead to it."""
    if isinstance(part, BaseModel):
        for key in type(part).model_fields:
            value = getattr(part, key)
            if key not in QUOTED:
                yield from quotes(value, *above, key)
            elif isinstance(value, str):
                yield (*above, key), value
            else:
                yield from (((*above, key, position), each) for position, each in enumerate(value or []))
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from quotes(value, *above, str(key))
    elif isinstance(part, list):
        for position, value in enumerate(part):
            yield from quotes(value, *above, position)


def compiled(home: Path, file: ArticleFile, sources: dict[str, Source]) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The article as it is served, where every quote stands in its document; and what is wrong with it.

    Both, when the document is another one than the article was written from but still says all that is quoted.
    """
    article = file.article
    texts: dict[str, str] = {}
    hashes, wrong = [], []
    for position, slug in enumerate(article.documents):
        keys = ("more_sources", position - 1) if position else ("source",)
        content = _content(home, sources.get(slug))
        if content is None:
            fix = "name an entry of sources.yml whose file exists"
            return None, [file.problem("unknown-slug", f"no source «{slug}» whose file can be read", fix, *keys)]
        texts[slug] = content.decode("utf-8")
        hashes.append(digest(content))
        if hashes[-1] != sources[slug].sha256:
            fix = "read the new document, correct the article, then run `partwell knowledge source --read`"
            wrong.append(file.problem("source-hash", f"{sources[slug].file} is not the document it was", fix, *keys))
    offsets = {quote: place for _, quote in quotes(article) if (place := _place(quote, texts))}
    names = ", ".join(sources[slug].file for slug in texts)
    missing = [
        file.problem("quote-not-in-source", f"not in {names}: “{quote}”", "copy the words from the document", *keys)
        for keys, quote in quotes(article)
        if quote not in offsets
    ]
    data = article.model_dump(mode="json")
    entry = {"article": data, "offsets": offsets, "revision": short_hash([data, *hashes])}
    return (None if missing else entry), [*wrong, *missing]


def _content(home: Path, source: Source | None) -> bytes | None:
    """A source's file; None where there is none that can be read."""
    try:
        content = (home / "sources" / source.file).read_bytes() if source else None
        if content is not None:
            content.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return content


def _place(quote: str, texts: dict[str, str]) -> list[Any] | None:
    """The first source that a quote stands in, and where."""
    found = ((slug, located(text).find(quote)) for slug, text in texts.items())
    return next(([slug, *span] for slug, span in found if span), None)


def revision_of_all(raw: dict[str, dict[str, Any]]) -> str:
    """The content hash of a library."""
    return short_hash({slug: entry["revision"] for slug, entry in raw.items()})


def short_hash(data: Any) -> str:
    """The hash of data, as revisions are written."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]


def read_copy(path: Path) -> Library | None:
    """The kept library, or None when there is none or it is damaged: it is only a copy."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        sources = {slug: Source.model_validate(entry) for slug, entry in data["sources"].items()}
        return Library(data["revision"], data["raw"], sources)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_copy(path: Path, library: Library) -> None:
    """Keeps the library; where that cannot be, nothing is kept."""
    sources = {slug: source.model_dump(mode="json") for slug, source in library.sources.items()}
    data = {"revision": library.revision, "raw": library.raw, "sources": sources}
    write_whole(path, data)


def write_whole(path: Path, data: Any) -> bool:
    """Writes JSON so that nobody ever reads half of it; whether that could be done."""
    unfinished = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        unfinished.replace(path)
    except OSError:
        with suppress(OSError):  # on a read-only disk even this fails
            unfinished.unlink()
        return False
    return True

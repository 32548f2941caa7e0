"""What is served while the bot runs: every sound article, and of a bad one its last good revision.

`knowledge check` and the build refuse the whole library for one mistake, and CI must. A bot that runs may not: an editor's
slip in one article is no reason to leave the customers of all others alone. Each article that passed every rule is kept
(`Kept`), so that it can go on being served when its file breaks. Where none was kept, the product is known by name, and
its customers are told the truth and given to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.checks import (
    RULES,
    Context,
    consequence_not_said,
    documents,
    overdue_review,
    source_hash,
    step_left_out,
    uncovered_sentence,
)
from knowledge.errors import KnowledgeError, Problem
from knowledge.files import ArticleFile, YamlFile, digest, read_article, read_yaml, usable_sources
from knowledge.kept import Kept, Revision
from knowledge.library import Library, article_paths, compiled, copy_of, read_copy, revision_of_all, write_copy
from knowledge.schema import Lifecycle, Source

STALE = frozenset({overdue_review.ID, source_hash.ID})
"""Rules that say that an article is old: it is served all the same."""
ADDED = frozenset({uncovered_sentence.ID, step_left_out.ID, consequence_not_said.ID})
"""What a changed document brings with it: to be read, and nothing that the article says is wrong by it."""
_SLUG = re.compile(r"[a-z][a-z0-9_]*")
_KEY = re.compile(r"^(product|name|lifecycle|aliases|misspellings):[ \t]*(.+?)[ \t]*(?:#.*)?$", re.MULTILINE)


@dataclass(frozen=True)
class Trouble:
    """An article that a person should look at, and what its customers get meanwhile."""

    product: str
    why: tuple[Problem, ...]
    serves: str | None
    """the revision that is served; None when none can be"""
    stale: bool = False
    """it is served as it stands, and only old"""

    def __str__(self) -> str:
        meanwhile = f"revision {self.serves} is served" if self.serves else "its customers are given to a person"
        more = f" (and {len(self.why) - 1} more)" if len(self.why) > 1 else ""
        return f"{self.product}: {self.reason}{more}; {meanwhile}"

    @property
    def reason(self) -> str:
        """The first of the problems, in a line."""
        first = self.why[0]
        return f"{first.file}:{first.line}: {first.rule}: {' '.join(first.message.split())}"


@dataclass(frozen=True)
class Served:
    """The library, and what is wrong with it."""

    library: Library
    troubles: tuple[Trouble, ...] = ()

    def wrong(self, today: date) -> list[Trouble]:
        """Every article that a person should look at, those included whose review is due."""
        found = {trouble.product: trouble for trouble in self.troubles}
        for slug, entry in self.library.raw.items():
            due = entry["article"]["review_due"]
            if slug not in found and slug not in self.library.aside and due < today.isoformat():
                why = Problem(slug, 1, overdue_review.ID, f"review was due on {due}", overdue_review.FIX)
                found[slug] = Trouble(slug, (why,), self.library.revision_of(slug), stale=True)
        return [found[slug] for slug in sorted(found)]


def serve(home: Path, cache: Path, keep: Path, *, remember: bool = True, of: Path | None = None) -> Served:
    """The library of a knowledge folder. `cache` has the whole of it when all is well, `keep` each article's last good revision.

    `of` is the folder whose articles they are, where `home` is that one with others put in.

    Raises KnowledgeError only when there is nothing at all to serve. Without `remember` nothing is written.
    """
    kept = Kept(keep, of or home)
    copy = copy_of(home, cache, "served")
    whole = read_copy(copy)
    build = _Build(home, kept)
    served = Served(whole) if whole else build.served()
    if remember:
        for product in build.withdrawn:
            kept.forget(product)
        sound = set(served.library.raw) - {trouble.product for trouble in served.troubles}
        kept.keep(served.library, sound)
        if not whole and not served.troubles:
            write_copy(copy, served.library)
    return served


@dataclass
class _Build:
    """A library in the making."""

    home: Path
    kept: Kept
    raw: dict[str, dict[str, Any]] = field(default_factory=dict)
    used: dict[str, Source] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)

    def served(self) -> Served:
        sources, broken_entries = usable_sources(self.home / "sources")
        bad: list[tuple[Path, list[Problem]]] = []
        good: list[ArticleFile] = []
        for path in article_paths(self.home):
            file = read_article(path)
            if isinstance(file, list):
                bad.append((path, file))
            elif file.article.lifecycle is Lifecycle.reviewed:
                good.append(file)
            else:
                self.withdrawn.append(file.article.product)
        context = Context(tuple(good), dict(documents(self.home / "sources", sources.items())), date.min)
        sound: list[tuple[ArticleFile, dict[str, Any], list[Problem]]] = []
        for file in good:
            entry, wrong = compiled(self.home, file, sources)
            wrong = sorted({*wrong, *_broken(file, replace(context, articles=(file,)))})
            if entry is None or not _only_old(wrong):
                bad.append((file.path, wrong + (broken_entries if not {*file.article.documents} <= sources.keys() else [])))
            else:
                sound.append((file, entry, wrong))
        bad += self._take(sound, context, sources)
        for path, wrong in bad:
            self._instead(path, wrong)
        if set(self.raw) <= {trouble.product for trouble in self.troubles if trouble.serves is None}:
            none = Problem(str(self.home / "articles"), 1, "library", "no reviewed article", "add an article, or name another folder")
            raise KnowledgeError([problem for _, wrong in bad for problem in wrong] or [none])
        aside = frozenset(trouble.product for trouble in self.troubles if trouble.serves is None and trouble.product in self.raw)
        return Served(Library(revision_of_all(self.raw), self.raw, {**sources, **self.used}, aside), tuple(self.troubles))

    def _take(
        self, sound: list[tuple[ArticleFile, dict[str, Any], list[Problem]]], context: Context, sources: Mapping[str, Source]
    ) -> list[tuple[Path, list[Problem]]]:
        """Takes them in, those first that were served before: a newcomer never takes a name, or a product, from them."""
        first = sorted(sound, key=lambda each: (not self.kept.has(each[0].article.product, each[1]["revision"]), each[0].path))
        together = replace(context, articles=tuple(file for file, _, _ in first))
        bad = []
        for file, entry, stale in first:
            product = file.article.product
            wrong = [problem for problem in _broken(file, together) if problem not in stale]
            if product in self.raw:
                wrong.append(
                    file.problem("duplicate-name", f"another file has the article of «{product}»", "remove one of the two", "product")
                )
            if wrong:
                bad.append((file.path, wrong))
                continue
            self.raw[product] = entry
            self.used |= {slug: sources[slug] for slug in file.article.documents}
            if stale:
                self.troubles.append(Trouble(product, tuple(stale), entry["revision"], stale=True))
        return bad

    def _instead(self, path: Path, wrong: list[Problem]) -> None:
        """What customers get of a bad article."""
        seen = _seen(path)
        product = seen["product"]
        revision = next((found for slug in (product, _slug(path.stem)) if (found := self.kept.last(slug))), None)
        if seen["lifecycle"] != Lifecycle.reviewed:
            return  # nobody is served it anyway
        if product in self.raw:
            self.troubles.append(Trouble(product, tuple(wrong), self.raw[product]["revision"]))
        elif revision and revision.product not in self.raw:
            self._add(revision)
            self.troubles.append(Trouble(revision.product, tuple(wrong), revision.entry["revision"]))
        else:
            self._add(_by_name(seen))
            self.troubles.append(Trouble(product, tuple(wrong), None))

    def _add(self, revision: Revision) -> None:
        self.raw[revision.product] = revision.entry
        self.used |= revision.sources


def _only_old(wrong: list[Problem]) -> bool:
    """Whether all that is wrong is that the review is due, or that the document is another one."""
    rules = {problem.rule for problem in wrong}
    return rules <= STALE | (ADDED if source_hash.ID in rules else frozenset())


def _broken(file: ArticleFile, context: Context) -> Iterator[Problem]:
    for rule in RULES:
        yield from rule.check(file, context)


def _by_name(seen: Mapping[str, Any]) -> Revision:
    """A product of which nothing can be said: its only way is a person."""
    product, name = seen["product"], seen["name"]
    person = {"kind": "contact", "title": {"en": name, "it": name}}
    article: dict[str, Any] = {
        **{key: seen[key] for key in ("product", "name", "aliases", "misspellings")},
        "source": f"{product}__aside",
        "lifecycle": "reviewed",
        "owner": "-",
        "paths": {"person": person},
        "reviewed": date.min.isoformat(),
        "review_due": date.max.isoformat(),
    }
    source = Source(file="-", sha256=digest(b""), language="en", product=product, retrieved=date.min)
    return Revision(product, {"article": article, "offsets": {}, "revision": ""}, {article["source"]: source})


def _seen(path: Path) -> dict[str, Any]:
    """What can be made out in a bad article: the product's slug, all its names, whether it is meant to be served."""
    file = read_yaml(path)
    tree = dict(file.tree) if isinstance(file, YamlFile) and isinstance(file.tree, dict) else _lines(path)
    product = tree.get("product")
    product = product if isinstance(product, str) and _SLUG.fullmatch(product) else _slug(path.stem)
    name = tree.get("name")
    lifecycle = tree.get("lifecycle")
    return {
        "product": product,
        "name": _text(name) or product.replace("_", " ").title(),
        "lifecycle": lifecycle if isinstance(lifecycle, str) and lifecycle in set(Lifecycle) else Lifecycle.reviewed,
        **{key: _texts(tree.get(key)) for key in ("aliases", "misspellings")},
    }


def _lines(path: Path) -> dict[str, Any]:
    """The keys at the margin of a file that is no YAML."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    found: dict[str, Any] = {key: value.strip("'\"") for key, value in _KEY.findall(text)}
    for key in found.keys() & {"aliases", "misspellings"}:
        found[key] = [each.strip(" '\"") for each in found[key].strip("[]").split(",")]
    return found


def _texts(value: Any) -> list[str]:
    return [text for each in value if (text := _text(each))] if isinstance(value, list) else []


def _text(value: Any) -> str:
    """A text that can be shown; empty for anything else."""
    return value.encode("utf-8", "ignore").decode("utf-8").strip() if isinstance(value, str) else ""


def _slug(stem: str) -> str:
    """A slug of a file's name."""
    plain = re.sub(r"[^a-z0-9_]+", "_", stem.lower())
    return plain if _SLUG.fullmatch(plain) else f"product_{plain}"

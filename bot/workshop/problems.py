"""What the rules find in a draft, each with the card that it is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from bot.data_files import DataError
from bot.workshop.article_text import read
from bot.workshop.cards import Card, cards
from knowledge.checks import RULES, Context, documents, overdue_review, uncovered_sentence
from knowledge.errors import Problem
from knowledge.files import ArticleFile, YamlFile, read_article, read_yaml, usable_sources
from knowledge.folder import Held, path_of, with_these
from knowledge.library import article_paths

UNREAD = "not-read-yet"
OF_THE_SOURCE = frozenset({uncovered_sentence.ID, "source-hash", "dismissed-without-why"})
"""Rules that speak of the help page: mended where its sentences are."""
HARMLESS = frozenset({overdue_review.ID})
"""What publishing mends by itself."""


@dataclass(frozen=True)
class Finding:
    """One thing to mend. `card` is the fact that it is about, where it is about one."""

    rule: str
    message: str
    card: Card | None = None

    @property
    def screen(self) -> str:
        """Where it is mended."""
        return "source" if self.rule in OF_THE_SOURCE else "facts"

    @property
    def stops(self) -> bool:
        """Whether nothing can be published with it."""
        return self.rule not in HARMLESS


def findings(home: Path, into: Path, product: str, wanted: Held, today: date) -> list[Finding]:
    """All of a draft, in the order of its text."""
    try:
        known = cards(read(wanted.article))
    except DataError as error:
        return [Finding("yaml", str(error))]
    there = with_these(home, into, {product: wanted})
    path = path_of(there, product)
    file = read_article(path)
    unread = [Finding(UNREAD, card.words["en"] or card.words["it"], card) for card in known if card.unread]
    if isinstance(file, list):
        tree = read_yaml(path)
        return [*unread, *(_found(problem, tree if isinstance(tree, YamlFile) else None, known) for problem in sorted(file))]
    context = _context(there, path, today)
    broken = sorted({problem for rule in RULES for problem in rule.check(file, replace(context, articles=(file, *context.articles)))})
    return [*unread, *(_found(problem, file, known) for problem in broken if problem.rule not in HARMLESS)]


@lru_cache(maxsize=8)
def _context(home: Path, but: Path, today: date) -> Context:
    """The other articles, and the documents."""
    sources, _ = usable_sources(home / "sources")
    others = [read_article(path) for path in article_paths(home) if path != but]
    articles = tuple(other for other in others if isinstance(other, ArticleFile))
    return Context(articles, dict(documents(home / "sources", sources.items())), today)


def _found(problem: Problem, file: YamlFile | None, known: list[Card]) -> Finding:
    """With the nearest card above the line."""
    near = None
    if file and problem.rule not in OF_THE_SOURCE:
        lines = [(file.line(*card.address), card) for card in known]
        near = max(((line, card) for line, card in lines if line <= problem.line), key=lambda each: each[0], default=(0, None))[1]
    return Finding(problem.rule, problem.message, near)

"""The rules that knowledge must pass before it is served, and how they are run.

One rule is one module of this package: its docstring says why the rule exists, `ID` is its name, `FIX` what to do, and
`check` yields the problems of one article. A new rule is a new module, its name in `RULES`, and a bad article of its
name in `tests/knowledge/bad/`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Protocol

from knowledge.checks import (
    ambiguous_paths,
    amount_not_in_quote,
    anchor_not_in_quote,
    answered_and_unsaid,
    attribute_never_asked,
    caption_lost,
    caption_not_in_quote,
    condition_without_quote,
    consequence_not_said,
    consequence_too_late,
    contact_invented,
    contact_path_without_contact,
    deadline_without_anchor,
    dismissed_without_why,
    disputed_without_why,
    duplicate_name,
    effective_without_quote,
    fact_for_other_accounts,
    fact_without_topic,
    hedge_lost,
    house_rules,
    incomplete,
    kind_without_meaning,
    languages_differ,
    missing_translation,
    more_than_the_quote,
    number_not_in_quote,
    numbers_differ,
    offer_without_eligibility,
    offer_without_path_to_take_it,
    old_version,
    overdue_review,
    pressure,
    quote_not_in_source,
    rule_not_in_quote,
    self_service_by_contact,
    source_hash,
    step_left_out,
    step_without_quote,
    steps_out_of_order,
    uncovered_account,
    uncovered_sentence,
    unknown_slug,
    unreachable_path,
)
from knowledge.checks.context import Context, Document
from knowledge.errors import Problem
from knowledge.files import ArticleFile, read_article, read_sources, sha256
from knowledge.library import article_paths
from knowledge.schema import Lifecycle, Source

__all__ = ["RULES", "Context", "Document", "Rule", "documents", "run"]


class Rule(Protocol):
    """What a module of this package offers."""

    ID: str
    FIX: str

    def check(self, file: ArticleFile, context: Context) -> Iterator[Problem]:
        """The places where an article breaks the rule."""


RULES: tuple[Rule, ...] = (
    # what the document says
    unknown_slug,
    source_hash,
    quote_not_in_source,
    step_without_quote,
    uncovered_sentence,
    dismissed_without_why,
    caption_not_in_quote,
    caption_lost,
    number_not_in_quote,
    more_than_the_quote,
    hedge_lost,
    contact_invented,
    disputed_without_why,
    # which way out
    unreachable_path,
    ambiguous_paths,
    uncovered_account,
    attribute_never_asked,
    contact_path_without_contact,
    condition_without_quote,
    effective_without_quote,
    rule_not_in_quote,
    self_service_by_contact,
    house_rules,
    kind_without_meaning,
    # what is said on the way
    fact_without_topic,
    answered_and_unsaid,
    fact_for_other_accounts,
    steps_out_of_order,
    step_left_out,
    consequence_too_late,
    consequence_not_said,
    offer_without_eligibility,
    offer_without_path_to_take_it,
    deadline_without_anchor,
    anchor_not_in_quote,
    amount_not_in_quote,
    pressure,
    missing_translation,
    numbers_differ,
    languages_differ,
    # the article as a whole
    incomplete,
    old_version,
    duplicate_name,
    overdue_review,
)


OF_DRAFTS: tuple[Rule, ...] = (unknown_slug, source_hash, quote_not_in_source, contact_invented, duplicate_name)
"""A draft may be incomplete and in one language; what it says must not be wrong."""


def run(home: Path, today: date) -> list[Problem]:
    """Every problem of every article below `home`, in the order of files and lines."""
    context, problems = _read(home, today)
    return sorted({*problems, *_broken(context)})


def _broken(context: Context) -> Iterator[Problem]:
    for file in context.articles:
        for rule in OF_DRAFTS if file.article.lifecycle is Lifecycle.draft else RULES:
            yield from rule.check(file, context)


def _read(home: Path, today: date) -> tuple[Context, list[Problem]]:
    """All that can be read, and what is wrong with the form of the rest."""
    problems: list[Problem] = []
    files: list[ArticleFile] = []
    paths = article_paths(home)
    if not paths:
        problems.append(Problem(str(home / "articles"), 1, "library", "no article", "add an article, or name another folder"))
    for path in paths:
        file = read_article(path)
        if isinstance(file, ArticleFile):
            files.append(file)
        else:
            problems += file
    sources = read_sources(home / "sources")
    if isinstance(sources, list):
        return Context(tuple(files), None, today), [*problems, *sources]
    return Context(tuple(files), dict(documents(home / "sources", sources.items())), today), problems


def documents(folder: Path, sources: Iterable[tuple[str, Source]]) -> Iterator[tuple[str, Document]]:
    """The documents that can be read; an article that names another one is told so by `unknown-slug`."""
    for slug, source in sources:
        path = folder / source.file
        try:
            yield slug, Document(source, path.read_text(encoding="utf-8"), sha256(path))
        except (OSError, UnicodeDecodeError):
            continue

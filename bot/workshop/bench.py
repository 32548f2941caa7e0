"""What editors do to articles: drafts that are theirs alone, what others published taken in, reviews, publishing, going back.

The files of the knowledge folder are written with what is published, where they can be: whoever keeps them in git sees every change there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from bot import bootstrap
from bot.articles import ROLLBACK, Articles, Moved, Publication, held_of
from bot.operations.published import folder_of
from bot.settings import Settings
from bot.store.store import Store
from bot.store.tables import ArticleDraft, ArticleRevision
from bot.workshop.article_text import plain, read, written
from bot.workshop.cards import UNREAD, Card, cards
from bot.workshop.merging import Conflict, merge
from bot.workshop.problems import Finding, findings
from knowledge import folder
from knowledge.folder import Held
from knowledge.library import Library
from knowledge.serving import Trouble

log = logging.getLogger(__name__)
REVIEW_AGAIN = timedelta(days=182)
ASKED, APPROVED, REFUSED = "asked", "approved", "refused"


class NotReady(Exception):
    """What somebody wants cannot be done yet; `args[0]` names the text that says why."""


@dataclass(frozen=True)
class Health:
    """An article on the home page."""

    product: str
    name: str
    drafts: list[ArticleDraft]
    trouble: Trouble | None
    revision: ArticleRevision | None
    served: bool


@dataclass
class Bench:
    """One workshop."""

    settings: Settings
    store: Store
    clock: Callable[[], datetime]
    _served: tuple[Any, Library, list[Trouble]] | None = None
    _lock: Lock = field(default_factory=Lock)

    @property
    def articles(self) -> Articles:
        """What is kept."""
        return Articles(self.store)

    @property
    def work(self) -> Path:
        """A folder for what drafts are tried out in."""
        return self.settings.data / "workshop"

    # what is served

    def home(self) -> Path:
        """The knowledge folder with all that is published in it."""
        return folder_of(self.settings.knowledge, self.settings.data / "published", self.articles)

    def library(self) -> Library:
        """What customers are told now."""
        return self._now()[1]

    def _now(self) -> tuple[Any, Library, list[Trouble]]:
        with self._lock:
            mark = self.home(), bootstrap.knowledge_mark(self.settings.knowledge)
            if self._served is None or self._served[0] != mark:
                served = bootstrap.served(self.settings, remember=False, kept=self.store)
                self._served = mark, served.library, served.wrong(self.clock().date())
            return self._served

    def shelf(self) -> list[Health]:
        """Every article, those that somebody should look at first."""
        _, library, wrong = self._now()
        troubles = {trouble.product: trouble for trouble in wrong}
        history, drafts = self.articles.all_history(), self.articles.drafts()
        products = {*library.products(), *history, *(draft.product for draft in drafts), *troubles}
        found = [
            Health(
                product,
                self._name(product, library, drafts),
                [draft for draft in drafts if draft.product == product],
                troubles.get(product),
                history.get(product, [None])[0],
                product in library and product not in library.aside,
            )
            for product in products
        ]
        return sorted(found, key=lambda each: (each.trouble is None, not each.drafts, each.name.lower()))

    def _name(self, product: str, library: Library, drafts: list[ArticleDraft]) -> str:
        if product in library:
            return library.name(product)
        texts = [draft.article for draft in drafts if draft.product == product]
        return str((folder.plain(texts[0]) if texts else None or {}).get("name") or product)  # type: ignore[union-attr]

    def current(self, product: str) -> Held | None:
        """What is served of a product, or would be."""
        published = [held_of(row) for row in self.articles.history(product)]
        return folder.newest(folder.held(self.settings.knowledge, product), published)

    # drafts

    def draft(self, product: str, who: str) -> ArticleDraft:
        """Somebody's draft; what is served now, where they have none. Raises LookupError for a product that there is none of."""
        if kept := self.articles.draft(product, who):
            return kept
        now = self.current(product)
        if now is None:
            raise LookupError(product)
        return self._begun(product, who, now)

    def _begun(self, product: str, who: str, now: Held, base: str | None = None) -> ArticleDraft:
        return ArticleDraft(
            product=product,
            author=who,
            article=now.article,
            source=now.source,
            entry={"slug": now.slug, **now.entry},
            base=now.hash if base is None else base,
            base_article=now.article if base is None else "",
            updated=self.clock(),
        )

    def begin(self, product: str, who: str, new: Held) -> None:
        """A draft of a product that there is no article of yet. Raises Moved when there is one."""
        if self.current(product) or self.articles.draft(product, who):
            raise Moved
        self.articles.save(self._begun(product, who, new, base=""), None, "begun")

    def edit(self, product: str, who: str, deed: Callable[[Any], object], what: str) -> None:
        """Changes somebody's draft. What `deed` raises goes through, and nothing happened. Raises Moved."""
        kept = self.articles.draft(product, who)
        draft = kept or self.draft(product, who)
        tree = read(draft.article)
        deed(tree)
        changed = draft.model_copy(update={"article": written(tree), "review": None, "updated": self.clock()})
        self.articles.save(changed, kept.article if kept else None, what)

    def cards(self, draft: ArticleDraft) -> list[Card]:
        """Its facts."""
        return cards(read(draft.article))

    def findings(self, draft: ArticleDraft) -> list[Finding]:
        """What the rules find in it."""
        return findings(self.home(), self.work, draft.product, self.as_published(draft, keep_unread=True), self.clock().date())

    def as_published(self, draft: ArticleDraft, *, keep_unread: bool = False) -> Held:
        """The draft as it would be published: reviewed today."""
        tree, today = read(draft.article), self.clock().date()
        tree["lifecycle"], tree["reviewed"], tree["review_due"] = "reviewed", today, today + REVIEW_AGAIN
        if not keep_unread:
            _accept_all(tree)
        one = held_of(draft)
        return Held(written(tree), one.source, one.slug, one.entry)

    # two editors

    def behind(self, draft: ArticleDraft) -> bool:
        """Whether somebody has published the article since the draft was begun."""
        now = self.current(draft.product)
        return now is not None and draft.base != now.hash

    def take_in(self, draft: ArticleDraft, chosen: Mapping[str, str]) -> list[Conflict]:
        """Takes in what was published meanwhile; what has to be decided first, where both changed the same."""
        now = self.current(draft.product)
        assert now
        base = read(draft.base_article) if draft.base_article else {}
        merged, conflicts = merge(base, read(draft.article), read(now.article), chosen)
        if not conflicts:
            texts = {"article": written(merged), "source": now.source, "base": now.hash, "base_article": now.article}
            update: dict[str, Any] = {**texts, "entry": {"slug": now.slug, **now.entry}, "review": None, "updated": self.clock()}
            self.articles.save(draft.model_copy(update=update), draft.article, "taken in")
        return conflicts

    # reviews

    def ask(self, draft: ArticleDraft, reviewer: str, deputy: str, why: str) -> None:
        """Asks one person, and a deputy, to read exactly this text."""
        review = {"state": ASKED, "reviewer": reviewer, "deputy": deputy, "why": why, "at": self.clock().isoformat(), "note": ""}
        kept = self.articles.draft(draft.product, draft.author)
        if kept is None:
            raise NotReady("nothing_changed")
        self.articles.review(kept, review, draft.author, ASKED, self.clock())

    def answer(self, draft: ArticleDraft, who: str, key: str, state: str, note: str) -> None:
        """A reviewer says yes or no to exactly this text. Raises Moved when it is another one by now, NotReady when they may not."""
        review = dict(draft.review or {})
        if review.get("state") != ASKED or who not in (review["reviewer"], review["deputy"]) or who == draft.author:
            raise NotReady("not_asked")
        if held_of(draft).hash != key:
            raise Moved
        review |= {"state": state, "by": who, "note": note, "answered": self.clock().isoformat()}
        self.articles.review(draft, review, who, state, self.clock())

    def may_publish_alone(self) -> bool:
        """Whether nobody else is there to review."""
        return len(self.articles.editors()) < 2

    def approved_by(self, draft: ArticleDraft) -> str | None:
        """Who has approved exactly this text; the author themselves, where nobody else is there."""
        review = draft.review or {}
        if review.get("state") == APPROVED:
            return str(review["by"])
        return draft.author if self.may_publish_alone() else None

    # publishing

    def publish(self, draft: ArticleDraft, why: str) -> int:
        """Publishes it. Raises Moved, and NotReady while something is in the way."""
        reviewer = self.approved_by(draft)
        if reviewer is None:
            raise NotReady("not_approved")
        if any(finding.stops for finding in self.findings(draft)):
            raise NotReady("findings")
        wanted = self.as_published(draft)
        number = self._publish(draft.product, Publication(wanted, draft.base, draft.author, why, reviewer))
        log.info("%s published revision %d of %s", draft.author, number, draft.product)
        return number

    def back_to(self, product: str, number: int, who: str, why: str) -> int:
        """Publishes an earlier revision once more. Raises LookupError, Moved."""
        earlier, now = self.articles.revision(product, number), self.current(product)
        if earlier is None or now is None:
            raise LookupError(number)
        return self._publish(product, Publication(held_of(earlier), now.hash, who, why, kind=ROLLBACK))

    def _publish(self, product: str, wanted: Publication) -> int:
        number = self.articles.publish(product, wanted, folder.held(self.settings.knowledge, product), self.clock())
        try:
            folder.put(self.settings.knowledge, product, wanted.held)
        except OSError as error:
            log.warning("what was published is served, but the files cannot be written: %s", error)
        return number


def _accept_all(node: Any) -> None:
    """Everything in it counts as read."""
    if isinstance(node, dict):
        if node.get("status") == UNREAD:
            del node["status"]
        for each in node.values():
            _accept_all(each)
    elif isinstance(node, list):
        for each in node:
            _accept_all(each)


def without_gaps(one: Held) -> Held:
    """A draft that can be tried out: what has no words in one language says the other's, and every fact counts as read."""
    tree = read(one.article)
    _accept_all(tree)
    _fill(tree)
    return Held(written(tree), one.source, one.slug, one.entry)


def _fill(node: Any) -> None:
    if isinstance(node, dict):
        words = {language: plain(node.get(language)) for language in ("en", "it")}
        if any(isinstance(word, str) and word for word in words.values()):
            for language, word in words.items():
                if not word:
                    node[language] = next(other for other in words.values() if other)
        for each in node.values():
            _fill(each)
    elif isinstance(node, list):
        for each in node:
            _fill(each)

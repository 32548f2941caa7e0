"""What editors have written: drafts, published revisions, who did what, and who may. Raises StoreError like everything of the store.

The files of the knowledge folder stay the source of truth of what was never published here (`knowledge.folder.newest`).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, delete, func, select
from sqlalchemy.exc import IntegrityError

from bot.store.store import Store
from bot.store.tables import AUDIT, DRAFT, EDITOR, REVISION, ArticleAudit, ArticleDraft, ArticleRevision, Editor
from knowledge.folder import Held

FILES, PUBLISHED, ROLLBACK = "files", "published", "rollback"


class Moved(Exception):
    """Somebody else published the article meanwhile. What was written has to be merged with that first."""


@dataclass(frozen=True)
class Publication:
    """What is published, from what it was made, by whom and why."""

    held: Held
    base: str
    """hash of the revision, or of the files, that it was made from"""
    author: str
    why: str
    reviewer: str | None = None
    kind: str = PUBLISHED


class Articles:
    """The workshop's tables in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # published

    def latest_id(self) -> int:
        """Goes up with everything that is published: what workers look at."""
        with self._store.explained(), self._store.engine.connect() as connection:
            return int(connection.execute(select(func.max(REVISION.c.id))).scalar() or 0)

    def history(self, product: str) -> list[ArticleRevision]:
        """The published revisions of a product, the newest first."""
        return [ArticleRevision(**row) for row in self._rows(_history(product))]

    def all_history(self) -> dict[str, list[ArticleRevision]]:
        """All of them, by product, the newest first."""
        found: dict[str, list[ArticleRevision]] = {}
        for row in self._rows(select(REVISION).order_by(REVISION.c.product, REVISION.c.number.desc())):
            found.setdefault(row["product"], []).append(ArticleRevision(**row))
        return found

    def revision(self, product: str, number: int) -> ArticleRevision | None:
        """One of them."""
        rows = self._rows(_history(product).where(REVISION.c.number == number))
        return ArticleRevision(**rows[0]) if rows else None

    def publish(self, product: str, wanted: Publication, found: Held | None, now: datetime) -> int:
        """Publishes it; its number. `found` is what the files hold, kept first when nothing was published yet. Raises Moved."""
        try:
            with self._store.writing() as connection, self._store.explained():
                number = _next(connection, product, wanted, found, now)
                _note(connection, Deed(wanted.author, wanted.kind, product, {"number": number, "why": wanted.why}, now))
                connection.execute(delete(DRAFT).where(DRAFT.c.product == product, DRAFT.c.author == wanted.author))
                connection.commit()
        except IntegrityError as error:
            raise Moved from error
        return number

    # drafts

    def drafts(self, product: str | None = None) -> list[ArticleDraft]:
        """All drafts, or those of a product."""
        query = select(DRAFT).order_by(DRAFT.c.product, DRAFT.c.author)
        return [ArticleDraft(**row) for row in self._rows(query if product is None else query.where(DRAFT.c.product == product))]

    def draft(self, product: str, author: str) -> ArticleDraft | None:
        """What somebody has written of it."""
        return next((draft for draft in self.drafts(product) if draft.author == author), None)

    def save(self, draft: ArticleDraft, expected: str | None, what: str, detail: dict[str, Any] | None = None) -> None:
        """Keeps a draft. `expected` is the text that it had when it was read, None when there was none. Raises Moved when that is gone."""
        mine = (DRAFT.c.product == draft.product) & (DRAFT.c.author == draft.author)
        with self._store.writing() as connection, self._store.explained():
            kept = connection.execute(select(DRAFT.c.article).where(mine).with_for_update()).scalar()
            if kept != expected:
                raise Moved
            connection.execute(delete(DRAFT).where(mine))
            connection.execute(DRAFT.insert().values(**draft.model_dump()))
            _note(connection, Deed(draft.author, what, draft.product, detail or {}, draft.updated))
            connection.commit()

    def review(self, draft: ArticleDraft, review: dict[str, Any], who: str, what: str, now: datetime) -> None:
        """Keeps what was asked, or said, of exactly this text. Raises Moved when the draft is another one by now."""
        mine = (DRAFT.c.product == draft.product) & (DRAFT.c.author == draft.author)
        with self._store.writing() as connection, self._store.explained():
            done = connection.execute(DRAFT.update().where(mine, DRAFT.c.article == draft.article).values(review=review))
            if not done.rowcount:
                raise Moved
            _note(connection, Deed(who, what, draft.product, {**review, "author": draft.author}, now))
            connection.commit()

    def discard(self, product: str, author: str, now: datetime) -> None:
        """Throws a draft away."""
        with self._store.writing() as connection, self._store.explained():
            connection.execute(delete(DRAFT).where(DRAFT.c.product == product, DRAFT.c.author == author))
            _note(connection, Deed(author, "discarded", product, {}, now))
            connection.commit()

    # who did what

    def audit(self, product: str) -> list[ArticleAudit]:
        """What was done to an article, the newest first."""
        return [ArticleAudit(**row) for row in self._rows(select(AUDIT).where(AUDIT.c.product == product).order_by(AUDIT.c.id.desc()))]

    # who may

    def editors(self) -> list[Editor]:
        """All who may edit, by name."""
        return [Editor(**row) for row in self._rows(select(EDITOR).order_by(EDITOR.c.name))]

    def editor(self, key: str) -> Editor | None:
        """Whose key it is."""
        rows = self._rows(select(EDITOR).where(EDITOR.c.key_hash == _hashed(key)))
        return Editor(**rows[0]) if rows else None

    def admit(self, name: str, role: str, now: datetime) -> str:
        """Lets somebody in, or gives them a new key and role; the key, which nobody can read again."""
        key = secrets.token_urlsafe(24)
        with self._store.writing() as connection, self._store.explained():
            connection.execute(delete(EDITOR).where(EDITOR.c.name == name))
            connection.execute(EDITOR.insert().values(name=name, role=role, key_hash=_hashed(key), created=now))
            connection.commit()
        return key

    def dismiss(self, name: str) -> None:
        """Lets somebody in no more."""
        with self._store.writing() as connection, self._store.explained():
            connection.execute(delete(EDITOR).where(EDITOR.c.name == name))
            connection.commit()

    def _rows(self, query: Select[Any]) -> Sequence[dict[str, Any]]:
        with self._store.explained(), self._store.engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


class Deed(NamedTuple):
    """What somebody did to an article."""

    who: str
    what: str
    product: str
    detail: dict[str, Any]
    at: datetime


def _note(connection: Connection, deed: Deed) -> None:
    connection.execute(AUDIT.insert().values(**deed._asdict()))


def _history(product: str) -> Select[Any]:
    return select(REVISION).where(REVISION.c.product == product).order_by(REVISION.c.number.desc())


def _next(connection: Connection, product: str, wanted: Publication, found: Held | None, now: datetime) -> int:
    """Adds the revision, after what the files held when they are another text than what was published last."""
    rows = connection.execute(_history(product)).mappings().all()
    number, newest = (rows[0]["number"], rows[0]["hash"]) if rows else (0, "")
    changed = found if found and found.hash not in {row["hash"] for row in rows} else None
    if wanted.base != (changed.hash if changed else newest):
        raise Moved
    if changed:
        number += 1
        _add(connection, product, number, Publication(changed, newest, "-", "", kind=FILES), now)
    _add(connection, product, number + 1, wanted, now)
    return number + 1


def _add(connection: Connection, product: str, number: int, wanted: Publication, now: datetime) -> None:
    held = wanted.held
    text = {"article": held.article, "source": held.source, "entry": {"slug": held.slug, **held.entry}, "hash": held.hash}
    about = {"kind": wanted.kind, "base": wanted.base, "author": wanted.author, "reviewer": wanted.reviewer, "why": wanted.why}
    connection.execute(REVISION.insert().values(product=product, number=number, at=now, **text, **about))


def held_of(row: ArticleRevision | ArticleDraft) -> Held:
    """What a row holds, as a folder holds it."""
    entry = dict(row.entry)
    return Held(row.article, row.source, str(entry.pop("slug")), entry)


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()

"""What editors publish, served by a bot that runs: each process looks for it, reads it beside its work, and takes it between two turns.

A revision that cannot be served stops nothing: of that article the last good one goes on (`knowledge.serving`), and an alarm is raised.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from bot.articles import Articles, held_of
from bot.clock import Wall
from bot.delivery.worker import Alarm, Chores, ignored
from bot.store.store import Store
from bot.turn import Conversations
from knowledge.errors import KnowledgeError
from knowledge.folder import compiled_alone, held, newest, with_these
from knowledge.library import Library
from knowledge.serving import Served

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two looks for what was published."""
MOST_EARLIER = 16
"""Earlier revisions at hand: each was published while cases were open that began with the one before."""


def folder_of(home: Path, into: Path, articles: Articles) -> Path:
    """A knowledge folder with all in it that is served: what was published, and what the files say; `home` where they are the same."""
    these = {}
    for product, revisions in articles.all_history().items():
        files, published = held(home, product), [held_of(row) for row in revisions]
        wanted = newest(files, published)
        if wanted and (files is None or wanted.hash != files.hash):
            these[product] = wanted
    return with_these(home, into, these) if these else home


@dataclass
class Following:
    """A worker's: `look` is called before each transaction of work, so no turn sees half a change. Raises StoreError."""

    store: Store
    read: Callable[[], Served]
    """makes the library of what is published now; takes long, and is called in a thread"""
    take: Callable[[Served], None]
    """has it served"""
    beside: Chores
    """what else the worker does beside its work"""
    alarm: Alarm = ignored
    monotonic: Callable[[], float] = time.monotonic
    seen: int | None = None
    """the newest publication that is served, or is being read"""
    _looked: float | None = None
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "published"))
    _reading: Future[Served] | None = None

    def look(self, clock: Wall) -> None:
        """Once a second; what has been read meanwhile is taken."""
        self.beside.look(clock)
        if self._reading and self._reading.done():
            self._taken(self._reading)
            self._reading = None
        now = self.monotonic()
        if self._reading or (self._looked is not None and now - self._looked < EVERY):
            return
        self._looked = now
        newest_id = Articles(self.store).latest_id()
        if self.seen is None or newest_id == self.seen:
            self.seen = newest_id if self.seen is None else self.seen
            return
        self.seen = newest_id
        self._reading = self._thread.submit(self.read)

    def tidy(self, clock: Wall) -> None:
        """Nothing of its own."""
        self.beside.tidy(clock)

    def _taken(self, reading: Future[Served]) -> None:
        try:
            served = reading.result()
        except KnowledgeError:
            log.exception("what was published cannot be served; what was served before goes on")
            self.alarm("article")
        except Exception:
            log.exception("what was published cannot be read; it is tried again")
            self.alarm("article")
            self.seen = -1
        else:
            self.take(served)
            log.info("knowledge %s is served", served.library.revision)


class Earlier:
    """Revisions that open cases began with: made when they are asked for."""

    def __init__(self, articles: Articles, talk: Callable[[Library], Conversations], library: Callable[[], Library]) -> None:
        self._articles, self._talk, self._library = articles, talk, library
        self._kept: OrderedDict[tuple[str, str], Conversations | None] = OrderedDict()

    def __call__(self, product: str, revision: str) -> Conversations | None:
        """The conversations of a library with that revision of the product; None where nobody has it any more."""
        key = product, revision
        if key not in self._kept:
            self._kept[key] = self._made(product, revision)
            if len(self._kept) > MOST_EARLIER:
                self._kept.popitem(last=False)
        return self._kept[key]

    def renew(self) -> None:
        """All else of the library is another one now."""
        self._kept.clear()

    def _made(self, product: str, revision: str) -> Conversations | None:
        for row in self._articles.history(product):
            found = compiled_alone(product, held_of(row))
            if found and found[0]["revision"] == revision:
                entry, source = found
                library = self._library()
                raw = {**library.raw, product: entry}
                return self._talk(Library(library.revision, raw, {**library.sources, entry["article"]["source"]: source}, library.aside))
        log.warning("revision %s of %s is not kept; its cases go on with the one of today", revision, product)
        return None

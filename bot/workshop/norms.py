"""The norms of a fair goodbye over one draft: its nearest states walked in a process of its own, so that no customer waits for it."""

from __future__ import annotations

import multiprocessing
from collections import OrderedDict
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from bot.settings import Settings
from knowledge.folder import Held, put

MOST = 1_000
"""Transitions that are walked: the nearest ones, in a few seconds."""
FEW = 5


@dataclass(frozen=True)
class Walked:
    """What was walked, and what is broken: the norm, why, and the conversation that shows it."""

    states: int
    transitions: int
    seconds: float
    complete: bool
    breaches: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]


def walked(settings: Settings, product: str) -> Walked:
    """For a process of its own."""
    from bot.verify.check import Wanted, verify

    report = verify(settings, Wanted((), (product,), alone=True, most=MOST), 1, lambda _what, _share: None)
    breaches = tuple((each.norm, each.message, tuple(each.conversation)) for each in report.breaches[:FEW])
    return Walked(report.states, report.transitions, report.seconds, all(walk.complete for walk in report.walks), breaches)


@dataclass
class Norms:
    """Walks drafts one after the other, and keeps what came of the last ones."""

    settings: Settings
    work: Path
    _pool: ProcessPoolExecutor | None = None
    _known: OrderedDict[str, Future[Walked]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def start(self, product: str, wanted: Held) -> Future[Walked]:
        """Begins to walk this text, once."""
        with self._lock:
            known = self._known.get(wanted.hash)
            if known is None or (known.done() and known.exception()):
                folder = self.work / f"norms-{wanted.hash}"
                put(folder, product, wanted)
                self._pool = self._pool or ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
                self._known[wanted.hash] = self._pool.submit(walked, self.settings.model_copy(update={"knowledge": folder}), product)
                if len(self._known) > FEW * 4:
                    self._known.popitem(last=False)
            return self._known[wanted.hash]

    def of(self, wanted: Held) -> Future[Walked] | None:
        """What is known of this text."""
        return self._known.get(wanted.hash)

    def close(self) -> None:
        """Ends the process."""
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)

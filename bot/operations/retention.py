"""What is kept how long: customers' data goes when nobody needs it any more.

A conversation that was quiet for long is deleted with everything of it, unless a person has its case. One thing remains while the
cool-down runs: for which products an offer was refused, and when, so that no is still taken for a no (N4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from bot.delivery.inbox import Inbox
from bot.delivery.outbox import Outbox
from bot.store.privacy import Counts, Limits
from bot.store.store import Store

DONE = timedelta(days=30)
"""How long what was done with stays in the inbox, and what was said in the outbox; at most."""
MOST = 500
"""Rows that are tidied at a time: others have to write too."""
MOST_CONVERSATIONS = 50
"""… and conversations, each of which has many rows."""

SHARE, FEW = 0.25, 5
"""Which part of all conversations may go at once without anybody being asked, or so many, whichever is more."""

Data = dict[str, Any]


class Share(NamedTuple):
    """How many conversations may go, of how many."""

    quiet: int
    all: int


@dataclass(frozen=True)
class Retention:
    """`quiet`: how long a conversation is kept in which nothing happens. `cool_down`: how long a refused offer counts."""

    quiet: timedelta = timedelta(days=90)
    cool_down: timedelta = timedelta(days=365)

    def too_much(self, store: Store, now: datetime) -> Share | None:
        """What would go, when that is more than a share: a person has to say so. Raises StoreError."""
        share = Share(*store.quiet(self._limits(now)))
        return share if share.quiet > max(FEW, SHARE * share.all) else None

    def tidy(self, store: Store, now: datetime) -> bool:
        """Deletes some of what may go. Whether that was all. Raises StoreError."""
        gone = self._conversations(store, now)
        return self._rows(store, now) and gone["conversations"] < MOST_CONVERSATIONS

    def purge(self, store: Store, now: datetime) -> Counts:
        """Deletes all that may go. How much that was of conversations. Raises StoreError."""
        gone = Counts()
        while some := +self._conversations(store, now):
            gone += some
        while not self._rows(store, now):
            pass
        return gone

    def _rows(self, store: Store, now: datetime) -> bool:
        """Some of what was done with and is of no conversation that is kept. Whether that was all."""
        done = now - min(DONE, self.quiet)
        tidied = [Inbox(store).tidy(done, MOST), Outbox(store).tidy(done, MOST), Outbox(store).clear(now - self.quiet, MOST)]
        return max(tidied) < MOST

    def _conversations(self, store: Store, now: datetime) -> Counts:
        return store.purge(self._limits(now), lambda state: remainder(state, now.date(), self.cool_down), MOST_CONVERSATIONS)

    def _limits(self, now: datetime) -> Limits:
        return Limits(now - self.quiet, now - max(self.quiet, self.cool_down))


USUAL = Retention()


def remainder(state: Data, today: date, cool_down: timedelta) -> Data | None:
    """What stays of a snapshot: the refusals that count still, and how many cases there were, so that no case gets the name of another."""
    slots = state["slots"]
    refused = {name: day for name, day in (slots.get("offers_closed") or {}).items() if today < date.fromisoformat(day) + cool_down}
    if not refused:
        return None
    return {"slots": {"offers_closed": refused, "cases": slots.get("cases", 0)}, "stack": [], "latest_message": {}, "events": 0}

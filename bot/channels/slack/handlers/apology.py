"""What a customer reads when we cannot do our part: after a handler failed for good, and while the database is away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.address import Address
from bot.channels.slack.blocks import rendering
from bot.channels.slack.handlers.reception import TO_CUSTOMERS, Reception
from bot.channels.slack.handlers.said import Said, is_agents
from bot.delivery.items import Item, Outgoing
from bot.delivery.work import Work
from bot.store.store import StoreError


@dataclass(frozen=True)
class Apologies:
    """For the worker and the intake."""

    reception: Reception
    clock: Callable[[], datetime]

    def failed(self, item: Item, work: Work, reference: str) -> None:
        """An item was put aside: a plain apology with the reference, and the way to a person."""
        if is_agents(item):
            return self.reception.whisper(item, work, "utter_fault", reference=reference)
        if item.kind in TO_CUSTOMERS:
            self.reception.reply(item, work, (self.reception.plain(item, work, "utter_fault", reference=reference),))
        return None

    def offline(self, item: Item, error: StoreError) -> Sequence[Outgoing]:
        """The answer to an item that cannot be kept yet (N13). Only where nobody else reads, and in no thread that was not seen here
        before: what it belongs to cannot be looked up.
        """
        said, place, talk = self._said(item), Address.of(item.conversation), self.reception.conversations
        if said is None or not place.direct or item.channel != item.user or (place.thread and item.conversation not in talk.recent):
            return ()
        outcome = talk.aside(self.reception.turn(item, self.clock(), said, talk.last(item.conversation)), error)
        return self.reception.outgoing(item, outcome.replies, talk.last(item.conversation), self.clock())

    def _said(self, item: Item) -> Said | None:
        if is_agents(item):
            return None
        if item.kind == "click":
            return self._chosen(item)
        return Said(item.data["text"]) if item.kind in TO_CUSTOMERS and item.data["text"] else None

    def _chosen(self, item: Item) -> Said | None:
        """What a button says, where the conversation was last seen here."""
        tracker = self.reception.conversations.last(item.conversation)
        payload = rendering.clicked(str(item.data["value"]), tracker, self.reception.known)
        return Said(item.data["title"], payload) if payload else None

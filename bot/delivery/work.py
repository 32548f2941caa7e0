"""Work: what a handler may do with an item, all of it in one transaction with the item's done mark."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete

from bot.delivery import inbox, outbox
from bot.delivery.items import TIMER, Data, Item, Outgoing, position_of
from bot.delivery.outbox import Message
from bot.store.tables import INBOX

if TYPE_CHECKING:
    from bot.store.store import Store, Unit


class Work:
    """One item's work. `now` is the moment of it. Nothing happened until the worker commits, so a handler has no other effects.

    `connection` is the open transaction, for statements of one's own. Methods raise StoreError, on which the work is done again.
    """

    def __init__(self, store: Store, connection: Connection, item: Item, now: datetime) -> None:
        self._store, self.connection, self.item, self.now = store, connection, item, now
        self._units: dict[str, Unit] = {}
        self.then: list[Callable[[], object]] = []
        """called after the commit"""
        self.posted: list[Outgoing] = []

    def unit(self, conversation: str | None = None) -> Unit:
        """A conversation, the item's own when none is named; nobody else can change it until the commit."""
        name = conversation or self.item.conversation
        if name not in self._units:
            self._units[name] = self._store.unit(self.connection, name)
        return self._units[name]

    def post(self, outgoing: Outgoing) -> None:
        """Has it sent after the commit, after what was posted to that channel before. A key that was posted before is not again."""
        told: dict[str, list[str]] = self.item.data.get("told", {})
        with self._store.explained():
            where = Message(*told[outgoing.key]) if outgoing.key in told else None
            outbox.add(self.connection, self.item.conversation, outgoing, self.now, where)
        self.posted.append(outgoing)

    def timer(self, key: str, due: datetime, kind: str, data: Data | None = None, **of: Any) -> None:
        """An item of the kind `timer/<kind>` when it is due, in this conversation, channel and thread if `of` names no others.

        A key that was set before, due or done, is not set again.
        """
        fields = {name: getattr(self.item, name) for name in ("conversation", "team", "channel", "user", "thread")} | of
        item = Item(key=key, position=position_of(due), kind=f"{TIMER}{kind}", data=data or {}, **fields)
        with self._store.explained():
            inbox.add(self.connection, item, due, self.now)

    def hand_on(self, item: Item) -> None:
        """Gives what is worked off here to another conversation, as this item: it stands in line as if it had come there."""
        with self._store.explained():
            inbox.add(self.connection, item, self.now, self.now)

    def cancel(self, key: str) -> None:
        """Stops a timer; one that went off or never was is stopped already."""
        table = INBOX
        with self._store.explained():
            self.connection.execute(delete(table).where(table.c.key == key, table.c.done.is_(None)))

    def explained(self) -> AbstractContextManager[None]:
        """Failures of the database inside are StoreErrors."""
        return self._store.explained()

    def message(self, key: str) -> Message | None:
        """Where Slack has what was posted with this key; None while it is not sent."""
        with self._store.explained():
            return outbox.message(self.connection, key)

    def key_of(self, channel: str, ts: str) -> str | None:
        """The key of the bot's message there. None when it is not one of the bot's."""
        with self._store.explained():
            return outbox.key_of(self.connection, self.item.team, Message(channel, ts))

"""What comes in and what goes out, as plain data: an Item of the inbox, an Outgoing of the outbox. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from bot.harmless import everywhere
from bot.store.tables import keepable_text

Data = dict[str, Any]

DEEPEST = 50
"""Levels of what Slack sends that are kept; its own deepest messages have a dozen."""
MOST_DIGITS = 300
LONGEST_KEY = 500
"""Characters of a key or an id; an index of PostgreSQL takes 2,700 bytes."""
ESCAPED = "escaped"
"""Under this name the data of an item that could not be kept as it was stands as text."""
LONGEST_ESCAPED = 10_000
REPORTED = "reply/"
"""How the keys of messages begin of which somebody waits to hear what became of them."""
REPORT = "timer/report"
"""The kind of the item that says so."""
TIMER = "timer/"
"""How the kinds of timers begin."""


def report_key(message: str, outcome: str) -> str:
    """The key of the item that says what became of a message: each outcome once."""
    return f"report/{message}/{outcome}"


def position_of(moment: datetime) -> str:
    """A moment as a position: text that sorts as Slack's own times do."""
    return f"{moment.timestamp():020.6f}"


@dataclass(frozen=True)
class Item:
    """One thing that happened, as the inbox keeps it.

    `key` is the same when Slack sends it again. `position` sorts by Slack's own time (`position_of`). `channel` is where answers
    go: a user's id stands for the direct message with them. `thread` is the thread to answer in, None for none.
    `kind`: message, edited, deleted, click, command, shortcut, home, view, revoked, uninstalled; `timer/…` for our own.
    """

    key: str
    conversation: str
    position: str
    kind: str
    team: str
    channel: str
    user: str
    thread: str | None = None
    data: Data = field(default_factory=dict)

    def as_data(self) -> Data:
        """As JSON carries it."""
        return asdict(self)

    @classmethod
    def of_data(cls, data: Data) -> Self:
        """What `as_data` gave."""
        return cls(**data)


@dataclass(frozen=True)
class Outgoing:
    """One call of Slack's Web API that is to happen once.

    `key` names it for ever: the same key posted again is the same message. `channel` may be a user's id: it is opened first.
    `of` is the key of an earlier Outgoing whose message this one updates or deletes, or in whose thread it goes; it waits for that one.
    `instead` is the channel, or the user, to write to when this channel cannot be written to.
    Order is kept within a `lane` of its channel. What is `urgent` goes before other lanes' rest, and lanes take turns in that.
    `files.upload` has `{"filename", "title", "content"}` as payload, the content as text; or `source` in its place, the address of a
    file that Slack has, to be copied.
    """

    key: str
    team: str
    channel: str
    method: str
    payload: Data
    of: str | None = None
    instead: str | None = None
    lane: str = "-"
    urgent: bool = True

    def __post_init__(self) -> None:
        """Whatever people read of us leaves through here: nothing in it is unseen. The `content` of a file is its writer's matter."""
        seen = {name: value if name == "content" else everywhere(value) for name, value in self.payload.items()}
        object.__setattr__(self, "payload", seen)


def keepable(value: Any, room: int = DEEPEST) -> Any:
    """Plain data as any database can keep it, as JSON: what has no place there becomes None."""
    match value:
        case str():
            return keepable_text(value)
        case dict() | list() if room == 0:
            return None
        case dict():
            return {keepable_text(str(name)): keepable(each, room - 1) for name, each in value.items()}
        case list():
            return [keepable(each, room - 1) for each in value]
        case bool():
            return value
        case int() | float() if not -(10.0**MOST_DIGITS) < value < 10.0**MOST_DIGITS:
            return None
    return value


def kept_whole(item: Item) -> Item:
    """An item from outside as it can be kept: the same for the same item, so that it is known when it comes again."""
    names = {name: key_of(getattr(item, name)) for name in ("key", "team", "channel", "user")}
    thread = None if item.thread is None else key_of(item.thread)
    return replace(item, **names, thread=thread, conversation=keepable_text(item.conversation), data=keepable(item.data))


def key_of(text: str) -> str:
    """A text as a key: a very long one is cut, and stays its own by a hash."""
    text = keepable_text(str(text))
    return text if len(text) <= LONGEST_KEY else f"{text[:100]}…{hashlib.sha256(text.encode()).hexdigest()}"


def escaped(item: Item) -> Item:
    """What can be kept of an item that cannot be kept as it is, for a person to look at; nobody can work it off."""
    try:
        shown = ascii(item.data)[:LONGEST_ESCAPED]
    except (RecursionError, ValueError):
        shown = "…"
    names = {name: key_of(getattr(item, name)) for name in ("key", "conversation", "position", "kind", "team", "channel", "user")}
    return Item(**names, thread=None if item.thread is None else key_of(item.thread), data={ESCAPED: shown})

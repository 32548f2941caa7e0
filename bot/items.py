"""What comes in and what goes out, as plain data: an Item of the inbox, an Outgoing of the outbox. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Self

from bot.harmless import everywhere

Data = dict[str, Any]

TIMER = "timer/"
"""How the kinds of timers begin."""


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
    `files.upload` has `{"filename", "title", "content"}` as payload, the content as text.
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

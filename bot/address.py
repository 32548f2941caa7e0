"""Where a conversation takes place, and the id that it is known by: the one place that knows how such an id is written. Pure.

A conversation in a terminal is known by a name alone; it has no address.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

DIRECT, NO_THREAD = "dm", "-"
_PARTS = 4


@dataclass(frozen=True)
class Address:
    """Where a conversation takes place. `channel` is a user's id for a direct message; `thread` is the one to answer in."""

    team: str
    channel: str
    thread: str | None
    user: str

    @classmethod
    def of(cls, conversation: str) -> Self:
        """Where the conversation of this id takes place. Raises ValueError for one that has no address."""
        team, channel, thread, user = conversation.split("/")
        return cls(team, user if channel == DIRECT else channel, None if thread == NO_THREAD else thread, user)

    @classmethod
    def found(cls, conversation: str) -> Self | None:
        """The same; None for one that has no address, as in a terminal."""
        return cls.of(conversation) if len(conversation.split("/")) == _PARTS else None

    @property
    def direct(self) -> bool:
        """A direct message with the app, where nobody else reads."""
        return self.channel == self.user

    @property
    def conversation(self) -> str:
        """`team/channel/thread/user`: the key of all state; in the direct message `dm` is the channel, and `-` outside of threads."""
        return "/".join((self.team, DIRECT if self.direct else self.channel, self.thread or NO_THREAD, self.user))

    @property
    def private(self) -> Self:
        """The same person's direct message, outside of threads."""
        return replace(self, channel=self.user, thread=None)

    @property
    def root(self) -> Self:
        """The same place outside of threads."""
        return replace(self, thread=None)

    def in_thread(self, thread: str) -> Self:
        """A thread of the same place."""
        return replace(self, thread=thread)

    @property
    def all_private(self) -> tuple[str, str]:
        """How the ids of all conversations in the same person's direct message begin and end."""
        return f"{self.team}/{DIRECT}/", ending(self.user)


def ending(user: str) -> str:
    """How the ids of a person's conversations end, wherever they take place."""
    return f"/{user}"


def is_of(conversation: str, user: str, team: str | None) -> bool:
    """Whether a conversation is this person's: their user id in Slack, in this team if one is named, or its name in a terminal."""
    place = Address.found(conversation)
    if place is None:
        return team is None and conversation == user
    return place.user == user and team in (None, place.team)

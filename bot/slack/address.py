"""Where a conversation takes place, and the id that it is known by. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Address:
    """Where a conversation takes place. `channel` is a user's id for a direct message; `thread` is the one to answer in."""

    team: str
    channel: str
    thread: str | None
    user: str

    @property
    def direct(self) -> bool:
        """A direct message with the app, where nobody else reads."""
        return self.channel == self.user

    @property
    def conversation(self) -> str:
        """`team/channel/thread/user`: the key of all state; in the direct message `dm` is the channel, and `-` outside of threads."""
        return "/".join((self.team, "dm" if self.direct else self.channel, self.thread or "-", self.user))


def address(conversation: str) -> Address:
    """Where the conversation of this id takes place."""
    team, channel, thread, user = conversation.split("/")
    return Address(team, user if channel == "dm" else channel, None if thread == "-" else thread, user)

"""What the desk's buttons and modals carry: which case they are about, and in which conversation. Pure."""

from __future__ import annotations

from typing import NamedTuple, Self

from bot.slack.address import Address, address

DESK = "desk_"
"""How the ids of the desk's buttons and modals begin."""
_SLASHES = 3


class Tag(NamedTuple):
    """A case, its conversation, and the key of one message where it is about one."""

    case: str
    conversation: str
    message: str = ""

    @property
    def value(self) -> str:
        """As a button's value or a modal's private metadata."""
        return "|".join(self)

    @classmethod
    def of(cls, value: str) -> Self:
        """What `value` gave. Raises ValueError for anything else."""
        parts = value.split("|", 2)
        if len(parts) != len(cls._fields):
            raise ValueError("no tag of the desk")
        return cls(*parts)


def conversation_of(name: str, value: object) -> str | None:
    """The customer's conversation, when `name` (an action or callback id) is one of the desk's and `value` is a tag.

    Agents' clicks stand in one line with the customer's messages: so no two of them ever wait for each other.
    """
    if not name.startswith(DESK) or not isinstance(value, str):
        return None
    try:
        return Tag.of(value).conversation
    except ValueError:
        return None


def place_of(conversation: str) -> Address | None:
    """Where a conversation takes place in Slack; None for one that does not, as in a terminal."""
    return address(conversation) if conversation.count("/") == _SLASHES else None

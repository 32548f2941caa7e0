"""A call of the Web API: who calls, with which arguments, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.sandbox.apps import Installation
from bot.sandbox.errors import SlackError, invalid
from bot.sandbox.workspace import Channel, Data, User, Workspace

SCOPE_OF_KIND = {"im": "im", "group": "groups", "channel": "channels"}


@dataclass(frozen=True)
class Call:
    """What a method is given. `base` is the server's address."""

    workspace: Workspace
    args: Data
    base: str
    installation: Installation | None = None

    @property
    def bot(self) -> Installation:
        """The installation whose token it is. Raises `not_allowed_token_type` for the app's own token."""
        if self.installation is None:
            raise SlackError("not_allowed_token_type")
        return self.installation

    def need(self, name: str) -> Any:
        """An argument that must be there. Raises `invalid_arguments`."""
        value = self.args.get(name)
        if value is None or value == "":
            raise invalid("invalid_arguments", f"missing required field: {name}")
        return value

    def text(self, name: str) -> str:
        """A text, or nothing."""
        value = self.args.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A yes or no, as JSON or as forms carry it."""
        value = self.args.get(name, default)
        return value if isinstance(value, bool) else str(value).lower() in {"1", "true"}

    def number(self, name: str, default: int, most: int) -> int:
        """A number between 1 and `most`. Raises `invalid_arguments` for what is none."""
        try:
            return max(1, min(most, int(self.args.get(name) or default)))
        except ValueError:
            raise invalid("invalid_arguments", f"must be an integer: {name}") from None

    def allow(self, scope: str) -> None:
        """Raises `missing_scope` where the token lacks it."""
        if scope not in self.bot.scopes:
            raise SlackError("missing_scope", needed=scope, provided=",".join(self.bot.scopes))

    def place(self, verb: str, name: str = "channel") -> Channel:
        """A conversation the bot may see, with the scope that its kind asks for. Raises `channel_not_found`, `missing_scope`."""
        channel = self.visible(str(self.need(name)))
        self.allow(f"{SCOPE_OF_KIND[channel.kind]}:{verb}")
        return channel

    def visible(self, id_: str) -> Channel:
        """A conversation of the bot's team that it may see. Raises `channel_not_found`."""
        channel = self.workspace.channel(id_)
        if self.bot.user not in channel.members and (channel.kind != "channel" or channel.team != self.bot.team):
            raise SlackError("channel_not_found")
        return channel

    def person(self, id_: str) -> User:
        """A user whom the bot may see: of its team, or met in a shared conversation. Raises `user_not_found`, `user_not_visible`."""
        user = self.workspace.user(id_)
        met = (c for c in self.workspace.channels.values() if c.connected and self.bot.user in c.members)
        if user.team != self.bot.team and not any(id_ in channel.members for channel in met):
            raise SlackError("user_not_visible")
        return user


def shown(message: Data, *, metadata: bool = False) -> Data:
    """A message as Slack gives it out: an app's metadata only on demand."""
    return message if metadata else {key: value for key, value in message.items() if key != "metadata"}

"""The app as Slack knows it: its keys, where it is installed, what its tokens may do, and which have died."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from bot.sandbox.errors import SlackError

SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:read",
    "im:write",
    "metadata.message:read",
    "mpim:history",
    "mpim:read",
    "reactions:read",
    "reactions:write",
    "team:read",
    "usergroups:read",
    "users:read",
)
"""What the sandbox's app may do unless less is asked for."""

EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "message.channels",
    "message.groups",
    "message.im",
    "tokens_revoked",
)
"""What it hears of unless less is asked for."""


@dataclass
class Installation:
    """The app in one team: its bot there, and the bot's token."""

    team: str
    user: str
    bot: str
    token: str = field(repr=False)
    scopes: tuple[str, ...]
    expires: float | None = None
    refresh: str | None = field(default=None, repr=False)


@dataclass
class Code:
    """What OAuth gives for one exchange."""

    team: str
    user: str
    redirect_uri: str
    scopes: tuple[str, ...]
    used: bool = False


@dataclass
class Apps:
    """One app, its keys fresh for every sandbox."""

    name: str = "App"
    """what people call it; its ids are made of it"""
    client_id: str = "1111.2222"
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    verification: str = field(default_factory=lambda: secrets.token_hex(12), repr=False)
    app_token: str = field(default="", repr=False)
    scopes: tuple[str, ...] = SCOPES
    events: tuple[str, ...] = EVENTS
    installed: dict[str, Installation] = field(default_factory=dict)
    rotation: bool = False
    """whether tokens run out and are refreshed"""
    tickets: set[str] = field(default_factory=set, repr=False)
    """sockets that may still be opened, once each"""
    codes: dict[str, Code] = field(default_factory=dict, repr=False)
    dead: dict[str, str] = field(default_factory=dict, repr=False)
    """tokens that were good, with what Slack says of each since"""

    def __post_init__(self) -> None:
        self.app_token = self.app_token or f"xapp-1-{self.id}-{secrets.token_hex(16)}"

    def named(self, kind: str) -> str:
        """An id of the app's: `A0`, `U0` or `B0` before its name."""
        return kind + re.sub(r"[^A-Z0-9]", "", self.name.upper())

    @property
    def id(self) -> str:
        """The app's own."""
        return self.named("A0")

    def install(self, team: str, user: str, bot: str, scopes: tuple[str, ...] | None = None, expires: float | None = None) -> Installation:
        """The app comes to a team, or comes again with a fresh token; the one before it no longer counts."""
        self.drop(team, "token_revoked")
        token = f"xoxb-{team}-{secrets.token_hex(12)}"
        refresh = f"xoxe-1-{secrets.token_hex(12)}" if expires is not None else None
        self.installed[team] = Installation(team, user, bot, token, scopes or self.scopes, expires, refresh)
        return self.installed[team]

    def drop(self, team: str, why: str) -> Installation | None:
        """The team's token dies."""
        gone = self.installed.pop(team, None)
        if gone:
            self.dead[gone.token] = why
        return gone

    def bearer(self, token: str | None, now: float) -> Installation | None:
        """Whose token it is; None for the app's own. Raises what Slack says of a bad one."""
        if not token:
            raise SlackError("not_authed")
        if token == self.app_token:
            return None
        if token in self.dead:
            raise SlackError(self.dead[token])
        found = next((one for one in self.installed.values() if one.token == token), None)
        if found is None:
            raise SlackError("invalid_auth")
        if found.expires is not None and now >= found.expires:
            raise SlackError("token_expired")
        return found

    def is_own(self, user: str | None) -> bool:
        """Whether the user is the app's bot somewhere."""
        return any(one.user == user for one in self.installed.values())

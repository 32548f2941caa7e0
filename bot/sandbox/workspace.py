"""What a workspace holds: teams, people, channels and their messages. Everything stands in memory; the clock is passed in.

Whatever changes is told to the watchers: the page, whoever waits, and the app that has to hear of it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bot.sandbox.apps import Apps, Installation
from bot.sandbox.errors import SlackError
from bot.sandbox.files import Files
from bot.sandbox.surfaces import Surfaces

Data = dict[str, Any]
Clock = Callable[[], float]
"""seconds since 1970"""
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SLACKBOT = "USLACKBOT"
ROTATION_SECONDS = 12 * 60 * 60


@dataclass
class Team:
    """A workspace of Slack's."""

    id: str
    name: str
    domain: str
    enterprise: str | None = None
    """the organisation that it belongs to (Enterprise Grid)"""


@dataclass
class User:
    """A person, or a bot's user."""

    id: str
    team: str
    name: str
    real_name: str
    locale: str = "en-US"
    tz: str = "Europe/Rome"
    tz_offset: int = 3600
    bot_id: str | None = None
    deleted: bool = False

    @property
    def is_bot(self) -> bool:
        """Whether it belongs to an app."""
        return self.bot_id is not None


@dataclass
class UserGroup:
    """People who are called by one name."""

    id: str
    team: str
    handle: str
    users: list[str]


@dataclass
class Channel:
    """A conversation: `im`, `group` (private) or `channel`, in Slack's own words for events."""

    id: str
    team: str
    kind: str
    members: list[str]
    name: str = ""
    user: str | None = None
    """the person of an im"""
    archived: bool = False
    connected: bool = False
    """shared with another team (Slack Connect)"""
    created: int = 0
    messages: dict[str, Data] = field(default_factory=dict)
    threads: dict[str, list[str]] = field(default_factory=dict)
    private: dict[str, tuple[str, Data]] = field(default_factory=dict)
    """ephemeral messages with the one who sees each"""
    read: dict[str, str] = field(default_factory=dict)

    def replies(self, root: str) -> list[Data]:
        """A thread: its root and what answers it."""
        return [self.messages[ts] for ts in [root, *self.threads.get(root, [])] if ts in self.messages]

    def message(self, ts: str) -> Data:
        """One message. Raises `message_not_found`."""
        if ts not in self.messages:
            raise SlackError("message_not_found")
        return self.messages[ts]


class Change(NamedTuple):
    """Something that happened. `user` is whom alone it concerns."""

    kind: str
    """message, changed, deleted, ephemeral, hidden, home, view, read, typing, joined, reaction, revoked, uninstalled"""
    channel: Channel | None = None
    message: Data | None = None
    previous: Data | None = None
    user: str | None = None
    extra: Data | None = None


class Workspace:
    """The whole of it: several teams, one app."""

    def __init__(self, clock: Clock, apps: Apps) -> None:
        self.clock, self.apps = clock, apps
        self.teams: dict[str, Team] = {}
        self.users: dict[str, User] = {}
        self.groups: dict[str, UserGroup] = {}
        self.channels: dict[str, Channel] = {}
        self.surfaces, self.files = Surfaces(), Files()
        self.bots: set[str] = set()
        """bot ids of the app, in every team where it was ever installed"""
        self.watchers: list[Callable[[Change], None]] = []
        self._latest = 0
        self._salt, self._numbers = _in_letters(int(clock() * 1000)), itertools.count(1)

    def new_id(self, prefix: str) -> str:
        """An id that no earlier sandbox gave either: whoever keeps ids in a database may meet the next sandbox with it."""
        return f"{prefix}{self._salt}{_in_letters(next(self._numbers)):>04}"

    def new_ts(self) -> str:
        """Slack's time stamp: later than every other, to the microsecond."""
        self._latest = max(self._latest + 1, int(self.clock() * 1_000_000))
        return f"{self._latest // 1_000_000}.{self._latest % 1_000_000:06}"

    def tell(self, change: Change) -> None:
        """Tell the watchers."""
        for watcher in self.watchers:
            watcher(change)

    # --- people and places -------------------------------------------------------------------------------------------------------

    def add_team(self, team: Team) -> Team:
        """One more team."""
        self.teams[team.id] = team
        return team

    def add_user(self, user: User) -> User:
        """One more person."""
        self.users[user.id] = user
        return user

    def add_channel(self, channel: Channel) -> Channel:
        """One more channel."""
        channel.created = int(self.clock())
        self.channels[channel.id] = channel
        return channel

    def install(self, team: str, scopes: tuple[str, ...] | None = None) -> Installation:
        """The app comes to a team, or comes again. Its bot stays the same one."""
        first = team == next(iter(self.teams))
        bot = next((user for user in self.users.values() if user.team == team and user.bot_id in self.bots), None)
        if bot is None:
            ids = (self.apps.named("U0"), self.apps.named("B0")) if first else (self.new_id("U"), self.new_id("B"))
            bot = self.add_user(User(ids[0], team, self.apps.name.casefold(), self.apps.name, bot_id=ids[1]))
            self.bots.add(ids[1])
        expires = self.clock() + ROTATION_SECONDS if self.apps.rotation else None
        return self.apps.install(team, bot.id, str(bot.bot_id), scopes, expires)

    def user(self, id_: str) -> User:
        """A person. Raises `user_not_found`."""
        if id_ not in self.users:
            raise SlackError("user_not_found")
        return self.users[id_]

    def enterprise(self, team: str) -> str | None:
        """The organisation of a team."""
        return self.teams[team].enterprise if team in self.teams else None

    def channel(self, id_: str) -> Channel:
        """A channel. Raises `channel_not_found`."""
        if id_ not in self.channels:
            raise SlackError("channel_not_found")
        return self.channels[id_]

    def direct(self, team: str, user: str, bot_user: str) -> Channel:
        """The im of a person and a bot in a team, opened if it is not there. Raises `user_not_found`, `user_disabled`, `cannot_dm_bot`."""
        person = self.user(user)
        if person.is_bot or person.id == SLACKBOT:
            raise SlackError("cannot_dm_bot")
        if person.deleted:
            raise SlackError("user_disabled")
        for channel in self.channels.values():
            if channel.kind == "im" and channel.team == team and channel.user == user and bot_user in channel.members:
                return channel
        id_ = "D" + person.id[1:] if team == next(iter(self.teams)) else self.new_id("D")
        return self.add_channel(Channel(id_, team, "im", [user, bot_user], user=user, connected=person.team != team))

    # --- messages ----------------------------------------------------------------------------------------------------------------

    def post(self, channel: Channel, message: Data) -> Data:
        """Add a message. Raises `is_archived`, and `thread_not_found` where `thread_ts` names no message."""
        if channel.archived:
            raise SlackError("is_archived")
        message = {"type": "message", **message, "ts": self.new_ts()}
        if root := message.get("thread_ts"):
            self._answer(channel, root, message)
        channel.messages[message["ts"]] = message
        self.tell(Change("message", channel, message))
        return message

    def whisper(self, channel: Channel, user: str, message: Data) -> Data:
        """A message that one person sees, and that no history keeps."""
        message = {"type": "message", **message, "ts": self.new_ts(), "is_ephemeral": True}
        channel.private[message["ts"]] = (user, message)
        self.tell(Change("ephemeral", channel, message, user=user))
        return message

    def rewhisper(self, channel: Channel, ts: str, changes: Data) -> None:
        """Such a message with other content."""
        user, message = channel.private[ts]
        channel.private[ts] = (user, {**message, **changes, "ts": ts})
        self.tell(Change("ephemeral", channel, channel.private[ts][1], message, user=user))

    def unwhisper(self, channel: Channel, ts: str) -> None:
        """Such a message is gone."""
        user, message = channel.private.pop(ts)
        self.tell(Change("hidden", channel, message, message, user=user))

    def change(self, channel: Channel, ts: str, changes: Data, gone: tuple[str, ...] = ()) -> Data:
        """A message with other content. Raises `message_not_found`."""
        previous = channel.message(ts)
        message = {key: value for key, value in previous.items() if key not in gone} | changes
        channel.messages[ts] = message
        self.tell(Change("changed", channel, message, previous))
        return message

    def delete(self, channel: Channel, ts: str) -> None:
        """A message is gone; one with answers leaves a stone, as on Slack. Raises `message_not_found`."""
        previous = channel.message(ts)
        if channel.threads.get(ts):
            kept = {key: previous[key] for key in ("type", "ts", "thread_ts", "reply_count", "reply_users", "latest_reply")}
            stone = {"subtype": "tombstone", "hidden": True, "user": SLACKBOT, "text": "This message was deleted.", **kept}
            channel.messages[ts] = stone
            self.tell(Change("changed", channel, stone, previous))
            return
        del channel.messages[ts]
        if ts in channel.threads.get(previous.get("thread_ts", ""), []):
            self._answers(channel, previous["thread_ts"], lambda answers: answers.remove(ts))
        self.tell(Change("deleted", channel, previous, previous))

    def _answer(self, channel: Channel, root: str, message: Data) -> None:
        if root not in channel.messages:
            raise SlackError("thread_not_found")
        message["thread_ts"] = root = channel.messages[root].get("thread_ts", root)
        message["parent_user_id"] = channel.messages[root].get("user")
        self._answers(channel, root, lambda answers: answers.append(message["ts"]), message)

    def _answers(self, channel: Channel, root: str, change: Callable[[list[str]], None], new: Data | None = None) -> None:
        answers = channel.threads.setdefault(root, [])
        change(answers)
        message = channel.messages[root]
        users = [*message.get("reply_users", []), *([new["user"]] if new and new.get("user") else [])]
        counted = {"reply_count": len(answers), "reply_users": list(dict.fromkeys(users)), "latest_reply": answers[-1] if answers else root}
        channel.messages[root] = {**message, "thread_ts": root, **counted}

    def mark(self, channel: Channel, user: str, ts: str) -> None:
        """A person has read up to here."""
        channel.read[user] = ts
        self.tell(Change("read", channel, user=user, extra={"ts": ts}))

    def unread(self, channel: Channel, user: str) -> int:
        """How many messages of others a person has not read."""
        after = channel.read.get(user, "")
        newer = itertools.takewhile(lambda message: message["ts"] > after, reversed(channel.messages.values()))
        return sum(1 for message in newer if message.get("user") != user and not message.get("hidden"))


def _in_letters(number: int) -> str:
    letters = ""
    while number:
        number, digit = divmod(number, len(DIGITS))
        letters = DIGITS[digit] + letters
    return letters

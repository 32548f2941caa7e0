"""Who is an agent: users named in the settings, and the members of user groups named there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import ClientError
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.harmless import line

log = logging.getLogger(__name__)

FRESH = timedelta(seconds=30)
"""How long a group's members are taken as read."""
PATIENCE = 0.7
"""Seconds to wait for Slack's answer: it waits for ours meanwhile."""
MOST_NAMED = 100
"""Agents whose names are asked for: a menu has room for no more."""
STALE = timedelta(minutes=15)
"""How long they are believed while Slack cannot be asked; then nobody of the group is let in."""


@dataclass
class Agents:
    """The agents of one workspace. `named` are ids of users and of user groups."""

    named: Sequence[str]
    clock: Callable[[], datetime]
    patience: float = PATIENCE
    _asking: set[asyncio.Task[None]] = field(default_factory=set)
    _called: Mapping[str, str] = field(default_factory=dict)
    _names_asked: datetime | None = None
    """when names were last asked for"""
    _members: Mapping[str, tuple[datetime, frozenset[str]]] = field(default_factory=dict)

    @property
    def users(self) -> frozenset[str]:
        """Those named one by one."""
        return frozenset(name for name in self.named if not name.startswith("S"))

    @property
    def groups(self) -> frozenset[str]:
        """The user groups."""
        return frozenset(name for name in self.named if name.startswith("S"))

    @property
    def known(self) -> frozenset[str]:
        """All who were ever seen to be agents, for telling them something; `includes` says who is one."""
        return self.users.union(*(members for _, members in self._members.values()))

    def includes(self, user: str) -> bool:
        """Whether a user is an agent, as far as is known at this moment."""
        now = self.clock()
        current = (members for read, members in self._members.values() if now - read <= STALE)
        return user in self.users or any(user in members for members in current)

    @property
    def names(self) -> Mapping[str, str]:
        """What the agents are called, by their ids; empty until it is known of each."""
        wanted = sorted(user for user in self.known if self.includes(user))
        return {user: self._called[user] for user in wanted} if all(user in self._called for user in wanted) else {}

    async def refresh(self, client: AsyncWebClient) -> None:
        """Asks Slack for members of groups that were not asked for lately. What is not known in time stays as it was, for a while."""
        asking = asyncio.create_task(self._ask(client))
        self._asking.add(asking)
        asking.add_done_callback(self._asking.discard)
        await asyncio.wait({asking}, timeout=self.patience)

    async def _ask(self, client: AsyncWebClient) -> None:
        now = self.clock()
        old = [group for group in self.groups if group not in self._members or now - self._members[group][0] > FRESH]
        found = await asyncio.gather(*(_members(client, group) for group in old))
        read = {group: (now, members) for group, members in zip(old, found, strict=True) if members is not None}
        self._members = {**self._members, **read}
        unnamed = sorted(user for user in self.known if user not in self._called)[:MOST_NAMED]
        if not unnamed or (self._names_asked is not None and now - self._names_asked <= FRESH):
            return
        self._names_asked = now
        called = await asyncio.gather(*(_name(client, user) for user in unnamed))
        self._called = {**self._called, **{user: name for user, name in zip(unnamed, called, strict=True) if name}}


async def _name(client: AsyncWebClient, user: str) -> str | None:
    """What a colleague is called in Slack. Kept in memory alone."""
    try:
        found = (await client.users_info(user=user))["user"]
    except (SlackClientError, ClientError, OSError, KeyError) as error:
        log.warning("the name of an agent cannot be read: %s", type(error).__name__)
        return None
    return line(str((found.get("profile") or {}).get("display_name") or found.get("real_name") or found.get("name") or user))


async def _members(client: AsyncWebClient, group: str) -> frozenset[str] | None:
    try:
        answer = await client.usergroups_users_list(usergroup=group)
    except (SlackClientError, ClientError, OSError) as error:
        log.error("the members of the agents' group %s cannot be read: %s", group, type(error).__name__)
        return None
    return frozenset(answer.get("users") or [])

"""The app was removed from a workspace, or its token revoked: the installation goes, and whoever runs the bot hears of it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.channels.slack.oauth.installations import Installations
from bot.delivery.items import Item

log = logging.getLogger(__name__)

SECOND = 1
"""Slack tells the time of an event in whole seconds: one in the second of an installation may have come after it."""

Receive = Callable[[Sequence[Item]], Awaitable[Any]]


async def _no() -> bool:
    return False


@dataclass
class Removal:
    """With `installations` each workspace has a token of its own; without, there is one, and `lost` is told when it no longer `works`."""

    installations: Installations | None = None
    lost: Callable[[str], None] = field(default=lambda _kind: None)
    works: Callable[[], Awaitable[bool]] = _no

    async def take(self, item: Item, receive: Receive) -> None:
        """Writes it down and forgets what is to be forgotten. Raises StoreError: Slack comes again."""
        if not concerns_bot(item):
            return
        log.warning("team %s: %s", item.team, item.kind)
        if self.installations is None:
            await receive([item])
            if not await self.works():  # an event may come late, after somebody has mended it
                self.lost(item.kind)
            return
        bot = await self.installations.async_find_bot(enterprise_id=None, team_id=item.team)
        if bot and bot.installed_at >= float(item.position) + SECOND:
            log.warning("team %s has installed the app again since", item.team)
            return
        await receive([replace(item, data={**item.data, "settled": True})])
        if bot:
            await self.installations.async_delete_all(enterprise_id=bot.enterprise_id, team_id=bot.team_id)


def concerns_bot(item: Item) -> bool:
    """Whether it is about the bot's token. A person who takes back only their own changes nothing: we have none of persons."""
    if item.kind == "uninstalled":
        return True
    tokens = item.data.get("tokens")
    return isinstance(tokens, dict) and bool(tokens.get("bot"))

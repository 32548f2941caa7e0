"""Who writes: the language and the time zone that people have set in Slack, asked for once."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack import identity
from knowledge.schema import LANGUAGES

log = logging.getLogger(__name__)

PATIENCE = 0.7
"""Seconds to wait for an answer: Slack waits for ours meanwhile."""
KEPT = 10_000

Person = dict[str, Any]
"""`{"language": "it" | None, "offset": seconds east of UTC | None}`, with `teams` for whoever belongs to other workspaces than
this one, and `guest` for a guest"""
UNKNOWN: Person = {"language": None, "offset": None}


@dataclass
class People:
    """What is known of people. Nobody's name or address is asked for or kept."""

    client_of: Callable[[str], Awaitable[AsyncWebClient]]
    patience: float = PATIENCE
    _asked: OrderedDict[tuple[str, str], asyncio.Future[Person]] = field(default_factory=OrderedDict)

    async def about(self, team: str, user: str) -> Person:
        """What a person has set; unknown when Slack does not say so in time. Raises nothing."""
        key = (team, user)
        if key not in self._asked:
            asking = self._asked[key] = asyncio.ensure_future(self._ask(team, user))
            asking.add_done_callback(lambda asked: asked.cancelled() or asked.exception())  # also when nobody asks for it again
            while len(self._asked) > KEPT:
                self._asked.popitem(last=False)
        asked = self._asked[key]
        self._asked.move_to_end(key)
        done, _ = await asyncio.wait({asked}, timeout=self.patience)
        if not done:
            return UNKNOWN
        if error := asked.exception():
            log.warning("what %s has set in Slack is not known: %s", user, type(error).__name__)
            self._asked.pop(key, None)  # the next message asks again
            return UNKNOWN
        return asked.result()

    async def _ask(self, team: str, user: str) -> Person:
        client = await self.client_of(team)
        answer = await client.users_info(user=user, include_locale=True)
        others = identity.workspaces(answer["user"]) - {team}
        return person(answer["user"]) | ({"teams": sorted(others)} if others else {})


def person(user: dict[str, Any]) -> Person:
    """What counts of a user of Slack's."""
    spoken = str(user.get("locale") or "")[:2].lower()
    guest = {"guest": True} if user.get("is_restricted") or user.get("is_ultra_restricted") else {}
    return {"language": spoken if spoken in LANGUAGES else None, "offset": user.get("tz_offset"), **guest}

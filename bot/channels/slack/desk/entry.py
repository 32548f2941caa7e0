"""Who may do something with the desk's buttons and forms, before what they did is written down.

Whoever clicks sends a case's name and may send anybody's. So it is looked up: only what an agent of this desk does, from the agents'
channel or from a form, with a case that there is, joins that case's conversation. Everything else stays with whoever sent it, and is
refused there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.channels.slack.desk.desk import Desk
from bot.channels.slack.desk.modals import NAMES
from bot.channels.slack.desk.tag import DESK, Tag
from bot.delivery.items import Item
from bot.store.tables import Handoff

ACTS = frozenset({"claim", "reply", "transfer", "resolve", "return", "transcript", "reopen", "edit", "again", "take_back"})
"""What the desk's buttons do."""


@dataclass(frozen=True)
class Entry:
    """`handoff_of` looks a case up and may raise StoreError; `refresh` asks Slack who the agents of a team are."""

    desk: Desk
    handoff_of: Callable[[str], Awaitable[Handoff | None]]
    refresh: Callable[[str], Awaitable[None]]

    async def admit(self, item: Item) -> Item:
        """The item with the `agents` among those whom it names, in the line of the case's conversation when it may be."""
        await self.refresh(item.team)
        agents = named(self.desk, item)
        item = replace(item, data={**item.data, "agents": agents})
        tag = tag_of(item)
        if tag is None or item.user not in agents or not can_be(self.desk, item):
            return item
        # agents' clicks stand in one line with the customer's messages: so no two of them ever wait for each other
        handoff = await self.handoff_of(tag.case)
        return replace(item, conversation=handoff.conversation_id) if handoff and item.team == self.desk.team(handoff) else item


def tag_of(item: Item) -> Tag | None:
    """What a click or a form says that it is about; None when that is no tag of ours."""
    try:
        return Tag.of(item.data.get("value" if item.kind == "click" else "metadata"))
    except ValueError:
        return None


def can_be(desk: Desk, item: Item) -> bool:
    """Whether there is such a button in the agents' channel, or such a form, and it says which case it is about."""
    name = str(item.data.get("action") or item.data.get("callback")).removeprefix(DESK)
    there = name in NAMES if item.kind == "view" else name in ACTS and item.data.get("channel") == desk.channel
    return there and tag_of(item) is not None


def named(desk: Desk, item: Item) -> list[str]:
    """Of those whom an item names, who is an agent at this moment. Ids of users mean something in the workspace of the desk alone."""
    home = desk.home or item.team
    if item.team != home or item.data.get("foreign", item.kind != "home"):
        return []
    values = item.data.get("values")
    users = (item.user, values.get("agent") if isinstance(values, dict) else None)
    return [user for user in users if isinstance(user, str) and desk.agents.includes(user)]

"""A card that Slack does not take: the agents' channel is archived, or the app is not in it. After a while each agent hears of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.cases.waiting import UNSEEN
from bot.channels.slack.desk import rich
from bot.channels.slack.desk.card import message
from bot.channels.slack.transport.refusals import CODES, Kind
from bot.delivery.items import Outgoing
from bot.delivery.work import Work
from bot.store.tables import OUTBOX, Handoff

if TYPE_CHECKING:
    from bot.channels.slack.desk.desk import Desk

AFTER = timedelta(minutes=5)
"""So long a card may fail to get into the agents' channel."""


def watch(desk: Desk, work: Work, handoff: Handoff) -> None:
    """Has `look` look then."""
    if desk.channel:
        desk.timer(work, handoff, UNSEEN, max(handoff.since, work.now), AFTER)


def look(desk: Desk, work: Work, handoff: Handoff, card: str) -> None:
    """The card of a case at the desk is in the channel, or on its way; or the channel is closed, and each agent gets it by itself."""
    query = select(OUTBOX.c.error).where(OUTBOX.c.key == card, OUTBOX.c.ts.is_(None))
    with work.explained():
        found = work.connection.execute(query).first()
    if found is None:
        return None
    if found.error not in CODES[Kind.CLOSED]:
        return watch(desk, work, handoff)
    for user in sorted(desk.agents.known):
        work.post(Outgoing(f"{card}/{UNSEEN}/{user}", desk.team(handoff), user, "chat.postMessage", notice(desk, handoff, work.now)))
    return None


def notice(desk: Desk, handoff: Handoff, now: datetime) -> dict[str, Any]:
    """The card without its buttons, which work in the agents' channel alone, and what is to be done."""
    say = rich.block(rich.line(rich.text(desk.texts.text("desk_unseen", case=handoff.case_id))))
    said = [*desk.card(handoff, now)["blocks"], *desk.details(handoff).blocks()]
    return message(say, *(block for block in said if block["type"] == "rich_text"))

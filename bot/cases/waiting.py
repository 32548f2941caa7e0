"""What happens while a case, or a customer, waits for a person: agents hear of it first, the customer after that. Every moment is a row.

a case waits   → at half time the agents' group is called; when it is due the card says so, and the customer hears the truth
a claim        → whoever never writes is called when it is due, and the case is free again at twice the time
a message      → the same: its agent is called at half time, the customer hears it when it is due, and at twice the time it is free
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.cases import handoffs
from bot.cases.notices import said, way_out
from bot.delivery.items import Item
from bot.delivery.work import Work
from bot.store.tables import Handoff
from bot.store.turns import OPEN, events_of

if TYPE_CHECKING:
    from datetime import datetime

    from bot.cases.desk import Desk

UNSEEN = "unseen"
"""What the timer is for that looks whether agents see a case."""
TAKING = frozenset({"claimed", "transferred", "reopened"})
"""Events after which a case is somebody's."""
SHARES = {"half": 0.5, "claim": 1, "half_quiet": 0.5, "quiet": 1, "drop_quiet": 2, "idle": 1, "drop_idle": 2}
"""By what a timer is for: after how much of the time in which somebody should be there."""
STATUS = {"half": "waiting", "claim": "waiting"}
"""The status in which it means something; of all others, that of a case that somebody has."""


def begin(desk: Desk, work: Work, handoff: Handoff, since: datetime, *what: str) -> None:
    """Sets these timers."""
    for each in what:
        desk.timer(work, handoff, each, since, desk.patience * SHARES[each])


def arrived(desk: Desk, work: Work, handoff: Handoff) -> None:
    """A case came to the desk."""
    begin(desk, work, handoff, handoff.since, "half", "claim")


def asked(desk: Desk, work: Work, handoff: Handoff) -> None:
    """The customer wrote to the agent, who has answered everything before."""
    begin(desk, work, handoff, work.now, "half_quiet", "quiet", "drop_quiet")


def taken(desk: Desk, work: Work, handoff: Handoff) -> None:
    """Somebody took the case on."""
    begin(desk, work, handoff, work.now, "idle", "drop_idle")


def went_off(desk: Desk, item: Item, work: Work) -> None:
    """A timer went off. How long they waited it knows best: the clock may have been put forward or back meanwhile."""
    handoff, what = handoffs.of_case(work.connection, item.data["case"]), item.data["what"]
    if handoff is None or handoff.round != item.data["round"]:
        return
    if what == UNSEEN:
        if handoff.status in OPEN:
            desk.look(work, handoff)
        return
    if handoff.status != STATUS.get(what, "claimed") or not _waits_still(work, handoff, item.data):
        return
    if what in {"half", "half_quiet", "idle"}:
        desk.remind(work, handoff, item.key, what)
    elif what in {"claim", "quiet"}:
        _due(desk, work, handoff, item.key, what)
    else:
        _release(desk, work, handoff, item.key)


def _waits_still(work: Work, handoff: Handoff, data: dict[str, Any]) -> bool:
    """Whether it is the same waiting: another one may have begun since, with timers of its own."""
    since: float | None
    if data["what"] in {"half", "claim"}:
        since = handoff.since.timestamp()
    elif data["what"] in {"half_quiet", "quiet", "drop_quiet"}:
        since = handoff.asked.timestamp() if handoff.asked else None
        if data["what"] == "drop_quiet" and since and (_silent_since(work, handoff) or 0) > since:
            return False  # whoever took it over since has a time of their own
    else:
        since = _silent_since(work, handoff)
    return since is not None and bool(data.get("since", since) == since)


def _silent_since(work: Work, handoff: Handoff) -> float | None:
    """When somebody took the case on who has not written to the customer yet; None when they have."""
    since = None
    for event in events_of(work.connection, handoff.conversation_id):
        if event["event"] == "desk" and event["case"] == handoff.case_id and event["name"] in TAKING:
            since = event["timestamp"]
        elif event["event"] == "agent" and event.get("case", handoff.case_id) == handoff.case_id:
            since = None
    return since


def _due(desk: Desk, work: Work, handoff: Handoff, key: str, what: str) -> None:
    """The agents see that it is overdue, then the customer hears how it stands, and how to go on without us; once."""
    desk.did(work, handoff, "overdue", waiting=what)
    desk.show(work, handoff.case_id)
    if handoff.warned:
        return
    handoffs.warned(work.connection, handoff.case_id, work.now)
    told = said({"claim": "utter_desk_nobody", "quiet": "utter_desk_quiet"}[what], case=handoff.case_id, minutes=desk.minutes)
    desk.tell(work, handoff, key, told, *way_out(handoff.brief, desk.library, desk.spoken(handoff)))


def _release(desk: Desk, work: Work, handoff: Handoff, key: str) -> None:
    """Whoever has it does not write: the case is free for the others, who are called, and the customer knows."""
    if not handoffs.release(work.connection, handoff.case_id):
        return
    desk.did(work, handoff, "released", {"with_agent": None}, who=handoff.assignee)
    desk.show(work, handoff.case_id)
    desk.remind(work, handoff, key, "released")
    desk.tell(work, handoff, f"{key}/told", said("utter_desk_released", case=handoff.case_id))

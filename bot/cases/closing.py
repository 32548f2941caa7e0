"""How a case ends, and begins again: what a person has closed counts once the customer says so, and "not solved" opens it again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.cases import handoffs, waiting
from bot.cases.notices import said
from bot.delivery.items import Item
from bot.delivery.work import Work
from bot.store.tables import Handoff

if TYPE_CHECKING:
    from bot.cases.desk import Desk

SOLVED, NOT_SOLVED = "/solved", "/not_solved"
"""What the buttons of a closing message say."""
ANSWERABLE = timedelta(days=1)
"""So long an answer to it opens the same case again."""


def answered(desk: Desk, item: Item, work: Work, meant: str) -> bool:
    """Whether what a customer says answers the closing message of their case, and was taken as that."""
    if meant not in (SOLVED, NOT_SOLVED):
        return False
    handoff = _closed(work, item.conversation)
    if handoff is None:
        return False
    if meant == SOLVED:
        confirm(desk, work, handoff, item.key)
    else:
        reopen(desk, work, handoff, f"{item.key}/told", None)
    return True


def _closed(work: Work, conversation: str) -> Handoff | None:
    """The case of a conversation that was closed last, where an answer to that still counts."""
    found = [each for each in handoffs.of_conversation(work.connection, conversation) if each.status == "resolved" and each.ended]
    last = max(found, key=lambda each: each.ended or each.since, default=None)
    return last if last and last.ended and work.now - last.ended <= ANSWERABLE else None


def confirm(desk: Desk, work: Work, handoff: Handoff, key: str) -> None:
    """The customer says that it is solved: now the outcome counts, once however often they say it."""
    if not handoff.brief.get("confirmed"):
        handoffs.note(work.connection, handoff, {"confirmed": True})
        desk.did(work, handoff, "confirmed", by="customer", outcome=handoff.outcome)
        desk.show(work, handoff.case_id)
    desk.tell(work, handoff, f"{key}/told", said("utter_desk_confirmed", case=handoff.case_id))


def reopen(desk: Desk, work: Work, handoff: Handoff, key: str, agent: str | None) -> None:
    """The same case again, with its card and its thread: with the agent who had it, or the one who opens it (`agent`)."""
    if not handoffs.reopen(work.connection, handoff.case_id, agent or handoff.assignee, work.now, asked=agent is None):
        return
    handoffs.note(work.connection, handoff, {"confirmed": False})
    slots: dict[str, Any] = {"status": "handed_off", "handoff": handoff.brief, "with_agent": bool(agent or handoff.assignee)}
    desk.did(work, handoff, "reopened", by=agent or "customer")
    desk.show(work, handoff.case_id)
    opened = handoffs.of_case(work.connection, handoff.case_id) or handoff
    desk.remind(work, opened, key, "reopened")
    (waiting.taken if agent else waiting.asked)(desk, work, opened)
    desk.tell(work, opened, key, said("utter_desk_claimed" if agent else "utter_desk_reopened", case=handoff.case_id), slots=slots)

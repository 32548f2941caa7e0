"""What commands would end, or take: typed words alone do not do that (N17). Pure."""

from __future__ import annotations

from collections.abc import Sequence

from actions.case import OPEN
from bot.dialogue.commands import Command, SetSlot, StartFlow
from bot.dialogue.tracker import Tracker
from knowledge.library import Library

ENDS = {"keep": "keep", "start_over": "start_over", "take_offer": "accept"}
"""Flows that end a case."""
ACCEPTED, DONE = SetSlot("offer_answer", "accepted"), SetSlot("walk", "done")


def ending(commands: Sequence[Command], tracker: Tracker, library: Library) -> str | None:
    """`keep`, `start_over`, `accept` or `done`, where the commands come to that; None where they end nothing."""
    if not tracker.slots["case"] or tracker.slots["status"] not in OPEN:
        return None
    found = [ENDS[command.flow] for command in commands if isinstance(command, StartFlow) and command.flow in ENDS]
    if found:
        return found[0]
    if ACCEPTED in commands:
        return "accept"
    return "done" if DONE in commands and _at_the_last(tracker, library) else None


def _at_the_last(tracker: Tracker, library: Library) -> bool:
    """Whether no step comes after the one that is shown."""
    slots = tracker.slots
    return bool(slots["all_shown"]) or slots["step"] == len(library.article(slots["product"]).paths[slots["path"]].steps)

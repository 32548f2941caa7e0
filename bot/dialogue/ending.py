"""What would end a case, take an offer or skip steps: typed words alone do that only where two readings agree (N17). Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dialogue.commands import Command, SetSlot, StartFlow
from bot.dialogue.state import State

ENDS = {"keep": "keep", "start_over": "start_over", "take_back": "no_human"}
"""Flows that end a case, or take it back from a person."""
ACCEPTED = SetSlot("offer_answer", "accepted")
FINISH = "finish"
TO = "to:"
"""How a move to a step begins, in the slot `walk`."""


def ending(commands: Sequence[Command], state: State) -> str | None:
    """`keep`, `start_over`, `no_human`, `accept`, `done` or `to:5`, where the commands come to that; None where they do nothing of it."""
    return next((what for command in commands if (what := _ends(command, state))), None)


def _ends(command: Command, state: State) -> str | None:
    if command == ACCEPTED or (command == StartFlow("take_offer") and state.offers):
        return "accept"
    if not state.case_open:
        return None
    if isinstance(command, StartFlow):
        return ENDS.get(command.flow)
    return _skips(str(command.value), state) if isinstance(command, SetSlot) and command.name == "walk" else None


def _skips(move: str, state: State) -> str | None:
    """What a move comes to that leaves more than one step behind, or all of them."""
    step, total = state.step or 1, state.steps
    if move == FINISH or (move == "done" and (bool(state.slots["all_shown"]) or step == total)):
        return "done"
    if not move.startswith(TO) or state.slots["all_shown"]:
        return None
    target = int(move.removeprefix(TO))
    return "done" if target > total else move if target > step + 1 else None

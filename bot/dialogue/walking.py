"""What a message means while steps are on the screen: how far the customer has come, where they are stuck, what they want to see. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.dialogue.commands import Command, SetSlot, ShowAgain
from bot.dialogue.ending import FINISH, TO
from bot.dialogue.noting import CANCELLED
from bot.dialogue.state import State
from bot.understanding.acts import Act
from bot.understanding.reading import Reading

MOVES: Mapping[str, str] = {
    "done": "done",
    "yes": "done",
    "skip": "done",
    "all_done": FINISH,
    "stuck": "stuck",
    "dont_know": "stuck",
    "no": "stuck",
    "back": "back",
    "all_steps": "all",
    "steps_now": "all",
    "one_by_one": "one",
    "which_step": "repeat",
    "repeat": "repeat",
    "cancel": "repeat",
    "resume": "repeat",
}
"""What each act does with the steps, where it has no number."""
ALL = "all"
FORWARD = frozenset({"done", "at", "all_done", "yes", "skip"})


def move(reading: Reading, state: State) -> list[Command]:
    """The move that a message makes through the steps: the last that it tells, and where somebody is stuck, that."""
    moves = [_told(act) for act in reading.acts if act.name in MOVES or act.name in FORWARD or act.value == CANCELLED]
    if reading.says("ask"):
        moves = [act for act in moves if act.name not in ("yes", "no", "cancel", "dont_know")]
    if reading.says("product", "fact", "other_is", "no_offers", "reason"):
        moves = [act for act in moves if act.name not in ("no", "cancel")]  # another product, or what is so: no word about the steps
    wants_all = reading.says("steps_now", "all_steps")
    if wants_all:
        moves = [act for act in moves if act.name not in ("yes", "no", "skip", "dont_know")]  # an answer, and the steps are what is wanted
    if not moves:
        return []
    stuck = [act for act in moves if act.name == "stuck"]
    ahead = [act for act in moves if act.name in FORWARD]
    if stuck:
        return [SetSlot("walk", _stuck(stuck[-1], ahead, state))]
    told = _furthest(ahead, state) if ahead else moves[-1]
    value = _all_from(_value(told, state), state) if wants_all else _value(told, state)
    as_it_is = value == (ALL if state.slots["all_shown"] else "one")
    there = bool(ahead)  # who tells that they are where we are wants to see nothing again
    return [ShowAgain(briefly=there)] if value == "repeat" or as_it_is else [SetSlot("walk", value)]


def _all_from(value: str, state: State) -> str:
    """The whole list, from the step that comes after the one that is told to be done; it ends nothing."""
    step = state.step or 1
    further = value == "done" and not state.slots["all_shown"] and step < state.steps
    return f"{ALL}:{step + 1}" if further else ALL if value in ("done", FINISH) else value


def _told(act: Act) -> Act:
    """Who says that it is cancelled has done all the steps."""
    return replace(act, name="all_done", value="") if act.value == CANCELLED else act


def _value(act: Act, state: State) -> str:
    """What the slot `walk` holds for an act."""
    target = _target(act)
    if target is None:
        return MOVES[act.name]
    step = state.step or 1
    if target > state.steps:
        return FINISH
    return "done" if target == step + 1 and not state.slots["all_shown"] else "repeat" if target == step else f"{TO}{target}"


def _target(act: Act) -> int | None:
    """The step to be shown next, where the act names one."""
    if not act.value.isdecimal():
        return None
    return int(act.value) + (act.name == "done")


def _furthest(ahead: list[Act], state: State) -> Act:
    """Of several reports the one that leads furthest."""
    step = state.step or 1
    if any(act.name == "all_done" for act in ahead):
        return next(act for act in ahead if act.name == "all_done")
    return max(ahead, key=lambda act: _target(act) or step + 1)


def _stuck(act: Act, ahead: list[Act], state: State) -> str:
    """Stuck at the step at hand, or at the one that was reached."""
    step = state.step or 1
    at = int(act.value) if act.value.isdecimal() else None
    if at is None and ahead:
        at = _target(_furthest(ahead, state)) or step + 1
    told = at is not None and 1 <= at <= state.steps and (at != step or bool(state.slots["all_shown"]))
    return f"stuck:{at}" if told else "stuck"

"""The alphabet of commands: all that a message can come to, as three closed parts.

Whatever words are read as, its commands are what is *noted* of it, one thing that *moves* the dialogue, and what is *told* beside
it. What is noted and told are closed lists of slots and flows; what moves is what the moves of the walk come to where the dialogue
stands. A property test holds random readings, and every list of acts among the examples, against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.dialogue.commands import Command, SetSlot, StartFlow

NOTED = frozenset(
    {"language", "unclear", "product", "unknown_product", "waiting", "about", "account", "attributes", "reason", "no_offers"}
    | {"for_other", "anchor_date", "charged_date", "maybe_dates", "left_date", "replaced_date", "asked_term", "reach", "spared"}
)
"""Slots in which something is remembered of a message, whatever it wants."""
TELLING = frozenset(
    {"answer", "source", "status", "receipt", "greet", "help", "say_what_i_am", "switch_language", "sympathise", "say_cannot"}
    | {"add_to_case", "say_nobody", "tell_caption", "tell_ways", "tell_why_person", "tell_meaning", "refuse", "still_charged"}
    | {"name_languages", "take_note", "complain", "name_doer", "name_no_guide"}
    | {"pass_on_question", "note_reach", "tell_reach", "say_nobody_else", "leave_it"}
)
"""Flows that only tell: they leave everything as it was."""
OF_THE_ACCOUNT = frozenset({"answer", "tell_ways"})
"""Those of them that hang on the account and its way alone."""
TOLD = frozenset({"topics", "no_guide", "unanswered", "anchor_date", "charged_date", "maybe_dates", "language", "for_other"})
"""Slots with what is told."""
SPEAKING = TELLING | {"introduce", "note_next"}
"""Flows that speak beside whatever moves the dialogue, and then it goes on."""


class Parts(NamedTuple):
    """A message's commands."""

    noted: list[SetSlot]
    moves: list[Command]
    told: list[Command]


def parts(commands: Sequence[Command], collecting: str | None) -> Parts:
    """What is noted, what moves, what is told; a reason is an answer where it was asked for."""
    found = Parts([], [], [])
    for command in commands:
        if tells(command, SPEAKING):
            found.told.append(command)
        elif isinstance(command, SetSlot) and command.name in NOTED and command.name != collecting:
            found.noted.append(command)
        else:
            found.moves.append(command)
    return found


def tells(command: Command, flows: frozenset[str] = TELLING) -> bool:
    """Whether it only has something told."""
    return command.flow in flows if isinstance(command, StartFlow) else isinstance(command, SetSlot) and command.name in TOLD


def speaks_of_the_account(command: Command) -> bool:
    """Whether what it has told hangs on the account and its way alone."""
    return not isinstance(command, StartFlow) or command.flow in OF_THE_ACCOUNT

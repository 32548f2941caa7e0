"""What a customer's message can mean: acts of a closed alphabet, each with its confidence. `docs/acts.md` tells what each means."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

WISHES = frozenset(
    {"cancel", "steps_now", "all_steps", "one_by_one", "keep", "resume", "pause", "downgrade", "delete_data", "withdraw", "no_offers"}
    | {"accept", "human", "no_human", "do_it", "receipt", "remind", "start_over", "language"}
)
TELLING = frozenset({"product", "moves_to", "fact", "not_fact", "other_is", "reason", "date", "for_other"})
ANSWERS = frozenset({"yes", "no", "dont_know", "none_of_these", "skip", "choice"})
PROGRESS = frozenset({"done", "at", "all_done", "stuck", "back", "which_step", "repeat"})
SOCIAL = frozenset({"greet", "thanks", "bye", "ok", "annoyed", "threat", "bot_question", "help", "out_of_scope", "unclear"})
ASK = "ask"
ALPHABET = WISHES | TELLING | ANSWERS | PROGRESS | SOCIAL | {ASK}
VALUED = frozenset({"product", "moves_to", "fact", "not_fact", "other_is", "reason", "choice", "language", ASK, "at"})
"""Acts that say nothing without a value; `done` and `stuck` may have the number of a step, `date` the day itself."""


@dataclass(frozen=True)
class Act:
    """One thing that a message means."""

    name: str
    value: str = ""
    confidence: float = 1.0
    agreed: bool = False
    """whether a second reading, made of other evidence, says the same (N17)"""
    words: str | None = None
    """the customer's words for it"""

    def written(self) -> str:
        """As `docs/acts.md` writes it: `ask=caption`, `fact=role:owner`, `done=4`."""
        return f"{self.name}={self.value}" if self.value and self.name != "date" else self.name

    @property
    def kind(self) -> str:
        """`role` of `fact=role:owner`; the whole value of the others."""
        return self.value.partition(":")[0]

    def as_data(self) -> dict[str, Any]:
        """As JSON carries it."""
        return {"act": self.written(), "confidence": round(self.confidence, 4)}


def parse(written: str) -> Act:
    """The act that is written so. Raises ValueError for one outside the alphabet."""
    name, _, value = written.partition("=")
    if name not in ALPHABET or (name in VALUED) > bool(value):
        raise ValueError(f"no act: «{written}»")
    return Act(name, value)


class Role(StrEnum):
    """What a day is to whoever names it."""

    due = "due"
    """an invoice, payment or renewal to come"""
    billed = "billed"
    """an invoice or payment that has been"""
    gone = "gone"
    """something else that has been: cancelled, written, bought"""
    denied = "denied"
    """a day that is said to be the wrong one"""
    term = "term"
    """by when to cancel"""
    wish = "wish"
    """when they want an answer, or to be out"""
    none = "none"
    """nothing says"""


@dataclass(frozen=True)
class Day:
    """A day that a text names. `day` is None where it has been and cannot be told which one it was."""

    day: date | None
    role: Role
    bare: bool = field(default=False, compare=False)
    """whether it is named by its number alone: «the 2nd»"""

"""How sure a reading has to be, by what hangs on it. The only numbers that decide; `partwell bench-understanding` measures them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Risk(StrEnum):
    """What a wrong reading of an act costs."""

    overheard = "overheard"
    """nothing, while not hearing it would: a threat, which a person has to see"""
    answer = "answer"
    """a sentence too many: an answer from the article, a greeting, a person, who is always granted"""
    act = "act"
    """a step to go back, a fact to correct"""
    commit = "commit"
    """a case that ends, an offer that is taken, steps that are skipped"""


@dataclass(frozen=True)
class Tolerance:
    """The confidence from which an act is taken, by its risk. Where nothing reaches that, from `guess` on the likeliest harmless act is
    taken, and from `clarify` on the likely ones are offered as buttons.
    `beside`: from there on a question is taken that has a clause of its own, of which nothing else is taken as asked: an answer too many
    costs less than a question that is passed over.
    `witness`: the share from which each of two readings that share no evidence says a thing (N17).
    """

    overheard: float = 0.25
    answer: float = 0.45
    act: float = 0.55
    commit: float = 0.8
    guess: float = 0.25
    beside: float = 0.3
    clarify: float = 0.1
    witness: float = 0.4

    def takes(self, name: str, confidence: float) -> bool:
        """Whether an act of this name counts as said. What may end a case is heard like any other act; it is asked about once
        unless it is sure (N17).
        """
        least = {Risk.overheard: self.overheard, Risk.answer: self.answer}
        return confidence >= least.get(RISK.get(name, Risk.act), self.act)

    def sure(self, confidence: float) -> bool:
        """Whether what would end a case needs no more than a second reading."""
        return confidence >= self.commit


MEASURED = Tolerance()
RISK: Mapping[str, Risk] = {
    **dict.fromkeys(("ask", "greet", "thanks", "bye", "ok", "annoyed", "bot_question", "help", "human"), Risk.answer),
    "threat": Risk.overheard,
    **dict.fromkeys(("keep", "start_over", "accept", "all_done"), Risk.commit),
}
"""What is not named here is an `act`."""
COMMITTING = frozenset(name for name, risk in RISK.items() if risk is Risk.commit)

"""What stands open when a message is written, as far as it changes what words mean: never which product it is about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

OPEN = (
    "nothing",
    "product",
    "account",
    "reason",
    "offer",
    "steps",
    "last_step",
    "all_steps",
    "waiting",
    "finished",
    "kept",
    "confirm",
    "there",
)
"""nothing said yet · which product? · what about your account? · why? · an offer · one step shown · the last one shown ·
all shown at once · handed to a person · done · stayed, or took the pause · a yes or no before something is done ·
have you come to that step?"""
KINDS = ("role", "seller", "commitment", "billing", "plan", "stage")
"""The facts that an account question can ask for."""
GROUPS = {"in_steps": ("steps", "last_step", "all_steps", "there")}
"""Situations that are alike in much; each counts as itself and as one of these."""
WIDTH = len(OPEN) + len(KINDS) + len(GROUPS)


@dataclass(frozen=True)
class Situation:
    """What is open, and the kinds of fact that it asks for."""

    open: str
    asked: frozenset[str] = frozenset()

    def row(self) -> NDArray[np.float32]:
        """Ones and zeros, of length `WIDTH`. What is not known counts as nothing."""
        groups = [self.open in members for members in GROUPS.values()]
        return np.array([*(self.open == name for name in OPEN), *(kind in self.asked for kind in KINDS), *groups], dtype=np.float32)

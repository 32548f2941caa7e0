"""What the desk's buttons and modals carry: which case they are about, and which message of it. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple, Self

DESK = "desk_"
"""How the ids of the desk's buttons and modals begin."""
MORE = f"{DESK}more"
"""The id of a card's menu; the values of its options are `ACT CASE`."""
_OLD_PARTS = 3
_CASE = re.compile(r"PW-[A-Z0-9]{1,20}")
_KEY = re.compile(r"(?:[\w./:-]{1,200})?", re.ASCII)


def chosen(action: str, value: object) -> tuple[str, object]:
    """An option of a card's menu as the button that it stands for; every other click as it is."""
    if action != MORE or not isinstance(value, str):
        return action, value
    name, _, case = value.partition(" ")
    return f"{DESK}{name}", case


class Tag(NamedTuple):
    """A case, and the key of one message where it is about one. Whoever clicks sends it: it proves nothing."""

    case: str
    message: str = ""

    @property
    def value(self) -> str:
        """As a button's value or a modal's private metadata."""
        return f"{self.case}|{self.message}" if self.message else self.case

    @classmethod
    def of(cls, value: object) -> Self:
        """What `value` gave, and what older cards carry. Raises ValueError for anything else."""
        parts = value.split("|") if isinstance(value, str) else []
        if len(parts) == _OLD_PARTS:
            del parts[1]  # the conversation, which is looked up now
        if not 1 <= len(parts) <= len(cls._fields) or not _CASE.fullmatch(parts[0]) or not all(map(_KEY.fullmatch, parts[1:])):
            raise ValueError("no tag of the desk")
        return cls(*parts)

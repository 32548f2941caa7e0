"""How the benches print what they measure."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Protocol


class Row(Protocol):
    """A figure that knows how a table has it."""

    def row(self) -> str:
        """One line."""


def show(figures: Iterable[Row], head: str = "") -> int:
    """Print the table as the figures come; with `--json` one object a line. Always 0: a bench measures and judges nothing."""
    as_json = "--json" in sys.argv[1:]
    if head and not as_json:
        print(head)  # noqa: T201
    for figure in figures:
        print(json.dumps(vars(figure)) if as_json else figure.row(), flush=True)  # noqa: T201
    return 0

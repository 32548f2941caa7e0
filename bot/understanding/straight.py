"""A text as a keyboard has it: phones and word processors turn ' into ’ and - into – while people type."""

from __future__ import annotations

import re

_STRAIGHT = str.maketrans(
    dict.fromkeys("’‘‛ʼʹ′´`＇", "'") | dict.fromkeys("“”„‟«»″＂", '"') | dict.fromkeys("‐‑⁃−", "-") | {"—": ",", "―": ",", "…": "."}
)
_SPACED_DASH = re.compile(r"(?<=\s)[–-](?=\s)")


def straight(text: str) -> str:
    """Straight quotes, apostrophes and dashes; the length never changes, so positions stay valid. A dash between words is a pause."""
    plain = "".join(" " if c.isspace() else c for c in text.translate(_STRAIGHT))
    return _SPACED_DASH.sub(",", plain).replace("–", "-")

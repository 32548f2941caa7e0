"""What no text may claim: closed lists as data, in `claims.yml`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from bot.data_files import read


def claimed(kind: str, text: str, language: str) -> str | None:
    """The words that claim it, if there are any."""
    plain = " ".join(text.casefold().replace("’", "'").split())
    for harmless in _patterns("allowed", language):
        plain = harmless.sub("", plain)
    found = (pattern.search(plain) for pattern in _patterns(kind, language))
    return next((match.group() for match in found if match), None)


@cache
def _patterns(kind: str, language: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in read(Path(__file__).parent / "claims.yml")[kind][language])

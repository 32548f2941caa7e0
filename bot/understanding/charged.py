"""Who has cancelled already and is still charged wants neither steps nor a question about their plan."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from bot.data_files import read

LONGEST = 1500
_SENTENCE = re.compile(r"[.!?;\n]+")


def charged_after_leaving(words: str) -> bool:
    """Whether a message says that its writer has left and that money is taken all the same. Its apostrophes are straight."""
    told = [sentence for sentence in _SENTENCE.split(words[:LONGEST]) if not _patterns("asked").search(sentence)]
    return all(any(_patterns(kind).search(sentence) for sentence in told) for kind in ("taken", "ended"))


@cache
def _patterns(kind: str) -> re.Pattern[str]:
    data = read(Path(__file__).with_name("charged.yml"))
    return re.compile("|".join(pattern for each in data[kind].values() for pattern in each), re.IGNORECASE)

"""A wish to go on in another language, told from a mention of it: of a screen, of the vendor's support, of where somebody comes from."""

from __future__ import annotations

import re
from functools import cache

from bot.language.lexicon import languages, lexicon

SHORT = 3
"""Words of a clause that names a language and says little else: «English please»."""
DOUBTED = 0.2
"""What is left of the likelihood where a language is only mentioned."""
HEARD, ASKED = 0.4, 0.6
"""From how likely on, and how likely, it is a wish where a word asks for it."""
UNASKED = 0.9
"""From this share on the model alone is believed, where no word asks for it."""


def wished(clause: str, share: float) -> float:
    """How likely a clause asks for a language, of which the model says so with `share`."""
    if _of("theirs").search(clause) and not _of("please").search(clause):
        return share * DOUBTED
    if _of("asked").search(clause):
        return max(share, ASKED) if share >= HEARD else share
    if len(clause.split()) <= SHORT:
        return share
    return share * DOUBTED if share < UNASKED or _of("mentioned").search(clause) else share


@cache
def _of(group: str) -> re.Pattern[str]:
    """The words of a group, in all languages together: people who ask for another one mix them."""
    phrases = [re.escape(str(word)).replace(r"\*", r"\w*") for language in languages() for word in lexicon(language)["tongue"][group]]
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)", re.IGNORECASE)

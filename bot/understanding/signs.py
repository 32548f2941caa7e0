"""Emoji as answers: a message of nothing but a sign says yes, no or a number."""

from __future__ import annotations

import re

YES, NO = "👍", "no"
"""What they say in words that both languages know; the thumb is a phrase of its own."""
_YES = frozenset("👍👌🆗✅✔☑🙆")
_NO = frozenset("👎❌✖❎🚫🙅")
_DIGIT = re.compile("(?P<digit>[0-9])\ufe0f?\u20e3")
_DECORATION = re.compile("[\ufe0e\ufe0f\u200d\u2640\u2642\U0001f3fb-\U0001f3ff\\s]")
_LONGEST = 40


def in_words(text: str) -> str:
    """What a message of signs says: «👍🏽» is a yes, «❌» a no, «2️⃣» a 2. Any other message stands for itself."""
    if len(text) > _LONGEST:
        return text
    bare = _DECORATION.sub("", _DIGIT.sub(r"\g<digit>", text).replace("🔟", "10"))
    if bare.isdecimal():
        return bare
    signs = set(bare)
    if signs and signs <= _YES:
        return YES
    return NO if signs and signs <= _NO else text

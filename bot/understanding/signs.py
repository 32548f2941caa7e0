"""Emoji as answers: a message of nothing but a sign says yes, no, a number, hello or thank you."""

from __future__ import annotations

import re
import unicodedata

YES, NO = "👍", "no"
"""What they say in words that both languages know; the thumb is a phrase of its own."""
_YES = frozenset("👍👌🆗✅✔☑🙆")
_NO = frozenset("👎❌✖❎🚫🙅")
HELLO, THANKS = "/greet", "/thanks"
"""As buttons say it, because words would tell a language."""
_HELLO = frozenset("👋")
_THANKS = frozenset("🙏")
_SAYING = _YES | _NO | _HELLO | _THANKS | frozenset("🔟\u20e3")
_DRAWN = frozenset({"So", "Sk", "Mn", "Me", "Cf"})
"""Categories of characters that emoji are made of."""
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
    said = ((_YES, YES), (_NO, NO), (_HELLO, HELLO), (_THANKS, THANKS))
    return next((words for known, words in said if signs and signs <= known), text)


def is_decoration(text: str) -> bool:
    """Whether a message is of nothing but emoji that say nothing: «🎉»."""
    drawn = all(sign.isspace() or unicodedata.category(sign) in _DRAWN for sign in text[: 4 * _LONGEST])
    return len(text) <= 4 * _LONGEST and bool(text.strip()) and drawn and not _SAYING & set(text)

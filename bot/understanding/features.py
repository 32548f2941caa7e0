"""What a text looks like to the classifier: pieces of words, words, and pairs of words."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise

LONGEST = 1500
"""Characters that are looked at; what follows in a longer message changes neither intent nor language."""
_ROOM = 6
"""So many times as many are looked at: what cannot be seen takes room too."""
_MARKS = 8
_ACCENTS_END = 0x1F000
"""From here on no character is put on another one."""
_SIZES = range(2, 6)
_WORD = re.compile(r"\w+|[?!]+|[^\w\s]", re.UNICODE)


def clean(text: str, longest: int = LONGEST) -> str:
    """One line, without control or direction characters or halves of characters, in composed form; at most `longest` characters."""
    visible = unicodedata.normalize("NFC", _few_marks(text[: longest * _ROOM])).translate(_SEEN)
    return " ".join(visible.split())[:longest]


def _few_marks(text: str) -> str:
    """The text with at most `_MARKS` accents on a letter: the time to put them in order grows with the square of their number."""
    return text if text.isascii() else _flood().sub(lambda found: found.group()[:_MARKS], text)


@cache
def _flood() -> re.Pattern[str]:
    """More accents on a letter than any language puts there."""
    accents = "".join(character for code in range(_ACCENTS_END) if unicodedata.combining(character := chr(code)))
    return re.compile(f"[{accents}]{{{_MARKS + 1},}}")


class _Visible(dict[int, str | None]):
    """What becomes of each character, looked up when it is met first."""

    def __missing__(self, code: int) -> str | None:
        category = unicodedata.category(chr(code))
        self[code] = " " if category in ("Cc", "Zl", "Zp", "Zs") else None if category in ("Cf", "Cs") else chr(code)
        return self[code]


_SEEN = _Visible()


def words(text: str) -> list[str]:
    """Lower-case words and marks; digits all look alike."""
    return [re.sub(r"\d", "0", word) for word in _WORD.findall(text.lower())]


def pieces(text: str) -> list[str]:
    """Parts of 2 to 5 characters within each word, its ends marked."""
    found = []
    for word in words(text):
        marked = f" {word} "
        for size in _SIZES:
            found += [marked[i : i + size] for i in range(max(1, len(marked) - size + 1))]
    return found


def terms(text: str) -> list[str]:
    """Words and pairs of neighbouring words."""
    found = words(text)
    return [*found, *(f"{a} {b}" for a, b in pairwise(found))]

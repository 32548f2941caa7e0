"""What other people wrote, without what cannot be seen and changes what is: one place for cards, threads, transcripts, terminals, logs.

Signs that turn the direction of writing, have no width, end lines in ways of their own, or steer terminals are taken out. What
real writing needs stays: right-to-left letters (their direction is their own), joiners inside words and emoji, accents. Pure.
"""

from __future__ import annotations

import re
from typing import Any

UNSEEN = "\ufffd"
"""Stands where nothing else was written."""
MOST_MARKS = 6
"""Accents on one letter; more of them are written over the lines around."""

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]?|\][^\x07\x1b]{0,2000}(?:\x07|\x1b\\)?|[ -~])?|\x9b[0-?]{0,64}[ -/]{0,8}[@-~]?")
"""What terminals obey."""
_LINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SIGNS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u034f\u17b4\u17b5]"
)
"""Controls, directions, no widths."""
_BLANKS = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
"""Letters that show nothing."""
_JOINERS = re.compile("[\u200c\u200d]")
_SELECTORS = re.compile("[\ufe00-\ufe0d\U000e0100-\U000e01ef]|(?:^|(?<=\\s))[\ufe0e\ufe0f]+|(?<=[\ufe0e\ufe0f])[\ufe0e\ufe0f]+")
"""Variants of characters, which say nothing in a row or alone."""
_TAGS = re.compile("(?P<flag>\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f)|[\U000e0000-\U000e007f]")
"""Flags of regions are written with them; elsewhere they are text that nobody sees."""
_HALVES = re.compile("[\ud800-\udfff\ufffe\uffff]")
_ACCENTS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_MARKS = re.compile(f"(?P<kept>{_ACCENTS}{{{MOST_MARKS}}}){_ACCENTS}+")
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0300-\u036f\u0483-\u0489\u061c\u115f\u1160\u17b4\u17b5\u180e\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u20d0-\u20ff\u2800\u3164\ud800-\udfff\ufe00-\ufe2f\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e01ef]"
)
"""A text without any of these stands as it is: most do."""


def harmless(text: str) -> str:
    """The same text with nothing in it but what can be seen, and lines that end as lines do."""
    if not _SUSPECT.search(text):
        return text
    seen = _LINES.sub("\n", _ESCAPES.sub("", text))
    seen = _BLANKS.sub(" ", _SIGNS.sub("", _HALVES.sub(UNSEEN, seen)))
    seen = _TAGS.sub(lambda found: found["flag"] or "", seen)
    seen = _MARKS.sub(r"\g<kept>", _SELECTORS.sub("", _joined(seen)))
    return seen if seen.strip() or not text.strip() else UNSEEN


def line(text: str) -> str:
    """The same in one line, as names of people and files stand."""
    return " ".join(harmless(text).split())


def everywhere(value: Any) -> Any:
    """Plain data with every text in it made harmless."""
    match value:
        case str():
            return harmless(value)
        case list():
            return [everywhere(each) for each in value]
        case tuple():
            return tuple(everywhere(each) for each in value)
        case dict():
            return {name: everywhere(each) for name, each in value.items()}
    return value


def _joined(text: str) -> str:
    """With joiners only between two signs that join: emoji, and letters of scripts that are written together."""
    return _JOINERS.sub(lambda found: found.group() if _joins(text, found.start()) else "", text)


def _joins(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] == "\u200d" and before and (before in "\ufe0f\ufe0e" or _is_picture(before)) and _is_picture(after):
        return True
    return _is_joined_script(before) and (_is_joined_script(after) or after in ("", " ", "\n"))


def _is_picture(sign: str) -> bool:
    return bool(sign) and ("\u2190" <= sign <= "\u2bff" or "\U0001f000" <= sign <= "\U0001faff")


def _is_joined_script(sign: str) -> bool:
    """Arabic, Syriac, Indic, Khmer, Mongolian and their like."""
    return bool(sign) and (
        "\u0600" <= sign <= "\u08ff"
        or "\u0900" <= sign <= "\u109f"
        or "\u1780" <= sign <= "\u18af"
        or "\ufb50" <= sign <= "\ufdff"
        or "\ufe70" <= sign <= "\ufefc"
    )

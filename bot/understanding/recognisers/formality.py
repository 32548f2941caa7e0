"""Whether people are addressed formally («Lei») or not («tu»), by the word lists of a language; one without them makes no difference."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from bot.language.lexicon import lexicon

LONGEST = 2000
"""Characters of a message that are looked at."""
_QUOTED = re.compile(r'["“„«][^"”»“\n]{0,400}["”»]|`[^`\n]{0,400}`')
"""What stands on somebody's screen addresses its reader, not the one who is written to."""
_NAME = "_"
"""Stands for a quote: a word that means nothing."""
_PAUSE = r"[\n,.;:!?…()\-–—]"
_WITHIN = r"(?<=[\w,] )"
"""Where a capital letter is no beginning of a sentence."""


def formal(text: str, language: str) -> bool | None:
    """Whether a message addresses us formally: yes, no, or nothing tells. Lines end as they were written; any text is taken."""
    said = _QUOTED.sub(_NAME, text[:LONGEST])
    for kind, answer in (("formal", True), ("familiar", False)):
        if any(pattern.search(said) for pattern in _patterns(language, kind)):
            return answer
    return None


@cache
def _patterns(language: str, kind: str) -> tuple[re.Pattern[str], ...]:
    """A language's signs of a way to address people, as its file says how each counts."""
    address = lexicon(language).get("address")
    if not address:
        return ()
    lists = {how: [str(each) for each in listed] for how, listed in address[kind].items()}
    begins = rf"(?:\A|{_PAUSE}|\b(?:{_any([*lexicon(language)['joins'][0].split(), *map(str, address['openers'])])}))\s{{0,4}}"
    written = [*lists.get("capital", ()), *(f"{each[0].upper()}{each[1:]}" for each in lists.get("opening", ()))]
    ends = rf"(?![\w'])(?!\s(?:{_any(map(str, address['others']))})\b)"
    inside = _any(each for each in written if each[0] != "*")
    attached = _any(each for each in written if each[0] == "*")
    return (
        re.compile(rf"\b(?:{_any(lists['anywhere'])}){ends}", re.IGNORECASE),
        re.compile(rf"{begins}\b(?:{_any(lists['opening'])}){ends}", re.IGNORECASE),
        re.compile(rf"{_WITHIN}(?:{inside}){ends}|\b(?:{attached}){ends}"),
    )


def _any(phrases: Iterable[str]) -> str:
    """One of these phrases; in a word, `*` stands for any letters and `/` between two ways to say it."""
    return "|".join(r"\s".join(_word(word) for word in phrase.split()) for phrase in phrases) or r"(?!)"


def _word(word: str) -> str:
    return f"(?:{'|'.join(re.escape(way).replace(chr(92) + '*', chr(92) + 'w*') for way in word.split('/'))})"

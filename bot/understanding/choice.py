"""A choice among the buttons on the screen by number or order: «2.», «option 2», «the second one», «la seconda», «l'ultima»."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

LAST = -1
"""The last one, whichever number that is."""
_WORDS: Mapping[str, int] = {
    word: number
    for number, words in enumerate(
        [
            "one first primo prima uno una",
            "two second secondo seconda due",
            "three third terzo terza tre",
            "four fourth quarto quarta quattro",
            "five fifth quinto quinta cinque",
            "six sixth sesto sesta sei",
            "seven seventh settimo settima sette",
            "eight eighth ottavo ottava otto",
            "nine ninth nono nona nove",
            "ten tenth decimo decima dieci",
        ],
        1,
    )
    for word in words.split()
} | dict.fromkeys(("last", "ultimo", "ultima"), LAST)
_NUMBER = rf"(?P<digits>\d{{1,2}})|(?P<word>{'|'.join(_WORDS)})|(?P<ordinal>\d{{1,2}}(?:st|nd|rd|th|ª|º|°|a))"
_NOUN = r"(?:option|choice|answer|button|possibility|number|opzione|scelta|risposta|pulsante|possibilità|voce|numero)"
_CHOICE = re.compile(
    r"(?:(?:i'?ll (?:take|go with|choose|pick)|i (?:choose|pick|take|want|mean|meant)|i'?d (?:say|pick|take|choose|go with)|it'?s|that'?s"
    r"|let'?s (?:take|go with)|go with|choose|pick|take|scelgo|prendo|direi|dico|vado con|voglio|vorrei|intendo|intendevo|è) )?"
    rf"(?:the |la |il |lo |l'|quell[ao] |my )?(?:{_NOUN} |(?:no|nr|n)[.°º]? ?|n° ?|# ?)?"
    rf"(?:{_NUMBER})"
    rf"(?: (?:one|{_NOUN}))?",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:il \d{1,2}|(?:the )?\d{1,2}(?:st|nd|rd|th)|(?:il )?\d{1,2}[º°])", re.IGNORECASE)
"""«il 3», «the 3rd» alone are days."""
_WORD_ALONE = frozenset({"one", "uno", "una", "prima", "sei"})
"""«prima» is «earlier» too, «sei» is «you are»: alone they are no choice."""
_SEVERAL = re.compile(r"\d{1,2}(?:\s?(?:,|&|\+|and|or|e|o|oppure)\s?\d{1,2})+|\d{1,3}", re.IGNORECASE)
_LONGEST = 60


def number_of(text: str) -> int | None:
    """Which of the buttons is meant: 1 is the first, `LAST` the last; None when the text is no choice of one."""
    plain = _plain(text)
    if len(plain) > _LONGEST or plain in _WORD_ALONE or _DATE.fullmatch(plain):
        return None
    found = _CHOICE.fullmatch(plain)
    if not found:
        return None
    if found["word"]:
        return _WORDS[found["word"]]
    return int(re.sub(r"\D", "", found["digits"] or found["ordinal"]))


def is_choice(text: str) -> bool:
    """Whether a text is nothing but a choice by number, of one or of several, whatever there is to choose from."""
    plain = _plain(text)
    return len(plain) <= _LONGEST and (number_of(text) is not None or bool(_SEVERAL.fullmatch(plain)))


def _plain(text: str) -> str:
    """In lower case, without the marks around a number; «2️⃣», «②» and «２» are 2."""
    typed = "".join(c for c in unicodedata.normalize("NFKC", text[: 4 * _LONGEST]) if c not in "\ufe0f\u20e3")
    return " ".join(typed.split()).strip(" .)(]['\"!:,;").casefold()

"""A choice among the buttons on the screen by number or order: «2.», «option 2», «the second one», «la seconda», «l'ultima»."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from bot.language.lexicon import languages, lexicon, words

LAST = -1
"""The last one, whichever number that is."""
_DATE = re.compile(r"(?:il \d{1,2}|(?:the )?\d{1,2}(?:st|nd|rd|th)|(?:il )?\d{1,2}[º°])", re.IGNORECASE)
"""«il 3», «the 3rd» alone are days."""
_SEVERAL = re.compile(r"\d{1,2}(?:\s?(?:,|&|\+|and|or|e|o|oppure)\s?\d{1,2})+|\d{1,3}", re.IGNORECASE)
_LONGEST = 60
_ONE = re.compile(r"\b(?:(\d{1,2})|([^\W\d_]{3,}))\b")
_PAUSE = re.compile(r"[,;:!?…]|\.\s|\.\.|\s[-–—]\s")


def number_of(text: str) -> int | None:
    """Which of the buttons is meant: 1 is the first, `LAST` the last; None when the text is no choice of one."""
    plain = _plain(text)
    if len(plain) > _LONGEST or plain in words_of_two_meanings("alone") or _DATE.fullmatch(plain):
        return None
    found = _choice().fullmatch(plain)
    if not found:
        return None
    if found["word"]:
        return numbers()[found["word"]]
    return int(re.sub(r"\D", "", found["digits"] or found["ordinal"]))


def number_within(clause: str, *, sure: bool) -> int:
    """Which of the buttons a clause means, by itself or before its first pause: «the second one, and thank you»; 0 for none. Where it is
    `sure` that it chooses, its only number is enough.
    """
    head = _PAUSE.split(clause[:_LONGEST], maxsplit=1)[0]
    found = next((number for part in (clause, head) if (number := number_of(part))), 0)
    if found or not sure:
        return found
    found_words = _ONE.findall(clause[:_LONGEST].lower())
    known = [
        int(digits) if digits else numbers().get(word, 0) for digits, word in found_words if word not in words_of_two_meanings("alone")
    ]
    said = {number for number in known if number}
    return said.pop() if len(said) == 1 else 0


def is_choice(text: str) -> bool:
    """Whether a text is nothing but a choice by number, of one or of several, whatever there is to choose from."""
    plain = _plain(text)
    return len(plain) <= _LONGEST and (number_of(text) is not None or bool(_SEVERAL.fullmatch(plain)))


def _plain(text: str) -> str:
    """In lower case, without the marks around a number; «2️⃣», «②» and «２» are 2."""
    typed = "".join(c for c in unicodedata.normalize("NFKC", text[: 4 * _LONGEST]) if c not in "\ufe0f\u20e3")
    return " ".join(typed.split()).strip(" .)(]['\"!:,;").casefold()


@cache
def numbers() -> dict[str, int]:
    """The words for numbers of all languages, with what they stand for."""
    known = dict.fromkeys(words("last"), LAST)
    for language in languages():
        for number, line in enumerate(lexicon(language)["numbers"], 1):
            known |= dict.fromkeys(str(line).split(), number)
    return known


@cache
def words_of_two_meanings(where: str) -> frozenset[str]:
    """Words for numbers that mean something else too: `alone`, as the whole message, or `among_words`."""
    lists = (lexicon(language)["numbers_or_not"][where] for language in languages())
    return frozenset(word for lines in lists for line in lines for word in str(line).split())


@cache
def _choice() -> re.Pattern[str]:
    number = rf"(?P<digits>\d{{1,2}})|(?P<word>{_any(numbers())})|(?P<ordinal>\d{{1,2}}(?:st|nd|rd|th|ª|º|°|a))"
    noun = f"(?:{_any(words('choice_nouns'))})"
    leads = _any(str(phrase) for language in languages() for phrase in lexicon(language)["choosing"]).replace("'", "'?")
    said = rf"(?:(?:{leads}) )?(?:(?:{_any(words('choice_articles'))}) |l')?(?:{noun} |(?:no|nr|n)[.°º]? ?|n° ?|# ?)?"
    return re.compile(rf"{said}(?:{number})(?: (?:one|{noun}))?", re.IGNORECASE)


def _any(known: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace("\\ ", " ") for word in sorted(known, key=len, reverse=True))

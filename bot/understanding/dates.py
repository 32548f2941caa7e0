"""Dates in a customer's words: «15 December», «il 3», «next Friday», «tra dieci giorni». What is vague is no date: «next month»."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any

from bot.language.lexicon import lexicon
from bot.understanding.acts import Day, Role

_MONTHS = {
    "en": r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    "it": r"(?:gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic)",
}
_ONE = {
    "en": re.compile(rf"\bfirst (?:of )?(?={_MONTHS['en']})", re.IGNORECASE),
    "it": re.compile(rf"\b(?:primo|1[°º]) ?(?={_MONTHS['it']})", re.IGNORECASE),
}
_NO_MONTH = re.compile(r"\bmay(?= (?:i|we|you|it|they|the|be|not)\b)", re.IGNORECASE)
_ELIDED = re.compile(r"\b(l|dell|all)'(?=\d)", re.IGNORECASE)
"""«l'8 agosto»"""
_NOT_A_DAY = r"(?!\s*(?:%|\$|€|[/.:-]\d|{units}|(?:of |di )?{month}))"
_DAY_ONLY = {
    "en": re.compile(
        r"\b(?:(?:(?:on|by|the|day) )+|\w{1,12}day )(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
        + _NOT_A_DAY.format(units=r"days?\b|weeks?|months?\b|years?|users?|seats?|contacts?|k\b", month=_MONTHS["en"]),
        re.IGNORECASE,
    ),
    "it": re.compile(
        r"(?:\b(?:il|l|del|dell|entro il|al|all|giorno|sabato|domenica)|\b\w{1,12}edì)\s{0,3}(?P<day>\d{1,2})\b"
        + _NOT_A_DAY.format(units=r"giorn|gg\b|settiman|mes[ei]\b|ann[oi]|utent|contatt|euro", month=_MONTHS["it"]),
        re.IGNORECASE,
    ),
}
_FOLLOWING_MONTH = re.compile(r"\b(?:next month|following month|mese prossimo|prossimo mese|mese dopo)\b", re.IGNORECASE)
_LAST_MONTH = re.compile(r"\d(?:st|nd|rd|th)?,? (?:of |del(?:lo)? )?(?:last month|mese scorso|scorso mese|mese passato)\b", re.IGNORECASE)
_THIS_MONTH = re.compile(
    r"\d(?:st|nd|rd|th)?,? (?:of |di |del )?(?:this month|this very month|questo mese|mese corrente|corrente mese)\b", re.IGNORECASE
)
_OFFICIAL = {
    "en": {"ult": "of last month", "inst": "of this month", "prox": "of next month"},
    "it": {"u.s": "scorso", "us": "scorso", "c.m": "di questo mese", "cm": "di questo mese", "p.v": "prossimo", "pv": "prossimo"},
}
_SHORTENED = {
    language: re.compile(
        rf"(?P<day>\b\d{{1,2}}(?:st|nd|rd|th)?(?: {month}\w{{0,7}})?) (?P<short>{'|'.join(map(re.escape, short))})\b\.?", re.IGNORECASE
    )
    for (language, short), month in zip(_OFFICIAL.items(), _MONTHS.values(), strict=True)
}
"""«il giorno 25 u.s.», «your letter of the 12th inst.»: their points end no sentence."""
_NAMED = {
    "en": (("day after tomorrow", 2), ("tomorrow", 1), ("today", 0), ("day before yesterday", -2), ("yesterday", -1)),
    "it": (("dopodomani", 2), ("domani", 1), ("oggi", 0), ("altro ieri", -2), ("ieri", -1)),
}
_COUNTED = {
    "en": re.compile(r"\bin (?P<count>\w+) (?P<unit>day|week)s?\b", re.IGNORECASE),
    "it": re.compile(r"\b[tf]ra (?P<count>\w+) (?P<unit>giorn[oi]|gg|settiman[ae])\b", re.IGNORECASE),
}
_COUNTED_BACK = {
    "en": re.compile(r"\b(?P<count>\w+) (?P<unit>day|week)s? ago\b", re.IGNORECASE),
    "it": re.compile(r"\b(?P<count>\w+) (?P<unit>giorn[oi]|gg|settiman[ae]) fa\b", re.IGNORECASE),
}
# fmt: off
_NUMBERS = {
    "en": ["a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
           "fourteen", "fifteen"],
    "it": ["una", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici", "dodici", "tredici",
           "quattordici", "quindici"],
}
# fmt: on
_BEFORE_SHORT = ("next", "this", "on", "by", "until", "till", "renews", "renewing", "due", "charged", "billed")
"""«fri», «sat» and «sun» are days behind these alone."""
_WEEKDAY = {
    "en": re.compile(
        r"\b(?:(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?day"
        rf"|(?:{'|'.join(f'(?<={word} )' for word in _BEFORE_SHORT)})(mon|tues?|wed|thurs?|thu|fri|sat|sun))\b",
        re.IGNORECASE,
    ),
    "it": re.compile(r"\b(?:(lun|mar|mer|gio|ven)(?:e|te|cole|ve|er)d[iì]'?|(sab)ato|(dom)enica)(?!\w)", re.IGNORECASE),
}
_DAYS = {"en": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "it": ["lun", "mar", "mer", "gio", "ven", "sab", "dom"]}
_PAST = re.compile(r"\b(?:last|ago|scors[oaie]|fa)\b", re.IGNORECASE)
_NUMBERS_ONLY = re.compile(r"^(?!\d{1,2}\.\d{1,2}\.\d{4}$)[\d\s.,]+$")
FARTHEST = timedelta(days=800)
LONGEST = 1500
"""Characters that are looked at."""
MOST_DATES = 3
A_LIST = 6
"""Days from which on a text lists days, and only the first is read: reading each takes long."""
SEVERAL = 2
"""As many tell that more than one day is named."""
_DATELIKE = {
    language: re.compile(
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of| di)? {month}\w{{0,7}}\.?(?:,? \d{{4}}\b)?"
        rf"|\b{month}\w{{0,7}}\.? (?:the )?\d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}}\b)?"
        r"|(?<![\d./-])\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?(?![\d/-]|[.]\d)",
        re.IGNORECASE,
    )
    for language, month in _MONTHS.items()
}


YEARLY = timedelta(days=270)
RECENT = timedelta(days=92)
"""A day and month without a year that was so recently, and comes again only so much later, is the one that has been."""
_PAUSE = re.compile(r"[(),;:]")
_QUESTION = re.compile(r"[^.!?;]++\?")
TIME = ("in_time", "too_late")
"""How it is asked whether there is time, as the lists of a language are called."""
BEFORE = 30
"""Characters beside a day in which a word may deny it, or say that an invoice is of that day."""
BEHIND_ANOTHER = 40
"""What a day between a word and another day adds to their distance, in characters."""


def days(text: str, language: str, today: date) -> tuple[Day, ...]:
    """The days that a text names, in their order, each with what it is."""
    text = _flat(text, language)
    spans = _spans(text, language)
    read = ((span, _read(text, span, [other for other in spans if other != span], language, today)) for span in spans)
    found = [replace(day, bare=bool(_DAY_ONLY[language].fullmatch(text, *span))) for span, day in read if day]
    return tuple(dict.fromkeys(found))


def asks_of_time(text: str, language: str) -> str:
    """Whether a question is if there is still time, `in_time`, or if it is over, `too_late`; empty for neither."""
    asked = " ? ".join(each.group() for each in _QUESTION.finditer(text[:LONGEST]))
    return next((kind for kind in TIME if _phrases(language, kind).search(asked)), "")


def _flat(text: str, language: str) -> str:
    """In one line, its apostrophes straight; «the first of May» as figures."""
    text = _ONE[language].sub("1 ", " ".join(text[:LONGEST].replace("\u2019", "'").split()))
    text = _SHORTENED[language].sub(lambda found: f"{found['day']} {_OFFICIAL[language][found['short'].lower()]}", text)
    return _ELIDED.sub(r"\1 ", text)


def _spans(text: str, language: str) -> list[tuple[int, int]]:
    """Where a text may name a day; what overlaps is one, and so is a weekday before its date."""
    named = _names(language)
    patterns = (_DATELIKE, _DAY_ONLY, _COUNTED, _COUNTED_BACK, _WEEKDAY)
    found = sorted(each.span() for pattern in (*(one[language] for one in patterns), named) for each in pattern.finditer(text))
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and _belongs(text, merged[-1], (start, end)):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged[: MOST_DATES if len(merged) <= A_LIST else 1]


def _belongs(text: str, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether two places name one day: «Monday, 14 December»."""
    numbered = all(any(sign.isdecimal() for sign in text[slice(*one)]) for one in (before, after))
    return after[0] < before[1] or (not numbered and text[before[1] : after[0]] in (" ", ", "))


@cache
def _names(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(name for name, _ in _NAMED[language])})\b", re.IGNORECASE)


def _read(text: str, span: tuple[int, int], others: list[tuple[int, int]], language: str, today: date) -> Day | None:
    """The day at a place, with its role: its sentence alone is looked at, the other days in it blanked."""
    start = max((text.rfind(sign, 0, span[0]) + 1 for sign in (". ", "; ", "! ", "? ", ": ")), default=0)
    ends = [at for sign in (". ", ";", "!", "?") if (at := text.find(sign, span[1])) >= 0]
    sentence = text[: min(ends, default=len(text))]
    for begins, ends_at in others:
        sentence = (
            f"{sentence[:begins]}{' ' * (min(ends_at, len(sentence)) - begins)}{sentence[ends_at:]}" if begins < len(sentence) else sentence
        )
    between = [other for other in others if start <= other[0] < len(sentence)]
    kind = _nearest(sentence, start, span, between, language)
    piece = sentence[start:]
    ahead, behind = find(piece, language, today), find(piece, language, today, past=True) or _last_day(piece, language, today)
    if _denied(text, span, language) and "?" not in text[span[1] : min(ends, default=len(text)) + 1]:
        meant = ahead or behind
        return Day(meant, Role.denied) if meant else None
    if ahead and _phrases(language, "every").search(piece):
        return Day(ahead, Role.due)
    if kind == "bill" and ahead == today and _far(sentence, start, span, language):
        kind = None  # «Infusionsoft (today Keap)» names no day of an invoice
    if kind in ("been", "billed") and not (behind and today - behind <= RECENT) and _phrases(language, "supposed").search(piece):
        kind = "due"
    if kind == "been":
        kind = "billed" if any(_phrases(language, each).search(piece) for each in ("bill", "billed")) else "gone"
    return _settled(kind, ahead, behind, today)


def _denied(text: str, span: tuple[int, int], language: str) -> bool:
    """Whether a day is named as the wrong one: «not the 29th», «la data del 29 è errata»."""
    before, after = text[max(0, span[0] - BEFORE) : span[0]], text[span[1] : span[1] + BEFORE]
    return bool(_around(language, "denied")[0].search(before) or _around(language, "wrong")[1].match(after))


def _far(text: str, start: int, span: tuple[int, int], language: str) -> bool:
    """Whether no word of an invoice stands beside a day."""
    before = _PAUSE.split(text[max(start, span[0] - BEFORE) : span[0]])[-1]
    return not _phrases(language, "bill").search(before + _PAUSE.split(text[span[0] : span[1] + BEFORE])[0])


@cache
def _around(language: str, kind: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The phrases of a list, right before a day and right behind one, with the small words that may stand between."""
    phrases = _phrases(language, kind).pattern
    small = rf"(?:\s+(?:{'|'.join(re.escape(each) for each in lexicon(language)['days']['small'])})\b)*"
    return (
        re.compile(rf"{phrases}{small}\s*$", re.IGNORECASE),
        re.compile(rf"{small}\s*{phrases}", re.IGNORECASE),
    )


def _settled(kind: str | None, ahead: date | None, behind: date | None, today: date) -> Day | None:
    """The day that is meant, of the one to come and the one that has been."""
    if not (ahead or behind):
        return Day(None, Role.gone) if kind == Role.gone else None
    just_was = bool(ahead and behind and today - behind <= RECENT and ahead - today >= YEARLY)
    if kind in (Role.gone, Role.billed):
        return Day(behind, Role(kind))
    if kind in (Role.term, Role.wish):
        return Day(behind if just_was or behind == today else ahead or behind, Role(kind))
    if ahead is None or (just_was and kind != Role.due):
        return Day(behind, Role.billed if kind in ("bill", Role.due) else Role.gone)
    return Day(ahead, Role.due if kind in (Role.due, "bill") else Role.none if ahead > today else Role.gone)


def _nearest(text: str, start: int, span: tuple[int, int], between: list[tuple[int, int]], language: str) -> str | None:
    """The kind of the word that is nearest to a day; of words that overlap the longest counts, of two as near the one before the day."""
    found: list[tuple[int, int, str]] = []
    for kind in _KINDS:
        found += [
            (each.start(), each.end(), kind) for each in _phrases(language, kind).finditer(text, start) if not _meet(each.span(), span)
        ]
    found = [one for one in found if not any(_meet(one[:2], other[:2]) and other[1] - other[0] > one[1] - one[0] for other in found)]
    return min(found, key=lambda one: (_distance(one[:2], span, between), _KINDS.index(one[2])))[2] if found else None


_KINDS = ("billed", "gone", "been", "term", "wish", "due", "bill")
"""As the lists of a language are called; what stands in two of them is the former."""


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _distance(word: tuple[int, int], span: tuple[int, int], between: list[tuple[int, int]]) -> int:
    """Characters from a word to a day; far behind another day."""
    low, high = (word[1], span[0]) if word[1] <= span[0] else (span[1], word[0])
    return high - low + BEHIND_ANOTHER * any(low <= other[0] < high for other in between)


@cache
def _phrases(language: str, kind: str) -> re.Pattern[str]:
    """The phrases of a list; `*` stands for any ending."""
    lists = lexicon(language)
    listed = lists[kind] if kind in TIME else lists["days"][kind]
    phrases = sorted((str(each) for each in listed), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(re.escape(each).replace(chr(92) + '*', chr(92) + 'w*') for each in phrases)})(?!\w)", re.IGNORECASE)


def _last_day(text: str, language: str, today: date) -> date | None:
    """«the 3rd», of what has been: the last such day."""
    found = _DAY_ONLY[language].search(text)
    if not found:
        return None
    first, last = _month(text, today)
    past = (today - timedelta(days=back) for back in range(62))
    return next((day for day in past if day.day == int(found["day"]) and first <= day <= last), None)


def _month(text: str, today: date) -> tuple[date, date]:
    """The first and the last day between which a day without a month may be: of «the 25th of last month», that one."""
    this = today.replace(day=1)
    if _LAST_MONTH.search(text):
        return (this - timedelta(days=1)).replace(day=1), this - timedelta(days=1)
    if _THIS_MONTH.search(text):
        return this, (this + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return date.min, date.max


def find(text: str, language: str, today: date, *, past: bool = False) -> date | None:
    """The one date that a text names, ahead or in the `past`, or None. A day without a month is the next such day."""
    text = _flat(text, language)
    if past:
        return _searched(text, language, today, past=True) or _near(text, language, today, past=True)
    return (
        _searched(text, language, today, past=False)
        or _next_day(text, language, today)
        or _near(text, language, today, past=False)
        or _weekday(text, language, today)
    )


def _searched(text: str, language: str, today: date, *, past: bool) -> date | None:
    """Day and month, with the dateparser library, imported late: most messages hold no digit, and it is slow to load."""
    if not (text := _with_figures(text, language)):
        return None
    from dateparser.search import search_dates

    order = "DMY" if language == "it" else "MDY"
    moment = datetime.combine(today, datetime.min.time())
    settings: dict[str, Any] = {"RELATIVE_BASE": moment, "PREFER_DATES_FROM": "past" if past else "future", "DATE_ORDER": order}
    settings |= {"REQUIRE_PARTS": ["day", "month"], "PARSERS": ["absolute-time"]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = search_dates(text, languages=[language], settings=settings) or []
    dates = {moment.date() for words, moment in found if not _NUMBERS_ONLY.match(words) and len(words) > 3}
    near = [day for day in dates if (day <= today if past else day >= today) and abs(day - today) <= FARTHEST]
    return near[0] if len(near) == 1 else None


def _with_figures(text: str, language: str) -> str:
    """What looks like a day with its month, the first ones: reading one takes long, and where several are named none is meant."""
    found = dict.fromkeys(each.group().lower() for each in _DATELIKE[language].finditer(_NO_MONTH.sub(";", text)))
    return "; ".join(islice(found, SEVERAL))


def _next_day(text: str, language: str, today: date) -> date | None:
    """«the 3rd», «il 3»: the next such day, or that of the following month when the text says so."""
    found = _DAY_ONLY[language].search(text)
    if not found or not 1 <= int(found["day"]) <= 31:
        return None
    day = today
    _, last = _month(text, today)
    if _FOLLOWING_MONTH.search(text):
        day = (today.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    days = (day + timedelta(days=ahead) for ahead in range(1, 63))
    return next((day for day in days if day.day == int(found["day"]) and day <= last), None)


def _near(text: str, language: str, today: date, *, past: bool) -> date | None:
    """«tomorrow», «in ten days», «two weeks ago». A span alone is a length and no date: «10 days' notice»."""
    for name, days in _NAMED[language]:
        if (days <= 0 if past else days >= 0) and re.search(rf"\b{name}\b", text, re.IGNORECASE):
            return today + timedelta(days=days)
    found = (_COUNTED_BACK if past else _COUNTED)[language].search(text)
    count = _count(found["count"].lower(), language) if found else None
    if found is None or count is None:
        return None
    span = timedelta(weeks=count) if found["unit"].lower().startswith(("week", "settiman")) else timedelta(days=count)
    return None if span > FARTHEST else today - span if past else today + span


def _count(word: str, language: str) -> int | None:
    if word.isdecimal() and len(word) <= 3:
        return int(word)
    numbers = _NUMBERS[language]
    return max(numbers.index(word), 1) if word in numbers else None


def _weekday(text: str, language: str, today: date) -> date | None:
    """«next Friday»: the Friday that comes first, so that a deadline counted from it is never too late."""
    found = {next(filter(None, names)).lower()[:3] for names in _WEEKDAY[language].findall(text)}
    if len(found) != 1 or _PAST.search(text):
        return None
    ahead = (_DAYS[language].index(found.pop()) - today.weekday() - 1) % 7 + 1
    return today + timedelta(days=ahead)

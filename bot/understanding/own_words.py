"""What of a message its writer wrote now: without quoted mail, forwarded mail, signatures, disclaimers, quoted Slack messages.

One pass over the lines, each looked at up to a bounded length, so that the time grows with the length of the message and
with nothing else. Kept libraries were tried and are not used: `docs/decisions/0018-own-words.md`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from bot.data_files import read

_FILE = Path(__file__).parent / "mail.yml"
LOOKED_AT = 400
"""Characters of a line that are looked at."""
MOST_LINES = 400
"""Lines that are looked at: of a longer message the first and the last."""
WRAPPED = 3
"""Lines over which a mail program may wrap the line above a quoted mail."""
HEAD = 6
"""Lines that the head of a mail may take."""
_QUOTED = re.compile(r"\s{0,8}(>|&gt;)")
_ALL_QUOTED = re.compile(r"\s{0,8}(>>>|&gt;&gt;&gt;)")
_BEGINS_DATED = re.compile(r"\W{0,4}(on|il|in dat[ae]|nel giorno) ", re.IGNORECASE)
_DATED = re.compile(r"\d{1,2}[:.]\d{2}|\d{4}|@|<")
_RULE = re.compile(r"\s*[-_=*]{5,}\s*")
_SIGNATURE = re.compile(r"\s{0,8}(--|__)\s*")
_NAME = r"(?:[\s,!.;–—-]{1,4}(?:[^\W\d_][\w'’.]{0,20}\s?){0,3})?"
"""What may stand behind a sign-off: nothing, or whose it is."""


def own_words(text: str) -> str:
    """The part of a message that is its writer's own, as it was written; empty when all of it is somebody else's."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES // 2], *lines[-MOST_LINES // 2 :]]
    if len(lines) < 2 and not _QUOTED.match(text):
        return _without_end(text)
    return "\n".join(_unsigned(_unquoted(lines))).strip()


def _without_end(line: str) -> str:
    """A message of one line without «sent from my phone» at its end."""
    words = line[-LOOKED_AT:]
    for start in (found.start() for found in re.finditer(r"\b(?:sent|inviat[oa]) ", words, re.IGNORECASE)):
        if start and words[start - 1 :][:1] in "\n .-–—" and _phone().fullmatch(words[start:].strip()):
            return line[: len(line) - len(words) + start].rstrip(" -–—")
    return line


def _unquoted(lines: Sequence[str]) -> list[str]:
    """The lines without those that are quoted."""
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at][:LOOKED_AT]
        if above := _attribution(lines, at):
            at += above
            if not _QUOTED.match(_next(lines, at)):
                break
        elif _is("forwarded", line) or _head(lines, at) or (_ALL_QUOTED.match(line) and _ends_in_quote(lines, at)):
            break
        else:
            if not (_QUOTED.match(line) or _RULE.fullmatch(line) or _is("banner", line)):
                kept.append(lines[at])
            at += 1
    return kept


def _next(lines: Sequence[str], at: int) -> str:
    """The next line that is not empty, of the few that may be."""
    return next((line for line in lines[at : at + WRAPPED] if line.strip()), "")


def _attribution(lines: Sequence[str], at: int) -> int:
    """How many lines say from whom the mail below is, and when it was sent; 0 when this one begins nothing of the kind."""
    joined = ""
    for count, line in enumerate(lines[at : at + WRAPPED], 1):
        joined = f"{joined} {line.strip()}".strip()[:LOOKED_AT]
        if not line.strip() or (count > 1 and not _BEGINS_DATED.match(joined)):
            return 0
        if _DATED.search(joined) and _is("attribution", joined):
            return count
    return 0


def _head(lines: Sequence[str], at: int) -> bool:
    """Whether the head of a mail begins here: «From: …», then at least when it was sent, or what it is about."""
    if not _key(lines[at], "sender"):
        return False
    below = [line for line in lines[at + 1 : at + 1 + HEAD] if line.strip()]
    return sum(_key(line, "heads") for line in below) >= 2


def _key(line: str, kind: str) -> bool:
    name = line[:LOOKED_AT].partition(":")[0].strip(" *_>\t").casefold() if ":" in line[:40] else ""
    return name in _names(kind)


def _ends_in_quote(lines: Sequence[str], at: int) -> bool:
    """Slack's `>>>` quotes all that follows; in a mail it is the third of some quotes."""
    return not any(_QUOTED.match(line) for line in lines[:at]) and not _QUOTED.match(_next(lines, at + 1))


def _unsigned(lines: Sequence[str]) -> list[str]:
    """The lines without signature and disclaimer, which stand below the writer's words; a postscript is theirs."""
    kept: list[str] = []
    asked = _last_question(lines)
    for at, line in enumerate(lines):
        looked_at = line[:LOOKED_AT].strip()
        if not looked_at or not any(kept):
            if not _is("sent_from", looked_at):
                kept.append(line if looked_at else "")
            continue
        if _SIGNATURE.fullmatch(looked_at) or _is("sent_from", looked_at) or _begins("disclaimer", looked_at):
            return [*kept, *_postscript(lines[at + 1 :])]
        if at > asked and _signs_off(looked_at):  # who asks something below has not signed off yet
            return [*kept, *_postscript(lines[at + 1 :])]
        kept.append(line)
    return kept


def _last_question(lines: Sequence[str]) -> int:
    """The last line that asks something, as far as a postscript."""
    last = -1
    for at, line in enumerate(lines):
        if _begins("postscript", line[:LOOKED_AT].strip()):
            break
        last = at if line.rstrip().endswith("?") else last
    return last


def _postscript(lines: Sequence[str]) -> list[str]:
    start = next((at for at, line in enumerate(lines) if _begins("postscript", line[:LOOKED_AT].strip())), len(lines))
    return list(lines[start : start + WRAPPED])


def _signs_off(line: str) -> bool:
    return len(line) < 80 and bool(_sign_off().fullmatch(line))


def _is(kind: str, line: str) -> bool:
    """Whether all of a line is of that kind, in any language."""
    return bool(_pattern(kind).fullmatch(line.strip()))


def _begins(kind: str, line: str) -> bool:
    return bool(_pattern(kind).match(line))


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    every = [pattern for patterns in read(_FILE)[kind].values() for pattern in patterns]
    return re.compile(f"(?:{'|'.join(every)})", re.IGNORECASE)


@cache
def _sign_off() -> re.Pattern[str]:
    return re.compile(_pattern("sign_off").pattern + _NAME, re.IGNORECASE)


@cache
def _phone() -> re.Pattern[str]:
    return re.compile(r"(?:sent from my|inviato da(?:l mio)?) \w{2,12}(?: \w{2,12})?\.?", re.IGNORECASE)


@cache
def _names(kind: str) -> frozenset[str]:
    return frozenset(name for names in read(_FILE)[kind].values() for name in names)

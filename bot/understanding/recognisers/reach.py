"""How to reach the customer, as they type it: e-mail addresses and phone numbers, and not the numbers of invoices and orders.

A pattern and no library: `phonenumbers` carries the numbering plans of all countries, and nothing here has to know whether a number is
assigned; without a country it would take an order's number for one as well. What is taken for one is only kept and shown back.
"""

from __future__ import annotations

import re

from bot.language.lexicon import words

LOOKED_AT = 2000
"""Characters of a message that are looked at."""
MOST = 4
FEWEST_DIGITS, MOST_DIGITS = 8, 13
_MAIL = re.compile(r"(?<![\w.+@-])[\w+-](?:[\w.+-]|['’](?=\w)){0,63}@[\w-]{1,63}(?:\.[\w-]{1,63})++(?![\w@])")
"""Everything between two points is bounded, and the points are taken once: no text makes it try again."""
_PHONE = re.compile(r"(?<![\w€$£#.,/@:+-])(?:\+|\(\+?)?\d(?:[ .()/-]{0,2}\d){6,}+(?![\w%@]|[,:]\d| ?(?:€|\$|£|eur))", re.IGNORECASE)
"""The whole of a row of figures: what is too long to be called is not cut down to a number."""
_DAYS = re.compile(
    r"(?<!\d)(?:\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|(?:19|20)\d\d ?[/-] ?(?:19|20)\d\d)(?!\d)"
)
"""Days and years written in figures, which are no numbers to call."""
_NUMBERED = re.compile(r"(?:19|20)\d\d(?: ?[./-]|\d{4}$)")
"""How numbers of invoices and orders begin: «2026-1180», «20261180»."""
_BEFORE = 60
"""Characters before a number in which it is said of what it is."""
_SAID = re.compile(r"\w+\.?|[,!?\n]")
_SHORT = 4
"""Letters of a word whose point may not end a sentence."""
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")


def reach(text: str) -> tuple[str, ...]:
    """The addresses and numbers that a text names, as they are written, each once."""
    looked_at = text[:LOOKED_AT]
    mails = [(found.start(), _without_article(found.group().rstrip(".-"))) for found in _MAIL.finditer(looked_at)]
    bare = _MAIL.sub(lambda found: " " * len(found.group()), looked_at)
    phones = [
        (found.start(), found.group())
        for found in _PHONE.finditer(bare)
        if _calls(found.group()) and not (found.group()[0].isdecimal() and _of_a_paper(bare[: found.start()]))
    ]
    return tuple(dict.fromkeys(written for _, written in sorted([*mails, *phones])))[:MOST]


def _calls(written: str) -> bool:
    """Whether figures may be a number to call."""
    figures = sum(sign.isdecimal() for sign in written)
    return (
        FEWEST_DIGITS <= figures <= MOST_DIGITS
        and not _DAYS.search(written)
        and not (_THOUSANDS.fullmatch(written) or _NUMBERED.match(written))
    )


def _without_article(mail: str) -> str:
    """An address without the article that is written together with it: «all'info@…»; «o'neil@…» has none."""
    first, apostrophe, rest = mail.replace("’", "'").partition("'")
    return mail[len(mail) - len(rest) :] if apostrophe and first.casefold() in words("elided") else mail


def _of_a_paper(before: str) -> bool:
    """Whether the words before a number say that it is the number of an invoice, an order, an account."""
    for said in reversed(_SAID.findall(before[-_BEFORE:].casefold())):
        word = said.rstrip(".")
        if word in words("papers"):
            return word == said or len(word) <= _SHORT
        if word not in words("number_words"):
            return False
    return False

"""No number, address or link is ever made up.

An invented contact sends a customer, with their account data, to a stranger. What looks like a contact in any text
has to stand in the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.walk import parts, texts
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.schema import Contact

ID = "contact-invented"
FIX = "copy the contact from the document, or say that the document names none"

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>“”\"«»)\]]+|(?<![\w.@-])(?:[\w-]+\.)+(?:[a-z]{2,24}|[A-Z]{2,24})(?![\w-])(?:/[^\s<>“”\"«»)\]]*)?"
)
_PHONE = re.compile(r"(?<![\w.,/-])\+?\(?\d(?:[ \u00a0()./-]{0,3}\d){6,}(?!\w)|(?<!\w)\d[ -]\d{3}[ -][A-Z][A-Z-]{3,}(?!\w)")
_NO_PHONE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}|\d{1,3}(?:[. ]\d{3})*[. ]000")
"""A date, a million."""
_NO_LINK = re.compile(r"[\d.]+|p\.es|[^/]*\.(?:csv|pdf|txt|xlsx?|docx?|json|xml|zip|png|jpe?g|html?|js)")
"""A version, an abbreviation, the name of a file."""


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Ways to reach somebody that the document does not have."""
    document = context.document(file)
    if document is None:
        return
    for keys, contact in parts(file.article, Contact):
        for position, reach in enumerate(contact.reach):
            if not _stands(reach, document.text):
                yield file.problem(ID, f"not in {document.source.file}: “{reach}”", FIX, *keys, "reach", position)
    known = set(ways(document.text))
    for keys, _, text in texts(file.article):
        for way in ways(text):
            if way not in known and way not in _hosts(known):
                yield file.problem(ID, f"not in {document.source.file}: “{way}”", FIX, *keys)


def ways(text: str) -> Iterator[str]:
    """Everything in a text that reads like an e-mail address, a link, a domain or a phone number, in one form each."""
    for mail in _MAIL.findall(text):
        yield mail.lower().rstrip(".")
    rest = _MAIL.sub(" ", text)
    for link in _LINK.finditer(rest):
        plain = re.sub(r"^(?:https?://)?(?:www\.)?", "", link.group().lower()).rstrip("./,;:!?")
        if not _NO_LINK.fullmatch(plain):
            yield plain
    for phone in _PHONE.findall(_LINK.sub(" ", rest)):
        if not _NO_PHONE.fullmatch(phone):
            yield re.sub(r"[^\dA-Z]", "", phone)


def _stands(reach: str, text: str) -> bool:
    """Whether a contact is in the document as a whole: half an address is no address."""
    whole = rf"(?<![\w@.-]){re.escape(reach.strip())}(?![\w@-]|\.\w)"
    return bool(reach.strip()) and re.search(whole, text, re.IGNORECASE) is not None


def _hosts(known: set[str]) -> set[str]:
    """A page that is in the document may be named by its site alone."""
    return {way.split("/")[0] for way in known}

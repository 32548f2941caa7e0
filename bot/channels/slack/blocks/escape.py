"""Foreign words in Slack: what customers and articles say is shown as it was written, and never obeyed.

Their words stand in `rich_text` and `plain_text` only: neither reads any markup, and a link in them is an element of its
own. In `mrkdwn` nothing can escape `*_~` and the back-tick, so it is not used for them. A message's top-level `text` is
sent with `mrkdwn` off, and there the three characters are written out that Slack reads all the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from knowledge.library import Library

_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
_URL = re.compile(r"https?://[^\s<>\"'“”«»|\\]+", re.IGNORECASE)
_AFTER_URL = ".,;:!?)]}…"


def escaped(text: str) -> str:
    """With Slack's three control characters written out, so that no mention, link or broadcast can come of it."""
    for character, entity in _ENTITIES:
        text = text.replace(character, entity)
    return text


def unescaped(text: str) -> str:
    """A text that comes from Slack, as it was typed."""
    for character, entity in reversed(_ENTITIES):
        text = text.replace(entity, character)
    return text


def hosts_in(text: str) -> frozenset[str]:
    """The hosts of all web addresses in a text, in lower case."""
    return frozenset(host for url in _URL.findall(text) if (host := _host(url)))


def hosts_of(library: Library) -> frozenset[str]:
    """The hosts that the articles name: no link leads elsewhere."""
    return frozenset(host for entry in library.raw.values() for host in hosts_in(json.dumps(entry["article"], ensure_ascii=False)))


def linked(text: str, hosts: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """The pieces of a text in order, none of them empty, each with whether it is an address that may be a link."""
    end = 0
    for found in _URL.finditer(text):
        url = found.group().rstrip(_AFTER_URL)
        if _host(url) in hosts:
            if found.start() > end:
                yield text[end : found.start()], False
            yield url, True
            end = found.start() + len(url)
    if end < len(text):
        yield text[end:], False


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:  # brackets that are no IPv6 address
        return None

"""What a page is the page of, and when leaving takes effect: guesses, for the editor to correct."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from knowledge.importing.classify import Kind, Told
from knowledge.importing.document import Document, Form
from knowledge.importing.wording import plain
from knowledge.importing.words import Words

_NAME = re.compile(r"(?<![\w/.@-])[A-ZÀ-Þ][\w+.&]*[\w+](?:\s+(?:[A-Z0-9][\w+&]*\w|for Business))*")
_ORDER = ("immediate", "end_of_annual_term", "end_of_cycle")


def vendor_of(document: Document, words: Words) -> str:
    """The name that the page says most often in the middle of its sentences; else its title."""
    heading = next((plain(document.slice(block)) for block in document.blocks if block.form is Form.heading), "")
    said: Counter[str] = Counter()
    general = words.groups["qualities"]
    for block in document.blocks:
        text = re.sub(r"\*\*[^*\n]{1,100}\*\*|“[^”]{1,100}”|`[^`]{1,100}`", " ", document.slice(block)[:5_000])
        text = plain(text)
        for match in _NAME.finditer(text):
            inside = match.start() and text[max(0, match.start() - 2) : match.start()] not in {". ", "? ", "! ", ": "}
            if inside and not any(pattern.match(match[0]) for pattern in general.values()):
                said[match[0]] += 3 if match[0] in document.title or match[0] in heading else 1
    best = max(said.items(), key=lambda entry: (entry[1], len(entry[0])), default=("", 0))
    return best[0] if best[1] > 1 else re.sub(r"\s*[|–—-]\s.*$", "", document.title or heading)


def effective(told: Iterable[Told], words: Words) -> str:
    """When leaving takes effect, as far as the page says."""
    found = {
        name
        for one in told
        if one.kinds & {Kind.consequence, Kind.deadline}
        for name, pattern in words.groups["effective"].items()
        if pattern.search(one.text)
    }
    return next((name for name in _ORDER if name in found), "not_stated")

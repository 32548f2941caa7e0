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
    """The name that the page says most often in the middle of its sentences, or that its links are called after; else its title."""
    heading = next((plain(document.slice(block)) for block in document.blocks if block.form is Form.heading), "")
    said = _names(document, heading, words)
    best = max(said.items(), key=lambda entry: (entry[1], len(entry[0])), default=("", 0))
    if best[1] > 1:
        return best[0]
    return _of_links(document, said) or best[0] or re.sub(r"\s*[|–—-]\s.*$", "", document.title or heading)


def _names(document: Document, heading: str, words: Words) -> Counter[str]:
    """What is written as a name, and how often."""
    said: Counter[str] = Counter()
    for block in document.blocks:
        text = plain(re.sub(r"\*\*[^*\n]{1,100}\*\*|“[^”]{1,100}”|`[^`]{1,100}`", " ", document.slice(block)[:5_000]))
        if words.opens("strong", text):  # «Click Save»: a button's name, no product's
            continue
        for match in _NAME.finditer(text):
            inside = match.start() and text[max(0, match.start() - 2) : match.start()] not in {". ", "? ", "! ", ": "}
            common = words.opens("generic", match[0]) or any(pattern.match(match[0]) for pattern in words.groups["qualities"].values())
            if inside and not common:
                said[match[0]] += 3 if match[0] in document.title or match[0] in heading else 1
    return said


def _of_links(document: Document, said: Counter[str]) -> str:
    """The name that the page's links are called after, as the page writes it."""
    hosts = Counter(host.split(".")[-2] for host in re.findall(r"https?://([\w-]+(?:\.[\w-]+)+)", document.text))
    for label, _ in hosts.most_common(3):
        named = next((name for name in said if label in re.sub(r"\W", "", name.lower())), "")
        written = re.search(
            r"(?<![\w./@-])" + r"\s?".join(map(re.escape, label)) + r"(?![\w.@-])", plain(document.text[:50_000]), re.IGNORECASE
        )
        if named or (written and written[0][:1].isupper()):
            return named or (written[0] if written else "")
    return ""


def effective(told: Iterable[Told], words: Words) -> tuple[str, str]:
    """When leaving takes effect, as far as the page says, and the sentence that says so."""
    found: dict[str, str] = {}
    for one in told:
        if one.kinds & {Kind.consequence, Kind.deadline}:
            for name, pattern in words.groups["effective"].items():
                if pattern.search(one.text):
                    found.setdefault(name, one.sentence.text)
    return next(((name, found[name]) for name in _ORDER if name in found), ("not_stated", ""))

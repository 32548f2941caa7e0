"""Finding an article's own phrases in a customer's words: which plan, which role, who sold it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from knowledge.schema import Article

NEGATIONS = frozenset({"not", "no", "non", "nor", "never", "neither", "né", "senza", "without", "isn't", "aren't", "don't", "mai"})
"""A value named within two words after one of these is not the customer's value."""

_PAUSE = re.compile(r"[.,;:!?]")
"""What a negation does not reach across: «no, Premium» is Premium."""
_WORD = re.compile(r"[\w&@%']+", re.UNICODE)


@dataclass(frozen=True)
class Mention:
    """An attribute value named in a text: `text[start:end]` are the customer's words for it."""

    attribute: str
    value: str
    start: int
    end: int


_STRAIGHT = str.maketrans(
    dict.fromkeys("’‘‛ʼʹ′´`＇", "'") | dict.fromkeys("“”„‟«»″＂", '"') | dict.fromkeys("‐‑⁃−", "-") | {"—": ",", "―": ",", "…": "."}
)
_SPACED_DASH = re.compile(r"(?<=\s)[–-](?=\s)")


def straight(text: str) -> str:
    """Quotes, apostrophes and dashes as a keyboard has them, for whoever reads words; the length never changes, so positions stay valid.

    Phones and word processors turn ' into ’ while people type. A dash between words is a pause, as a comma is.
    """
    plain = "".join(" " if c.isspace() else c for c in text.translate(_STRAIGHT))
    return _SPACED_DASH.sub(",", plain).replace("–", "-")


def normal(text: str) -> str:
    """Lower case and straight; the length never changes, so positions stay valid."""
    return "".join(low if len(low := c.lower()) == 1 else c for c in straight(text))


def mentions(article: Article, text: str) -> list[Mention]:
    """The values of the article's attributes that `text` names; longest phrase first wins, contradictions drop out."""
    lowered = normal(text)
    taken: list[Mention] = []
    for phrase, attribute, value in article.phrases:
        if phrase not in lowered:
            continue
        for found in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", lowered):
            overlaps = any(found.start() < m.end and m.start < found.end() and m.attribute == attribute for m in taken)
            if not overlaps:
                taken.append(Mention(attribute, value, *found.span()))
    said = [meant for m in taken if (meant := _meant(article, lowered, m))]
    values: dict[str, set[str]] = {}
    for mention in said:
        values.setdefault(mention.attribute, set()).add(mention.value)
    return sorted((m for m in said if len(values[m.attribute]) == 1), key=lambda m: m.start)


def _meant(article: Article, lowered: str, mention: Mention) -> Mention | None:
    """The mention; negated, the other value where there are two; nothing where there are more."""
    if not _negated(lowered, mention):
        return mention
    others = [value for value in article.attributes[mention.attribute].values if value != mention.value]
    return replace(mention, value=others[0]) if len(others) == 1 else None


def _negated(lowered: str, mention: Mention) -> bool:
    """Whether a negation stands within two words before the mention and is not part of it."""
    clause = _PAUSE.split(lowered[: mention.start])[-1]
    before = _WORD.findall(clause)[-2:]
    return any(word in NEGATIONS or word.endswith("n't") for word in before)

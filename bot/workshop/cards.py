"""An article as cards: each fact with its words in both languages and the sentence of the help page that it rests on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from bot.workshop.article_text import Address, at, plain, write_of
from knowledge.schema import LANGUAGES

SECTIONS = ("attributes", "prerequisites", "paths", "consequences", "offers", "deadlines", "verify", "resume", "answers", "contacts")
"""The parts of an article that hold facts, in the order in which an editor reads them."""
ADDABLE = ("step", "before", "after", "prerequisite", "answer", "verify", "resume")
"""What can be added: a step of a way, what to know before and after, and the other kinds of facts."""
_LISTS = {"before": "consequences", "after": "consequences"}
UNREAD = "draft"
_NO_FACTS = frozenset({"quote", "also", "when", "says", "topics", "unsaid"})


class Changed(Exception):
    """The fact is another one than the one that was on the screen."""


@dataclass(frozen=True)
class Card:
    """One fact as the page shows it."""

    address: Address
    section: str
    words: Mapping[str, str]
    quote: str
    part: str = ""
    """the way or the offer that it belongs to"""
    number: int | None = None
    """of a step"""
    say: str = ""
    topics: tuple[str, ...] = ()
    unread: bool = False
    """the program has proposed it and nobody has read it yet"""
    key: str = ""
    """of what is on the screen, so that nobody changes what somebody else has changed meanwhile"""
    quoted: bool = True
    """it states a fact; otherwise it only names something"""

    @property
    def where(self) -> str:
        """The address as it stands in forms."""
        return write_of(self.address)

    @property
    def anchor(self) -> str:
        """The card's mark on the page."""
        return "fact-" + self.where.replace("/", "-")

    @property
    def missing(self) -> list[str]:
        """Languages in which there are no words yet."""
        return [language for language in LANGUAGES if not self.words.get(language, "").strip()]

    @property
    def movable(self) -> bool:
        """Whether it stands in an order that matters."""
        return self.number is not None

    @property
    def removable(self) -> bool:
        """Whether it can be taken out by itself."""
        return bool(self.address) and isinstance(self.address[-1], int)


def cards(tree: Any) -> list[Card]:
    """All facts of an article, in the order in which an editor reads them."""
    return [card for section in SECTIONS for card in _cards(plain(tree.get(section) or {}), (section,), section)]


def _cards(node: Any, address: Address, section: str, part: str = "") -> Iterator[Card]:
    if isinstance(node, list):
        for number, each in enumerate(node):
            yield from _cards(each, (*address, number), section, part)
    elif isinstance(node, dict):
        spoken = _spoken(node)
        part = _title(node) or part
        if "quote" in node or any(language in node for language in LANGUAGES):
            yield _card(node, address, section, part)
        for key, each in node.items():
            if each is not spoken and key not in _NO_FACTS:
                yield from _cards(each, (*address, key), section, part)


def _spoken(node: Mapping[str, Any]) -> Any:
    """Where the words of a part stand: its own, or those of what it asks or of whom it names."""
    return next((node[name] for name in ("ask", "name") if isinstance(node.get(name), dict)), node)


def _card(node: Mapping[str, Any], address: Address, section: str, part: str) -> Card:
    spoken = _spoken(node)
    steps = len(address) > 1 and address[-2] == "steps"
    return Card(
        address,
        section,
        {language: str(spoken.get(language) or "") for language in LANGUAGES},
        str(node.get("quote") or ""),
        part,
        int(address[-1]) + 1 if steps else None,
        str(node.get("say") or ""),
        tuple(map(str, node.get("topics") or ())),
        node.get("status") == UNREAD,
        key_of(node),
        quoted="quote" in node,
    )


def _title(node: Mapping[str, Any]) -> str:
    """What a way is called; an offer by its id."""
    title = node.get("title") or ({"en": str(node["id"])} if "terms" in node or "how" in node else None)
    return str(title.get("en") or title.get("it") or "") if isinstance(title, dict) else ""


def key_of(node: Any) -> str:
    """A short hash of a part."""
    return hashlib.sha256(json.dumps(plain(node), sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()[:12]


def found(tree: Any, address: Address, key: str) -> Any:
    """The fact that was on the screen. Raises Changed when it is another one, or gone."""
    try:
        node = at(tree, address)
    except LookupError:
        raise Changed from None
    if key_of(node) != key:
        raise Changed
    return node


# what an editor does


def change(tree: Any, address: Address, key: str, words: Mapping[str, str], quote: str) -> None:
    """Other words, or another sentence. Raises Changed."""
    node = found(tree, address, key)
    spoken = _spoken(node)
    for language in LANGUAGES:
        if language in words and str(spoken.get(language) or "") != words[language].strip():
            spoken[language] = words[language].strip()
    if quote.strip() and str(node.get("quote")) != quote.strip():
        node["quote"] = quote.strip()
    _read(node)


def accept(tree: Any, address: Address, key: str) -> None:
    """It was read and is right. Raises Changed."""
    _read(found(tree, address, key))


def remove(tree: Any, address: Address, key: str) -> str:
    """Takes a fact out; the sentence that it rested on. Raises Changed."""
    node = found(tree, address, key)
    quote = str(node["quote"])
    del at(tree, address[:-1])[address[-1]]
    return quote


def move(tree: Any, address: Address, key: str, by: int) -> None:
    """A step up or down. Raises Changed."""
    found(tree, address, key)
    steps, place = at(tree, address[:-1]), int(address[-1])
    if 0 <= place + by < len(steps):
        steps[place], steps[place + by] = steps[place + by], steps[place]


class New(NamedTuple):
    """A fact that an editor adds. `way` is that of a step."""

    kind: str
    way: str
    words: Mapping[str, str]
    quote: str
    topics: list[str]


def add(tree: Any, new: New) -> Address:
    """Adds it; where it stands. Raises KeyError for a way that there is none of."""
    fact: dict[str, Any] = {language: new.words[language].strip() for language in LANGUAGES if new.words.get(language, "").strip()}
    if new.topics:
        fact["topics"] = new.topics
    fact["quote"] = new.quote.strip()
    if new.kind == "step":
        place: Address = ("paths", new.way, "steps")
        facts = tree["paths"][new.way].setdefault("steps", [])
    else:
        place = (_LISTS.get(new.kind, new.kind) + ("s" if new.kind in ("prerequisite", "answer") else ""),)
        facts = tree.setdefault(place[0], [])
    if new.kind in ("before", "after"):
        fact = {"id": _id(facts), "say": new.kind, **fact}
    facts.append(fact)
    return (*place, len(facts) - 1)


def take_effect(tree: Any, way: str, effective: str, quote: str) -> None:
    """When a way takes effect, and the sentence that says so. Raises KeyError for a way that there is none of."""
    path = tree["paths"][way]
    path["effective"] = effective
    path.pop("effective_quote", None)
    if effective != "not_stated" and quote.strip():
        path["effective_quote"] = quote.strip()


def remove_way(tree: Any, way: str, why: str) -> None:
    """Takes a way out; its sentences are left out with the reason. Raises KeyError."""
    for card in cards({"paths": {way: tree["paths"].pop(way)}}):
        if card.quote and not any(other.quote == card.quote for other in cards(tree)):
            dismiss(tree, card.quote, why)


def join_ways(tree: Any, way: str) -> None:
    """The steps of a way become the last ones of the way above it. Raises KeyError."""
    names = list(tree["paths"])
    above = names[names.index(way) - 1] if way in names and names.index(way) else None
    if above is None:
        raise KeyError(way)
    tree["paths"][above].setdefault("steps", []).extend(tree["paths"].pop(way).get("steps") or [])


def dismiss(tree: Any, quote: str, why: str) -> None:
    """A sentence of the page is left out on purpose."""
    tree.setdefault("dismissed", []).append({"quote": quote, "why": why.strip()})


def take_back(tree: Any, quote: str) -> None:
    """A sentence is not left out any more."""
    kept = [each for each in tree.get("dismissed") or [] if each["quote"] != quote]
    tree["dismissed"] = kept


def _id(there: list[Any]) -> str:
    taken = {each.get("id") for each in there}
    return next(name for number in range(1, len(taken) + 2) if (name := f"fact_{number}") not in taken)


def _read(node: Any) -> None:
    if node.get("status") == UNREAD:
        del node["status"]

"""Trying a draft out: the real dialogue with the draft in it, as a customer sees it. Nothing of it is kept."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock

from bot import bootstrap
from bot.dialogue.replies import Reply
from bot.dialogue.tracker import Tracker
from bot.settings import Settings
from bot.store.store import Store
from bot.turn import Conversations, Turn
from bot.understanding.reader import Reader
from bot.workshop.bench import without_gaps
from knowledge.folder import Held, compiled_alone
from knowledge.library import Library
from knowledge.schema import LANGUAGES, Article

MOST = 8
"""Drafts whose dialogue is at hand."""
LONGEST = 2_000
TURNS = 40
"""Turns of a conversation that goes through a way by itself."""
ONWARD = ("/cancel_now", "/step_done", "/all_done")
"""What a customer clicks who goes on."""
_VALUE = re.compile(r'"(\w+)": "(\w+)"')


class Untryable(Exception):
    """The draft cannot be tried out yet."""


@dataclass(frozen=True)
class Said:
    """One side of a conversation, and what there was to click."""

    text: str
    ours: bool
    buttons: tuple[tuple[str, str], ...] = ()


@dataclass
class Rehearsal:
    """One conversation with a draft."""

    talk: Conversations
    language: str
    at: datetime
    tracker: Tracker
    said: list[Said] = field(default_factory=list)
    at_hash: str = ""
    """of the text that it was begun with"""

    @classmethod
    def of(cls, talk: Conversations, language: str, at: datetime) -> Rehearsal:
        """One that has not begun."""
        return cls(talk, language, at, talk.tracker("rehearsal", None))

    def say(self, text: str, payload: str | None = None) -> list[Reply]:
        """A message, or a click; what was answered."""
        self.at += timedelta(seconds=20)
        turn = Turn("rehearsal", text[:LONGEST], self.at, self.language, payload=payload)
        outcome, _, self.tracker = self.talk.decide(turn, self.tracker)
        self.said.append(Said(text[:LONGEST], ours=False))
        for reply in outcome.replies:
            self.said.append(Said(reply.text, ours=True, buttons=tuple((each.title, each.payload) for each in reply.buttons)))
        return outcome.replies


@dataclass
class Stage:
    """Makes the dialogue of drafts; keeps the last ones."""

    settings: Settings
    store: Store
    _kept: OrderedDict[tuple[str, str], Conversations] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)
    _reader: Reader | None = None

    def begin(self, library: Library, product: str, wanted: Held, *, language: str, at: datetime) -> Rehearsal:
        """A conversation that has not begun. Raises Untryable."""
        return Rehearsal.of(self.talk(library, product, wanted), language, at)

    def talk(self, library: Library, product: str, wanted: Held) -> Conversations:
        """The dialogue with this text in place of what is served of the product. Raises Untryable."""
        key = library.revision, wanted.hash
        with self._lock:
            if key not in self._kept:
                self._kept[key] = bootstrap.conversations(self.settings, self.store, with_this(library, product, wanted))
                if len(self._kept) > MOST:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    def clicked(self, library: Library, product: str, wanted: Held) -> Conversations:
        """The same for clicks alone: what reads words is that of any library, because no word is written. Raises Untryable."""
        profile = {"offers": self.settings.offers, "cool_down_days": self.settings.cool_down_days}
        found = bootstrap.decisions(self.settings, with_this(library, product, wanted), profile)
        with self._lock:
            self._reader = self._reader or bootstrap.reader(self.settings, library)
        return replace(found, reader=self._reader)


def with_this(library: Library, product: str, wanted: Held) -> Library:
    """A library with this text in place of what is served of the product. Raises Untryable."""
    found = compiled_alone(product, without_gaps(wanted))
    if found is None:
        raise Untryable
    entry, source = found
    raw, sources = {**library.raw, product: entry}, {**library.sources, entry["article"]["source"]: source}
    return Library(library.revision, raw, sources, library.aside - {product})


# the conversations that go through every way by themselves


@dataclass(frozen=True)
class Difference:
    """Where a conversation with the draft is another one than with what is served."""

    language: str
    after: str
    """what the customer said or clicked"""
    before: str
    now: str


def differences(old: Conversations | None, new: Conversations, product: str, at: datetime) -> Iterator[Difference]:
    """Each way, in both languages, walked with clicks alone: what the customer reads that they did not read before."""
    told = set()
    article = new.policy.library.article(product)
    for language in LANGUAGES:
        for way in article.paths:
            now = _walk(article, way, Rehearsal.of(new, language, at))
            before = _walk(article, way, Rehearsal.of(old, language, at)) if old else []
            for found in _compared(language, before, now):
                if (found.before, found.now) not in told:
                    told.add((found.before, found.now))
                    yield found


def _compared(language: str, before: list[tuple[str, str]], now: list[tuple[str, str]]) -> Iterator[Difference]:
    for place in range(max(len(now), len(before))):
        after, text = now[place] if place < len(now) else ("", "")
        was_after, was = before[place] if place < len(before) else ("", "")
        if text != was:
            old, new = was.split("\n"), text.split("\n")
            yield Difference(language, after or was_after, _lines(old, new), _lines(new, old))


def _lines(one: list[str], other: list[str]) -> str:
    """The lines that only one has."""
    return "\n".join(line for line in one if line not in other)


def _walk(article: Article, way: str, rehearsal: Rehearsal) -> list[tuple[str, str]]:
    """What is said and answered on a way: the customer has just such an account, and clicks on."""
    when = article.paths[way].when.items()
    wanted = {(name, each) for name, values in when for each in ([values] if isinstance(values, str) else values)}
    payload, title = f'/cancel{{"product": "{article.product}"}}', article.name
    found = []
    for _ in range(TURNS):
        replies = rehearsal.say(title, payload)
        found.append((title, "\n".join(reply.text for reply in replies)))
        buttons = [button for reply in replies for button in reply.buttons]
        step = next((each for each in buttons if wanted.intersection(_VALUE.findall(each.payload))), None)
        step = step or next((each for name in ONWARD for each in buttons if each.payload == name), None)
        if step is None:
            break
        payload, title = step.payload, step.title
    return found

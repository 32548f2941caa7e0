"""What a walk goes through: the real dialogue, with one product's article at hand, and what that article states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from bot.dialogue.decide import Policy
from bot.turn import Conversations, Turn
from bot.understanding.reading import Reading
from bot.verify.moves import Speaker
from knowledge.conditions import possible_paths, usual
from knowledge.library import Library
from knowledge.schema import Article, Fact, When
from knowledge.topics import TOPICS, AnsweredBy, asked_for

if TYPE_CHECKING:
    from bot.verify.edge import Edge


class Noting(Mapping[str, Any]):
    """Values by name, noting which of them are looked at: what comes about without a look at a value is the same whatever it is."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.whole = values
        self.looked_at: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        self.looked_at[name] = self.whole[name]
        return self.whole[name]

    def __iter__(self) -> Iterator[str]:
        self.looked_at |= self.whole
        return iter(self.whole)

    def __len__(self) -> int:
        return len(self.whole)


@dataclass(frozen=True)
class World:
    """One product, in each setting of offers."""

    conversations: dict[str, Conversations]
    """by setting of offers"""
    profiles: dict[str, Noting]
    """theirs"""
    library: Library
    home: Path
    speaker: Speaker
    lobby: bool = True
    """whether to walk all that can be said before a product is named, which no article changes"""

    @property
    def product(self) -> str:
        """The product that is left."""
        return self.speaker.product

    @property
    def article(self) -> Article:
        """Its article."""
        return self.speaker.article

    @property
    def settings(self) -> tuple[str, ...]:
        """All settings, the usual one first."""
        return tuple(self.conversations)

    @cached_property
    def policy(self) -> Policy:
        """What reads messages, the same in every setting."""
        return self.conversations[self.settings[0]].policy

    @cached_property
    def consequences(self) -> frozenset[str]:
        """Quotes of what has to be said before the steps."""
        return frozenset(c.quote for c in self.article.consequences if c.say is When.before)

    @cached_property
    def of_paths(self) -> frozenset[str]:
        """The attributes that are looked at even where no offer may be made."""
        told = {name for fact in facts_of(self.article) for name in getattr(fact, "when", None) or {}}
        following = {other for _, _, other, _ in (*self.article.excluded, *self.article.likely)}
        return frozenset({*self.article.conditioned, *told, *following})

    def telling(self, path: str, account: tuple[tuple[str, str], ...]) -> dict[str, str]:
        """What of an account leads to a path: the rest is as in an ordinary account, and the path is the same without it."""
        if (path, account) not in self._telling:
            known = dict(account)
            less = {name: {other: value for other, value in known.items() if other != name} for name in known}
            led = {name: possible_paths(self.article, {**rest, **usual(self.article, rest)}) for name, rest in less.items()}
            self._telling[path, account] = {name: value for name, value in known.items() if led[name] != [path]}
        return self._telling[path, account]

    @cached_property
    def _telling(self) -> dict[tuple[str, tuple[tuple[str, str], ...]], dict[str, str]]:
        """Each account that was met on a path."""
        return {}

    @cached_property
    def facts(self) -> dict[str, list[Fact]]:
        """Every fact of every article, by its quote."""
        found: dict[str, list[Fact]] = {}
        for slug in self.library.products():
            for fact in facts_of(self.library.article(slug)):
                for quote in fact.quotes:
                    found.setdefault(quote, []).append(fact)
        return found

    @cached_property
    def documents(self) -> dict[str, str]:
        """Source → the document as it was found."""
        files = {
            slug: self.library.sources[slug].file for product in self.library.products() for slug in self.library.article(product).documents
        }
        return {slug: (self.home / "sources" / file).read_text(encoding="utf-8") for slug, file in files.items()}

    def answering(self, topics: tuple[str, ...]) -> tuple[object, ...]:
        """What an answer to these topics holds: the facts, whether something is open, what comes with it. Alike answers count as one."""
        if topics not in self._answering:
            asked = asked_for(topics)
            names = {topic for topic, _ in asked}
            facts = tuple(placed.fact.quote for placed in self.article.placed if names & set(placed.fact.topics))
            silent = [
                outright and not self._answered(topic) for topic, outright in asked if TOPICS[topic].answered_by is AnsweredBy.article
            ]
            near = tuple(TOPICS[topic].near for topic, outright in asked if outright and not self._answered(topic))
            unsaid = tuple(sorted(str(point.when) for point in self.article.unsaid if names & set(point.topics)))
            comes = tuple(sorted({TOPICS[topic].comes_with for topic in names}))
            self._answering[topics] = (facts, near, any(silent), unsaid, comes, bool(silent), "deadline" in names)
        return self._answering[topics]

    def _answered(self, topic: str) -> bool:
        return any(topic in placed.fact.topics for placed in self.article.placed)

    @cached_property
    def _answering(self) -> dict[tuple[str, ...], tuple[object, ...]]:
        """Each question that was met."""
        return {}

    def time(self, edge: Edge) -> datetime:
        """The time of a transition's message."""
        return datetime.fromisoformat(edge.after.slots["now"])

    def again(self, edge: Edge, said: Reading | None = None) -> Edge:
        """The same message once more, or another of those that count as one with it."""
        said = said or edge.said
        commands = self.policy.commands(edge.after, said)
        turn = Turn("verify", said.text, self.time(edge), edge.language)
        decided = edge.conversations.answer(turn, edge.after, said, commands)
        return replace(edge, before=edge.after, commands=commands, decided=decided)


def facts_of(part: Any) -> Iterator[Fact]:
    """Every fact inside a part of an article."""
    if isinstance(part, Fact):
        yield part
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from facts_of(getattr(part, name))
    elif isinstance(part, dict):
        for value in part.values():
            yield from facts_of(value)
    elif isinstance(part, list):
        for value in part:
            yield from facts_of(value)

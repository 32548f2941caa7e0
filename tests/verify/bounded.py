"""The walk, breadth first, until a norm is broken or enough was walked; with what is said plainly only, to be quick."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot import logs
from bot.dialogue.tracker import Tracker
from bot.settings import Settings
from bot.verify import texts
from bot.verify.check import START, Task, checker, world_of
from bot.verify.moves import Move
from bot.verify.norms import NORMS
from bot.verify.reading import Reader
from bot.verify.walk import TWICE, Both, Breach, Node, Walk
from bot.verify.world import World
from knowledge.schema import LANGUAGES

PRODUCT = "sample"


class Plain(Reader):
    """Clicks only the buttons that mean what is wanted."""

    def __init__(self, world: World, moves: list[Move], acts: Collection[str]) -> None:
        super().__init__(world, moves)
        self.acts = acts

    def clicks(self, trackers: dict[str, Tracker]) -> list[Move]:
        """Every button on the screen, of the acts that are wanted."""
        return [move for move in super().clicks(trackers) if not self.acts or says_only(move, self.acts)]


class Enough(Exception):
    """The walk has shown what it was walked for."""


@dataclass
class Bounded(Walk):
    """A walk that stops at the first breach of a norm, or after so many transitions."""

    world: World
    moves: list[Move]
    most: int
    norm: str | None = None
    acts: Collection[str] = ()
    """the only ones that are said and clicked, when some are named"""
    twice: int = TWICE

    def __post_init__(self) -> None:
        super().__init__(self.world, self.moves, checker(list(NORMS), Counter(), Counter()), START, self.twice)
        self.reader = Plain(self.world, self.moves, self.acts)

    def walk(self) -> list[Breach]:
        """What is broken."""
        with suppress(Enough), logs.silent():
            super().run()
        return self.walked.breaches

    def examine(self, node: Node, edges: Both) -> None:
        """Hold the transition against all norms, then see whether that is enough."""
        super().examine(node, edges)
        if self.walked.transitions >= self.most or any(breach.norm == self.norm for breach in self.walked.breaches):
            raise Enough


def small_world(home: Path) -> World:
    """The real dialogue around the small article."""
    return world_of(Settings(_env_file=None, knowledge=home, cache=home / "cache"), Task(PRODUCT, alone=True))


def plain(world: World, acts: Collection[str] = ()) -> list[Move]:
    """What can be said so that it is surely understood; when some acts are named, all that consists of them."""
    return [move for move in world.speaker.moves() if says_only(move, acts)] if acts else world.speaker.plain()


def says_only(move: Move, acts: Collection[str]) -> bool:
    """Whether a message consists of these acts; `value` is an attribute's value, as a button names it."""
    said = move.said["en"]
    names = {act.name for act in said.acts} | ({"value"} if said.values else set())
    return bool(names) and names <= set(acts)


def wrong_texts(world: World) -> Iterator[Breach]:
    """What is wrong with the texts."""
    every = [text for responses in world.conversations[world.settings[0]].responses.values() for text in texts.of_responses(responses)]
    every += [text for language in LANGUAGES for text in texts.of_article(world, language)]
    for norm in NORMS:
        for text in every if norm.text else ():
            assert norm.text
            yield from (Breach(norm.id, world.product, text.language, f.message, f.where or text.where, []) for f in norm.text(text))

"""Verifying: every walk and every text, against the norms that are wanted, on as many processors as there are."""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot import bootstrap, logs
from bot.settings import Settings
from bot.verify import texts
from bot.verify.edge import Edge
from bot.verify.moves import Speaker
from bot.verify.norms import NORMS
from bot.verify.norms.norm import Norm, Text
from bot.verify.places import flow_step
from bot.verify.walk import Breach, Walk, Walked
from bot.verify.world import Noting, World
from knowledge.schema import LANGUAGES, Article

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""When every walk begins: a day like another. What time changes is walked as days that pass between two messages."""
Progress = Callable[[str, float], None]
SETTINGS = ("normal", "strict", "none")
"""How offers may be set, the usual way first."""
ALONE = 2_000
"""Transitions when an editor checks one article: its nearest states, in a few seconds."""


@dataclass(frozen=True)
class Task:
    """One walk: a product, whether no other product may be named, whether all before a product is walked.

    `most` transitions are walked, the nearest states first; all of them when it is None. `plain`: nothing is said that is not surely
    understood.
    """

    product: str
    alone: bool = False
    lobby: bool = False
    most: int | None = None
    plain: bool = False


@dataclass
class Row:
    """What was seen of one norm."""

    norm: Norm
    states: int = 0
    transitions: int = 0
    texts: int = 0
    seconds: float = 0.0
    breaches: list[Breach] = field(default_factory=list)


@dataclass
class Report:
    """What verifying came to."""

    rows: list[Row]
    walks: list[Walked]
    breaches: list[Breach]
    seconds: float

    @property
    def states(self) -> int:
        """States, each with its past, in all walks."""
        return sum(walk.states for walk in self.walks)

    @property
    def transitions(self) -> int:
        """Messages answered, in all languages."""
        return sum(walk.transitions for walk in self.walks)


class Unknown(Exception):
    """A norm or a product that there is none of; says which there are."""


@dataclass(frozen=True)
class Wanted:
    """What is to be verified; nothing named is everything.

    `alone`: each article by itself, everything said plainly, and without what comes before a product is named.
    `most`: transitions in one walk, the nearest states first; without it every state is walked.
    """

    norms: Sequence[str] = ()
    products: Sequence[str] = ()
    alone: bool = False
    most: int | None = None


def verify(settings: Settings, wanted: Wanted, processes: int, progress: Progress) -> Report:
    """Check the wanted norms on the wanted products. Raises Unknown, KnowledgeError, DataError."""
    began = time.perf_counter()
    norms = chosen(wanted.norms)
    tasks = list(planned(settings, wanted))
    names = [norm.id for norm in norms]
    walks = list(_walks(settings, tasks, names, processes, progress))
    text_count, text_seconds, text_breaches = checked_texts(settings, tasks, norms)
    rows = [_row(norm, walks, text_count[norm.id], text_seconds[norm.id], text_breaches) for norm in norms]
    breaches = [*text_breaches, *(breach for walk in walks for breach in walk.breaches)]
    return Report(rows, walks, sorted(breaches, key=_shortest), time.perf_counter() - began)


def chosen(wanted: Sequence[str]) -> list[Norm]:
    """The norms of these names. Raises Unknown."""
    ids = [norm.id for norm in NORMS]
    if unknown := [name for name in wanted if name.upper() not in ids]:
        raise Unknown(f"no norm {', '.join(unknown)}; there are {', '.join(ids)}")
    return [norm for norm in NORMS if not wanted or norm.id in {name.upper() for name in wanted}]


def planned(settings: Settings, wanted: Wanted) -> Iterator[Task]:
    """The walks, those that take longest first. Raises Unknown for a product without an article."""
    library = bootstrap.library(settings)
    if unknown := [product for product in wanted.products if product not in library]:
        raise Unknown(f"no article of {', '.join(unknown)}; there are {', '.join(library.products())}")
    named, alone = list(wanted.products) or library.products(), wanted.alone
    offering = [product for product in named if library.article(product).offers]
    ordered = sorted(named, key=lambda product: product not in offering)
    lobby = None if alone else min(ordered, key=lambda product: _size(library.article(product)))
    yield from (Task(product, product != lobby, product == lobby, wanted.most, alone) for product in ordered)


def _size(article: Article) -> tuple[bool, int]:
    """How much there is to walk: what comes before a product is named is walked with the smallest article that has an offer."""
    return not article.offers, sum(len(path.steps) for path in article.paths.values()) + len(article.attributes)


def _walks(settings: Settings, tasks: list[Task], norms: list[str], processes: int, progress: Progress) -> Iterator[Walked]:
    if processes == 1 or len(tasks) == 1:
        for number, task in enumerate(tasks):
            progress(task.product, number / len(tasks))
            yield walked(settings, task, norms)
        progress("done", 1.0)
        return
    with ProcessPoolExecutor(processes) as pool:
        running = {pool.submit(walked, settings, task, norms): task for task in tasks}
        for number, done in enumerate(as_completed(running), 1):
            progress(running[done].product, number / len(tasks))
            yield done.result()


def walked(settings: Settings, task: Task, norms: list[str]) -> Walked:
    """One walk, from its own copy of everything."""
    world = world_of(settings, task)
    seen: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    moves = world.speaker.plain() if task.plain else world.speaker.moves()
    walk = Walk(world, moves, checker(chosen(norms), seen, spent), START)
    with logs.silent(), seldom_collected():  # failures are tried out by the thousand
        result = walk.run(task.most)
    result.by_norm, result.time_by_norm = seen, spent
    return result


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Almost nothing of a walk becomes garbage in a circle: looking for that all the time takes an eighth of it."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def world_of(settings: Settings, task: Task) -> World:
    """The real dialogue around one product."""
    library = bootstrap.library(settings)
    profiles = {offers: Noting({"offers": offers, "cool_down_days": settings.cool_down_days}) for offers in SETTINGS}
    decisions = bootstrap.decisions(settings, library, {})
    conversations = {offers: replace(decisions, profile=profile) for offers, profile in profiles.items()}
    others = [slug for slug in library.products() if slug != task.product]
    other = None if task.alone or not others else others[0]
    speaker = Speaker(library, task.product, other, START.date(), settings.cool_down_days)
    return World(conversations, profiles, library, settings.knowledge, speaker, task.lobby)


def checker(norms: list[Norm], seen: Counter[str], spent: Counter[str]) -> Callable[[dict[str, Edge]], Iterator[tuple[str, str, str, str]]]:
    """Holds a transition against the norms, and counts. A norm that looks at no words looks in one language where N15 compares them."""
    compared = any(norm.both for norm in norms)

    def check(edges: dict[str, Edge]) -> Iterator[tuple[str, str, str, str]]:
        every = list(edges.values())
        first, began = every[:1], time.perf_counter()
        for norm in norms:
            looked_at = first if compared and not norm.worded else every
            for edge in looked_at if norm.edge else ():
                for found in norm.edge(edge):  # type: ignore[misc]  # see the line above
                    yield norm.id, edge.language, found.message, found.where or flow_step(edge.before)
            for found in norm.both(edges) if norm.both else ():
                yield norm.id, edges[LANGUAGES[-1]].language, found.message, found.where or flow_step(edges[LANGUAGES[-1]].before)
            seen[norm.id] += len(looked_at)
            now = time.perf_counter()
            spent[norm.id] += now - began  # type: ignore[assignment]  # seconds, not a count
            began = now

    return check


def checked_texts(settings: Settings, tasks: list[Task], norms: list[Norm]) -> tuple[Counter[str], Counter[str], list[Breach]]:
    """Every text, against the norms that look at texts: how many, how long, and what is wrong."""
    count: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    breaches = []
    every = list(_texts(settings, tasks))
    for norm in norms:
        began = time.perf_counter()
        for product, text in every if norm.text else ():
            assert norm.text
            count[norm.id] += 1
            breaches += [Breach(norm.id, product, text.language, f.message, f.where or text.where, []) for f in norm.text(text)]
        spent[norm.id] += time.perf_counter() - began  # type: ignore[assignment]  # seconds, not a count
    return count, spent, breaches


def _texts(settings: Settings, tasks: list[Task]) -> Iterator[tuple[str, Text]]:
    for responses in bootstrap.dialogue().responses.values():
        yield from (("", text) for text in texts.of_responses(responses))
    for task in tasks:
        world = world_of(settings, task)
        yield from ((task.product, text) for language in LANGUAGES for text in texts.of_article(world, language))


def _row(norm: Norm, walks: list[Walked], count: int, seconds: float, text_breaches: list[Breach]) -> Row:
    of_walks = norm.edge is not None or norm.both is not None
    return Row(
        norm,
        states=sum(walk.states for walk in walks) if of_walks else 0,
        transitions=sum(walk.by_norm[norm.id] for walk in walks),
        texts=count,
        seconds=seconds + sum(walk.time_by_norm[norm.id] for walk in walks),
        breaches=[b for b in [*text_breaches, *(b for walk in walks for b in walk.breaches)] if b.norm == norm.id],
    )


def _shortest(breach: Breach) -> tuple[str, int, str]:
    return breach.norm, len(breach.conversation), breach.product

"""Walking every reachable state, both languages side by side, breadth first: a breach is found by its shortest conversation."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from bot.dialogue.commands import Command
from bot.dialogue.tracker import Tracker
from bot.turn import Turn
from bot.verify import state
from bot.verify.edge import Edge
from bot.verify.memory import Memory
from bot.verify.moves import Move
from bot.verify.reading import Group, Reader
from bot.verify.world import World
from knowledge.schema import LANGUAGES

TWICE = 50
"""Of so many times that a known state is reached again, once a message is answered from both, to see that nothing was lost."""
Both = dict[str, Edge]
Check = Callable[[Both], Iterator[tuple[str, str, str, str]]]
"""Edges of both languages → (norm, language, what is wrong, where to look)"""


@dataclass(frozen=True)
class Node:
    """A state: the trackers of both languages, their past, and the way here."""

    trackers: dict[str, Tracker]
    memory: Memory
    key: str
    """of the state without its past"""
    parent: Node | None = None
    edges: Both = field(default_factory=dict)
    """how it came about, in each language"""
    settings: tuple[str, ...] = ()
    """of offers: those in which it is the same, as far as offers may be made"""

    def covers(self, other: Node) -> bool:
        """Whether whatever is wrong from the other one on is wrong from here on, too; both are the same state."""
        return self.memory.covers(other.memory) and set(self.settings) >= set(other.settings)

    def conversation(self, language: str) -> list[tuple[str, str]]:
        """The way here, as the customer sees it."""
        return [
            *(self.parent.conversation(language) if self.parent else []),
            *([said_and_answered(self.edges[language])] if self.edges else []),
        ]


@dataclass(frozen=True)
class Breach:
    """A norm that does not hold, and the conversation that shows it."""

    norm: str
    product: str
    language: str
    message: str
    where: str
    conversation: list[tuple[str, str]]


@dataclass
class Walked:
    """What a walk saw."""

    product: str
    states: int = 0
    transitions: int = 0
    complete: bool = True
    """whether every reachable state was walked, or the walk was stopped"""
    again: int = 0
    """states that were walked a second time, from another past"""
    seconds: float = 0.0
    by_norm: Counter[str] = field(default_factory=Counter)
    time_by_norm: Counter[str] = field(default_factory=Counter)
    breaches: list[Breach] = field(default_factory=list)


class Walk:
    """One product, in all settings of offers."""

    def __init__(self, world: World, moves: Sequence[Move], check: Check, start: datetime, twice: int = TWICE) -> None:
        self.world, self.check, self.start, self.twice = world, check, start, twice
        self.walked = Walked(world.product)
        self.seen: dict[str, list[Node]] = {}
        """each state with the pasts that it was walked with"""
        self.found: set[tuple[str, str, str]] = set()
        self.reader = Reader(world, moves)
        self.chance = Random(0)  # noqa: S311 - the same at each walk; taking turns would try the same message after the same one

    def run(self, most: int | None = None) -> Walked:
        """Every state that can be reached from a first message, the nearest first; after `most` transitions it is stopped."""
        began = time.perf_counter()
        edge = deque([self.first()])
        self.seen[edge[0].key] = [edge[0]]
        while edge and (most is None or self.walked.transitions < most):
            edge += self.expand(edge.popleft())
        self.walked.complete = not edge
        self.walked.states, self.walked.seconds = sum(map(len, self.seen.values())), time.perf_counter() - began
        return self.walked

    def first(self) -> Node:
        """Before anything was said."""
        trackers = {language: self.world.conversations[self.world.settings[0]].tracker("verify", None) for language in LANGUAGES}
        return Node(trackers, Memory(), state.key(trackers["en"], self.world), settings=self.world.settings)

    def today(self, tracker: Tracker) -> datetime:
        """The time of the last message."""
        return datetime.fromisoformat(tracker.slots["now"]) if tracker.slots["now"] else self.start

    def expand(self, node: Node) -> Iterator[Node]:
        """The states that one more message leads to and that are new."""
        unasked = self.unasked(node)
        if unasked and not self.known(unasked):
            self.seen.setdefault(unasked.key, []).append(unasked)
            yield unasked
        for number, group in enumerate(self.reader.groups(node.trackers, unasked.trackers if unasked else None)):
            for edges in self.ways(node, group):
                self.examine(node, edges)
                if len(group.moves) > 1 and (len(self.seen) + number) % self.twice == 0:
                    self.alike(node, group.moves, edges)
                following = self.following(node, edges)
                if known := self.known(following):
                    self.compare(known, following)
                    continue
                self.seen.setdefault(following.key, []).append(following)
                if self.stays(following):
                    yield following

    def unasked(self, node: Node) -> Node | None:
        """The same state as if it had not been asked whether the case is to end: what answers no such question is answered as there."""
        if not node.trackers["en"].slots["confirming"]:
            return None
        trackers = {la: tracker._replace(slots={**tracker.slots, "confirming": None}) for la, tracker in node.trackers.items()}
        memory = replace(node.memory, confirmed=False)
        return replace(node, trackers=trackers, memory=memory, key=state.key(trackers["en"], self.world))

    def known(self, node: Node) -> Node | None:
        """The same state, reached before with a past that shows as much."""
        return next((one for one in self.seen.get(node.key, []) if one.covers(node)), None)

    def stays(self, node: Node) -> bool:
        """All but what another walk goes through: another product's dialogue, and what comes before one is named (once for all)."""
        tracker = node.trackers["en"]
        if tracker.slots["product"] is None and not self.world.lobby:
            return tracker.slots["cases"] == 1 and any(frame["flow"] == "cancel" for frame in tracker.stack)
        return tracker.slots["product"] in (None, self.world.product)

    def ways(self, node: Node, group: Group) -> Iterator[Both]:
        """The transition; where it looks at how offers are set, one for each setting."""
        edges = self.answered(node, group.moves, node.settings, group.commands)
        if len(node.settings) == 1 or "offers" not in self.world.profiles[node.settings[0]].looked_at:
            yield edges
            return
        yield {language: replace(edge, settings=node.settings[:1]) for language, edge in edges.items()}
        yield from (self.answered(node, group.moves, (setting,), group.commands) for setting in node.settings[1:])

    def answered(self, node: Node, moves: list[Move], settings: tuple[str, ...], read: list[Command] | None = None) -> Both:
        """The transition in these settings, in each language, when the first move is said; `read` are its commands in English."""
        edges, conversations = {}, self.world.conversations[settings[0]]
        self.world.profiles[settings[0]].looked_at.clear()
        for language, tracker in node.trackers.items():
            said = moves[0].said[language]
            commands = read if read is not None and language == LANGUAGES[0] else self.world.policy.commands(tracker, said)
            at = self.today(tracker) + timedelta(days=moves[0].days)
            decided = conversations.answer(Turn("verify", said.text, at, language), tracker, said, commands)
            meant = tuple(move.said[language] for move in moves)
            edges[language] = Edge(self.world, decided.after.slots["language"], tracker, node.memory, meant, commands, decided, settings)
            self.walked.transitions += 1
        return edges

    def following(self, node: Node, edges: Both) -> Node:
        """The state after it."""
        trackers = {language: edge.after for language, edge in edges.items()}
        settings = self.world.settings if state.no_offer(trackers["en"], self.world) else edges["en"].settings
        return Node(trackers, edges["en"].past, edges["en"].key, node, edges, settings)

    def examine(self, node: Node, edges: Both) -> None:
        """Hold the transition against the norms."""
        for norm, language, message, where in self.check(edges):
            if (norm, language, where) not in self.found:
                self.found.add((norm, language, where))
                told = [*node.conversation(language), said_and_answered(edges[language])]
                self.walked.breaches.append(Breach(norm, self.world.product, language, message, where, told))

    def compare(self, known: Node, node: Node) -> None:
        """Whether a state that was reached again answers as it did before, and its past still shows no more."""
        self.walked.again += 1
        if self.walked.again % self.twice or not self.stays(node):
            return
        if not known.trackers["en"].slots["confirming"]:  # else walked from the state without the question, where it counts the same
            self.lead_on_alike(known, node, [self.chance.choice(self.reader.sayable(known.trackers))])

    def lead_on_alike(self, known: Node, node: Node, said: list[Move]) -> None:
        """Whether a message leads on from both to the same, but for what `docs/norms.md` leaves out."""
        one, other = known.trackers["en"], node.trackers["en"]
        if (
            (said[0].said["en"].values or said[0].said["en"].says("fact", "not_fact"))
            and self.world.article.offers
            and state.no_offer(other, self.world)
        ):
            return
        if state.by_what_was_told_first(other) and any(one.slots[name] != other.slots[name] for name in state.OF_THE_ACCOUNT):
            return
        if other.slots["confirming"] in state.ANYWHERE and any(one.slots[name] != other.slots[name] for name in ("step", "all_shown")):
            return
        if said[0].days and one.slots["no_offers"] != other.slots["no_offers"]:
            return
        led, also = (self.following(each, self.answered(each, said, node.settings[:1])) for each in (known, node))
        told = [*node.conversation("en"), said_and_answered(also.edges["en"])]
        least = state.of_the_way(other, self.world) and any(one.slots[name] != other.slots[name] for name in ("attributes", "ruled_out"))
        alike = self.but_for_the_account(led) == self.but_for_the_account(also) if least else led.key == also.key
        past = replace(also.memory, told=led.memory.told) if least else also.memory
        if not alike and self.stays(led):
            self.unlike(f"two ways to the same state lead on to different ones: {led.key} ≠ {also.key}", told)
        elif not led.memory.covers(past):
            self.unlike(f"a past shows less than one that it stands for: {led.memory} ≠ {also.memory}", told)

    def but_for_the_account(self, node: Node) -> str:
        """What two accounts that count as one have to lead on to alike; where steps begin anew, each account is a state of its own."""
        return state.key(node.trackers["en"], self.world, account=False)

    def alike(self, node: Node, moves: list[Move], edges: Both) -> None:
        """Whether another message of a group is answered as the one that was said."""
        others = self.answered(node, moves[::-1], edges["en"].settings)
        one, other = edges["en"], others["en"]
        if (one.key, one.responses) != (other.key, other.responses):
            told = [*node.conversation("en"), said_and_answered(other)]
            self.unlike(f"it is not answered as “{one.said.text}” is: {other.responses} ≠ {one.responses}", told)

    def unlike(self, message: str, told: list[tuple[str, str]]) -> None:
        """What was taken for the same is not."""
        self.walked.breaches.append(Breach("state", self.world.product, "en", message, "bot/verify/state.py", told))


def said_and_answered(edge: Edge) -> tuple[str, str]:
    """A message and its answer as text."""
    lines = [reply.text + "".join(f"  [{button.title}]" for button in reply.buttons) for reply in edge.replies]
    return f"[{edge.said.text}]" if edge.said.from_button else edge.said.text, "\n".join(lines)

"""What everything that can be said comes to where the dialogue stands, and which messages count as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from actions.decide import UNCLEAR, settled
from bot.dialogue.commands import Command, SetSlot, StartFlow
from bot.dialogue.tracker import Tracker
from bot.understanding.reading import Reading as Understood
from bot.understanding.recognisers.button import pressed
from bot.verify import state
from bot.verify.alphabet import speaks_of_the_account, tells
from bot.verify.moves import Move
from bot.verify.world import Noting, World
from knowledge.schema import LANGUAGES

DAYS = frozenset({"anchor_date", "charged_date", "maybe_dates", "left_date", "replaced_date", "asked_term"})
"""Slots of days."""
Reading = tuple[str, Move, list[Command]]
"""What counts of a move, the move, and its commands."""


class Group(NamedTuple):
    """Messages that count as one."""

    moves: list[Move]
    """the first of them is said"""
    commands: list[Command]
    """what it comes to, in English"""


class Reader:
    """Reads every message in every state, as English; what it comes to is the same in each language (N15)."""

    def __init__(self, world: World, moves: Sequence[Move]) -> None:
        self.world, self.moves = world, moves
        self.read: dict[str, dict[tuple[str, ...], dict[tuple[str, ...], list[Reading]]]] = {}
        """what was read, by the slots that were looked at and what they held: many states differ in other things"""
        self.told: set[tuple[str, str]] = set()
        """what was told, by the place"""

    def groups(self, trackers: dict[str, Tracker], besides: dict[str, Tracker] | None = None) -> list[Group]:
        """What can be said, put together where it comes to the same commands; but for what is read as it is in the state `besides`.

        A question whether the case is to end is asked from here too: it may be the one that was just asked.
        """
        every = self.every(trackers)
        read = [same for same, _, _ in self.every(besides)] if besides else [None] * len(every)
        found: dict[str, Group] = {}
        for (same, move, commands), elsewhere in zip(every, read, strict=True):
            if same != elsewhere or any(isinstance(command, SetSlot) and command.name == "confirming" for command in commands):
                found.setdefault(same, Group([], commands)).moves.append(move)
        return list(self.news(found.values(), trackers[LANGUAGES[0]]))

    def news(self, groups: Iterable[Group], tracker: Tracker) -> Iterator[Group]:
        """Without what only tells, beside the same moves, what was told in the same place before: what is told changes nothing, and the
        first that is told stands for the others.
        """
        places = {account: state.place(tracker, account=account) for account in (True, False)}
        beside: set[str] = set()
        for group in groups:
            told = repr([self.plain(command, tracker) for command in group.commands if tells(command)])
            moves = repr([self.plain(command, tracker) for command in group.commands if not tells(command)])
            place = places[all(speaks_of_the_account(command) for command in group.commands if tells(command))]
            if told == "[]" or moves not in beside or (place, told) not in self.told:
                yield group
            if told != "[]":
                beside.add(moves)
                self.told.add((place, told))

    def every(self, trackers: dict[str, Tracker]) -> list[Reading]:
        """Everything that can be said or clicked, as it is read here."""
        tracker = trackers[LANGUAGES[0]]
        told = self.only_told(tracker)
        return [*self.readings(tracker, told), *(self.reading(tracker, move, told) for move in self.clicks(trackers))]

    def sayable(self, trackers: dict[str, Tracker]) -> list[Move]:
        """Everything that can be said or clicked."""
        return [*self.said(trackers[LANGUAGES[0]]), *self.clicks(trackers)]

    def readings(self, tracker: Tracker, told: set[str]) -> list[Reading]:
        """All moves as they are read here: as they were before, where everything is the same that reading looked at."""
        before = self.read.setdefault(f"{tracker.stack} {sorted(told)}", {})
        for names, read in before.items():
            if readings := read.get(_shown(tracker, names)):
                return readings
        noting = Noting(tracker.slots)
        noted = tracker._replace(slots=noting)  # type: ignore[arg-type]  # reading only looks
        readings = [self.reading(noted, move, told) for move in self.said(tracker)]
        names = tuple(noting.looked_at)
        before.setdefault(names, {})[_shown(tracker, names)] = readings
        return readings

    def reading(self, tracker: Tracker, move: Move, told: set[str]) -> Reading:
        """A move, with what counts of it and the commands that it comes to."""
        understanding = move.said[LANGUAGES[0]]
        commands = self.world.policy.commands(tracker, understanding)
        return f"{self.same(tracker, commands, understanding, told)} {move.days}", move, commands

    def said(self, tracker: Tracker) -> list[Move]:
        """What can be said; days pass between conversations: in the midst of one nothing looks at the calendar but what is told."""
        naming = tracker.collecting(self.world.policy.flows) == "product"
        return [move for move in self.moves if not (move.days and tracker.stack) and (naming or not move.naming)]

    def clicks(self, trackers: dict[str, Tracker]) -> list[Move]:
        """Every button on the screen."""
        titles = {la: {payload: title for title, payload in reversed(tracker.slots["buttons"])} for la, tracker in trackers.items()}
        found = [{la: _click(payload, titles[la].get(payload, payload), trackers[la]) for la in trackers} for payload in titles["en"]]
        return [Move({la: said for la, said in each.items() if said}) for each in found if all(each.values())]

    def same(self, tracker: Tracker, commands: list[Command], said: Understood, told: set[str]) -> str:
        """Commands and all else that actions read of a message; the rest is only told, and so are the slots in `told`.

        It is whether the message is a threat, and once the steps were given, whether the product is named again. Who hears that something
        was noted hears what.
        """
        named = [act.value for act in said.all("product")] if tracker.slots["status"] == "steps_given" else []
        plain = [self.plain(command, tracker) for command in commands if not (isinstance(command, SetSlot) and command.name in told)]
        noted = StartFlow("take_note") in commands
        heard = {each.name for each in commands if isinstance(each, SetSlot) and each.name in told} if noted else ()
        return repr(([each for each in plain if each is not None], named, sorted(heard), acknowledged(tracker, commands, said)))

    def only_told(self, tracker: Tracker) -> set[str]:
        """What nothing hangs on here: a date without a term to count from it, of this product or one that waits; a reason while no
        offer may be made; a no to offers while an earlier one keeps them away.
        """
        waiting = [self.world.library.article(product) for product in tracker.slots["waiting"] if product in self.world.library]
        told: set[str] = set() if any(article.deadlines for article in (self.world.article, *waiting)) else {*DAYS}
        told |= {"no_offers"} if not self.world.article.offers or state.cooling(tracker, self.world) else set()
        return told | ({"reason"} if state.no_offer(tracker, self.world) else set())

    def plain(self, command: Command, tracker: Tracker) -> object:
        """A command by what hangs on it: a reason by the offers it is answered with, words that are read again by what they say
        of the account, an answer by what it settles, a question by its topics, choices by their being there.
        """
        match command:
            case SetSlot("options" | "unknown_product" as name, value):
                return name, bool(value)
            case SetSlot("account", value):
                return "account", state.said_of_account(value, tracker, self.world)
            case SetSlot("reason", {"kind": kind}):
                return "reason", [offer.id for offer in self.world.article.offers if kind in offer.answers]
            case SetSlot("answer", value) if tracker.slots["product"] == self.world.product:
                return "answer", value == UNCLEAR, settled(self.world.article, tracker.slots["question"], value)
            case SetSlot("topics", value):
                return "topics", self.world.answering(tuple(value))
            case SetSlot("unanswered", value):
                return "unanswered", value and value["kind"]
            case SetSlot("attributes", value):
                return "account", state.chosen_of_account(value, tracker, self.world)
        return command


def _shown(tracker: Tracker, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(repr(_seen(name, tracker.slots[name])) for name in names)


def _seen(name: str, value: Any) -> object:
    """What deciding sees of a slot: which case it is and what it is about, that a contact was named; and of the screen nothing, which
    is for understanding.
    """
    match name, value:
        case "buttons", _:
            return None
        case "case", {"number": number}:
            return number, value.get("product")
        case "handoff", {"case": case}:
            return case, bool(value["contact"])
    return value


def _click(payload: str, title: str, tracker: Tracker) -> Understood | None:
    click = pressed(payload)
    return Understood(title, tracker.slots["language"], click.acts, (), click.values, from_button=True, exact=True) if click else None


def acknowledged(tracker: Tracker, commands: list[Command], said: Understood) -> bool:
    """Whether the message tells something of the account in words: that is acknowledged, and what a click tells is not."""
    account = next((each.value for each in commands if isinstance(each, SetSlot) and each.name == "account"), tracker.slots["account"])
    return any(entry.get("words") and entry["words"] in said.text for entry in (account or {}).values())

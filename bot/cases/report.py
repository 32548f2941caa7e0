"""What became of cases, in figures: worked out from the events of the conversations, so anybody can do it again. Pure.

`case_facts` reads the cases out of one conversation, `groups` puts them together, `FIGURES` says what each figure counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from actions.receipt import case_name
from bot.dialogue.tracker import Event

Figure = float | int | None
"""None where nothing can be said: a median of nothing, a share of no case."""

ASKED_BACK = frozenset({"utter_not_understood", "utter_unclear", "utter_still_unclear", "utter_choose_again"})
"""Replies that answer nothing, and ask what was meant."""
EXITS = frozenset({"stepping", "steps_given", "nothing_to_do", "handed_off"})
"""Statuses of a case in which the customer has what they came for: the steps, or a person."""
UNKNOWN = "-"


@dataclass
class CaseFacts:
    """A case, as far as a report looks at it. Moments are None where a thing has not happened."""

    case: str
    opened: datetime
    product: str = UNKNOWN
    language: str = UNKNOWN
    reason: str | None = None
    rules: set[str] = field(default_factory=set)
    outcomes: list[str] = field(default_factory=list)
    """of the receipts, in order"""
    messages: int = 0
    asked_back: int = 0
    to_exit: int | None = None
    """messages of the customer until they had the steps, or a person"""
    offers: set[str] = field(default_factory=set)
    """alternatives that were offered, each once however often it was shown"""
    offers_taken: int = 0
    offers_after_no: int = 0
    came: datetime | None = None
    claimed: datetime | None = None
    answered: datetime | None = None
    overdue: bool = False
    reopened: int = 0
    closed_as: str | None = None
    confirmed: bool = False

    @property
    def week(self) -> str:
        """The ISO week in which it was opened."""
        year, week, _ = self.opened.isocalendar()
        return f"{year}-W{week:02}"


def case_facts(conversation: str, events: Iterable[Event], zone: Any) -> list[CaseFacts]:
    """The cases of a conversation, in order. `zone` is the time zone in which moments are read."""
    reading = _Reading(conversation, zone)
    for event in events:
        reading.take(event)
    return list(reading.cases.values())


class _Reading:
    """Reads events in order; what happens belongs to the case that is open, what happens at the desk to the case it names."""

    def __init__(self, conversation: str, zone: Any) -> None:
        self.conversation, self.zone = conversation, zone
        self.cases: dict[str, CaseFacts] = {}
        self.open: CaseFacts | None = None
        self.slots: dict[str, Any] = {}
        self.since_open = 0
        self.at: datetime | None = None

    def take(self, event: Event) -> None:
        """One event."""
        if moment := event.get("timestamp"):
            self.at = datetime.fromtimestamp(moment, self.zone)
        match event["event"]:
            case "user":
                self.since_open += 1
                if self.open:
                    self.open.messages += 1
            case "bot":
                self.said(event["metadata"]["response"])
            case "action" if event["name"] == "action_ask_offer_answer":
                self.offered()
            case "slot":
                self.slot(event["name"], event["value"])
            case "desk" if event["case"] in self.cases:
                self.at_desk(self.cases[event["case"]], event["name"], event["data"])
            case "agent" if case := self.cases.get(event.get("case", ""), self.open):  # older events name no case
                case.answered = case.answered or self.at

    def said(self, response: str) -> None:
        if self.open and response in ASKED_BACK:
            self.open.asked_back += 1

    def offered(self) -> None:
        if self.open:
            self.open.offers.add(self.slots.get("offer") or UNKNOWN)
            self.open.offers_after_no += self.slots.get("offer_answer") == "declined"

    def slot(self, name: str, value: Any) -> None:
        """A slot changes: of some the report takes notice."""
        before = self.slots.get(name)
        self.slots[name] = value
        if name == "case" and value:
            self.opens(value)
        if not self.open:
            return
        if name == "language" and value:
            self.open.language = value
        elif name == "product" and value:
            self.open.product = value
        elif name == "reason" and value:
            self.open.reason = value["kind"]
        elif name == "offer_answer" and value == "accepted" != before:
            self.open.offers_taken += 1
        elif name == "receipt" and value:
            self.open.outcomes.append(value["outcome"])
        elif name == "handoff" and value:  # the brief: what a terminal's case has of a desk
            self.open.came = self.open.came or self.at
            self.open.rules.add(value["rule"])
        if (name == "status" and value in EXITS) and self.open.to_exit is None:
            self.open.to_exit = self.open.messages

    def opens(self, value: dict[str, Any]) -> None:
        """The case at hand is this one, a new one or not."""
        name = case_name(self.conversation, value["number"])
        if name not in self.cases:
            opened = datetime.fromisoformat(value["opened"]).astimezone(self.zone)
            language = self.slots.get("language") or UNKNOWN
            reason = (self.slots.get("reason") or {}).get("kind")
            self.cases[name] = CaseFacts(name, opened, language=language, reason=reason, messages=1)
        self.open = self.cases[name]
        self.open.product = value.get("product") or self.slots.get("product") or self.open.product

    def at_desk(self, case: CaseFacts, name: str, data: dict[str, Any]) -> None:
        """Something happened to a case at the desk."""
        match name:
            case "came":
                case.came = case.came or self.at
                case.rules |= set(data.get("rules") or ())
            case "claimed":
                case.claimed = case.claimed or self.at
            case "overdue":
                case.overdue = True
            case "reopened":
                case.reopened += 1
                case.closed_as, case.confirmed = None, False
            case "resolved":
                case.closed_as, case.confirmed = data.get("outcome"), False
            case "confirmed":
                case.confirmed = True


# figures

Cases = Sequence[CaseFacts]


def _count(wanted: Callable[[CaseFacts], Any]) -> Callable[[Cases], Figure]:
    return lambda cases: sum(bool(wanted(case)) for case in cases)


def _sum(value: Callable[[CaseFacts], int]) -> Callable[[Cases], Figure]:
    return lambda cases: sum(map(value, cases))


def _share(wanted: Callable[[CaseFacts], Any], of: Callable[[CaseFacts], Any] = lambda _: True) -> Callable[[Cases], Figure]:
    def share(cases: Cases) -> Figure:
        all_of = [case for case in cases if of(case)]
        return round(sum(bool(wanted(case)) for case in all_of) / len(all_of), 3) if all_of else None

    return share


def _median(value: Callable[[CaseFacts], float | None]) -> Callable[[Cases], Figure]:
    def middle(cases: Cases) -> Figure:
        known = [found for case in cases if (found := value(case)) is not None]
        return round(median(known), 1) if known else None

    return middle


def _seconds(begin: datetime | None, end: datetime | None) -> float | None:
    return (end - begin) / timedelta(seconds=1) if begin and end else None


@dataclass(frozen=True)
class Definition:
    """A figure: what it counts, in words and worked out."""

    says: str
    of: Callable[[Cases], Figure]
    unit: str = ""
    """`s` seconds, `%` a share between 0 and 1, else a number"""


FIGURES: dict[str, Definition] = {
    "cases": Definition("cases that customers opened", len),
    "messages": Definition("messages of customers in these cases", _sum(lambda case: case.messages)),
    "asked_back": Definition("replies that only asked what was meant", _sum(lambda case: case.asked_back)),
    "replies_to_exit": Definition("messages until a customer had the steps or a person, median", _median(lambda case: case.to_exit)),
    "without_reason": Definition("share of cases in which no reason was given: nobody has to", _share(lambda case: not case.reason), "%"),
    "offers_shown": Definition("alternatives that were offered", _sum(lambda case: len(case.offers))),
    "offers_taken": Definition("of these, taken by the customer", _sum(lambda case: case.offers_taken)),
    "offers_after_no": Definition("offered again after a no: always 0", _sum(lambda case: case.offers_after_no)),
    "handed_off": Definition("cases that came to the desk", _count(lambda case: case.came)),
    "handed_off_share": Definition("share of cases that came to the desk", _share(lambda case: case.came), "%"),
    "time_to_claim": Definition(
        "from coming to the desk to the first claim, median; seconds in JSON and CSV",
        _median(lambda case: _seconds(case.came, case.claimed)),
        "s",
    ),
    "first_response": Definition(
        "from coming to the desk to an agent's first answer, median; seconds in JSON and CSV",
        _median(lambda case: _seconds(case.came, case.answered)),
        "s",
    ),
    "overdue_share": Definition(
        "share of cases at the desk that nobody looked after in time", _share(lambda case: case.overdue, lambda case: case.came), "%"
    ),
    "resolved": Definition("cases that an agent closed", _count(lambda case: case.closed_as)),
    "reopened": Definition("times a closed case came back", _sum(lambda case: case.reopened)),
    "kept_said": Definition("subscriptions that stay, as agents say", _count(lambda case: case.closed_as == "kept")),
    "kept_confirmed": Definition(
        "of these, confirmed by the customer: only they count as kept", _count(lambda case: case.closed_as == "kept" and case.confirmed)
    ),
}
"""Each figure with its definition, in the order in which they are shown."""

TALLIES: dict[str, tuple[str, Callable[[CaseFacts], Iterable[str]]]] = {
    "reasons": ("cases by the reason that was given", lambda case: [case.reason] if case.reason else []),
    "rules": ("cases at the desk by the rule that brought them there; a case can have several", lambda case: case.rules),
    "receipts": ("cases by the outcome of their last receipt", lambda case: case.outcomes[-1:]),
    "closed_as": ("cases that agents closed, by outcome", lambda case: [case.closed_as] if case.closed_as else []),
}
"""What is counted by its kind: the definition, and the kinds of a case."""

GROUPED: dict[str, Callable[[CaseFacts], str]] = {
    "product": lambda case: case.product,
    "language": lambda case: case.language,
    "week": lambda case: case.week,
}
"""How cases can be put into groups."""


@dataclass(frozen=True)
class Group:
    """The figures of some cases. `name` is None for all of them."""

    name: str | None
    figures: dict[str, Figure]
    tallies: dict[str, dict[str, int]]


def groups(cases: Cases, by: str | None = None) -> Iterator[Group]:
    """All cases, then those of each product, language or week."""
    yield group(None, cases)
    if by:
        for name in sorted({GROUPED[by](case) for case in cases}):
            yield group(name, [case for case in cases if GROUPED[by](case) == name])


def group(name: str | None, cases: Cases) -> Group:
    """The figures of these cases."""
    figures = {figure: definition.of(cases) for figure, definition in FIGURES.items()}
    tallies = {each: dict(Counter(kind for case in cases for kind in kinds(case)).most_common()) for each, (_, kinds) in TALLIES.items()}
    return Group(name, figures, tallies)

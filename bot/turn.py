"""The story of a turn: the customer's words in, replies out, everything that happened recorded in one transaction.

    open the tracker → understand → commands → advance → render → commit

The clock comes in with the turn. A turn whose record cannot be kept is answered all the same, with a plain note (N13).
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from actions.case import promised
from actions.receipt import case_name
from bot import logs
from bot.dialogue.commands import Command, as_data
from bot.dialogue.decide import Policy
from bot.dialogue.domain import Domain
from bot.dialogue.engine import Engine, FlowLoop, Runner
from bot.dialogue.replies import OF_RASA, WHOLE, Reply, Responses, sentences
from bot.dialogue.tracker import Event, Tracker, fold, restored
from bot.harmless import harmless
from bot.store.store import Record, Store, StoreError
from bot.understanding.reading import LONGEST, Context, Reading, Reads

log = logging.getLogger(__name__)
ENDED = frozenset({"offer_accepted", "resolved", "kept", "abandoned"})
"""How a case stands that is over: whoever asks then is told what the article says today."""
RECENT = 1000
"""Conversations whose tracker is kept at hand."""


@dataclass(frozen=True)
class Turn:
    """One message of a customer. `at` has a time zone: the customer's, where it is known."""

    conversation: str
    text: str
    at: datetime
    language: str | None = None
    """fixes the conversation's first language"""
    locale: str | None = None
    """the language to begin with as long as what is written does not tell"""
    metadata: dict[str, Any] = field(default_factory=dict)
    """what a channel wants to find again with the message"""
    payload: str | None = None
    """what the button says that was clicked; `text` is its title"""
    shown: str | None = None
    """the message as people should see it, where that is more than `text`: with addresses, struck words, what was forwarded"""
    instead: bool = False
    """whether the message stands in place of the one before it, as an edit does"""


@dataclass(frozen=True)
class Outcome:
    """What came of a turn."""

    replies: list[Reply]
    reading: Reading
    commands: list[Command]
    slots: dict[str, Any]
    handoff: dict[str, Any] | None = None
    offer: dict[str, Any] | None = None
    store_error: StoreError | None = None

    def understood(self) -> dict[str, Any]:
        """The reading with its commands, as JSON carries it."""
        return {**self.reading.as_data(), "commands": [as_data(command) for command in self.commands]}


class Decided(NamedTuple):
    """A turn before it is kept: what the customer reads, what happened, the tracker afterwards."""

    outcome: Outcome
    events: list[Event]
    after: Tracker


def nobody(_product: str, _revision: str) -> None:
    """Without anything published, every case has the one revision there is."""


class Waiting(NamedTuple):
    """Turns that could not be kept yet: their events, and the tracker they led to."""

    events: list[Event]
    after: Tracker


@dataclass
class Conversations:
    """Everything a turn needs, built by `bootstrap`. Without reader and store it still decides, and `handle` is a bug."""

    reader: Reads | None
    policy: Policy
    engine: Engine
    domain: Domain
    run: Runner
    responses: Mapping[str, Responses]
    store: Store | None
    profile: Mapping[str, Any] = field(default_factory=dict)
    default_language: str = "en"
    waiting: dict[str, Waiting] = field(default_factory=dict)
    recent: dict[str, Tracker] = field(default_factory=dict)
    earlier: Callable[[str, str], Conversations | None] = nobody
    """the same with an earlier revision of a product's article: what open cases go on with"""

    def handle(self, turn: Turn) -> Outcome:
        """Answer one message. Raises nothing that a customer's message or a failing database could cause."""
        assert self.store
        decided: Decided | None = None
        try:
            with self.store.turn(turn.conversation) as unit:
                decided = self.decide(turn, self.open(turn.conversation, unit.state))
                unit.commit(self.record(turn, unit.state, decided))
        except StoreError as error:
            log.error("the turn could not be kept yet: %s", error)
            return self.unkept(turn, error, decided)
        self.kept(decided)
        return decided.outcome

    def kept(self, decided: Decided) -> None:
        """The record of a turn was committed, and with it those that waited for it."""
        self.waiting.pop(decided.after.sender_id, None)
        self.remember(decided.after)

    def unkept(self, turn: Turn, error: StoreError, decided: Decided | None) -> Outcome:
        """The answer while nothing can be kept: with a note, and kept with the next turn that can be (N13)."""
        waiting = self.waiting.get(turn.conversation)
        decided = decided or self.decide(turn, waiting.after if waiting else self.last(turn.conversation))
        self.waiting[turn.conversation] = Waiting([*(waiting.events if waiting else []), *decided.events], decided.after)
        return self.noted(decided, error)

    def aside(self, turn: Turn, error: StoreError) -> Outcome:
        """The answer while nothing can be kept, to a message that is brought again when it can be (N13)."""
        decided = self.decide(turn, self.last(turn.conversation))
        self.remember(decided.after)
        return self.noted(decided, error)

    def noted(self, decided: Decided, error: StoreError) -> Outcome:
        """The outcome with the note that it is not kept yet."""
        responses = self.texts(decided.after)
        why = responses.text(f"store_{error.code}")
        note = responses.reply({"event": "bot", "metadata": {"response": "utter_not_saved", "why": why}})
        return replace(decided.outcome, replies=[*decided.outcome.replies, note], store_error=error)

    def last(self, conversation: str) -> Tracker:
        """The conversation as it was last seen here; a new one when it was not."""
        return self.recent.get(conversation) or self.tracker(conversation, None)

    def remember(self, tracker: Tracker) -> None:
        """Keep the latest trackers at hand, so that a conversation goes on while its store is away."""
        self.recent.pop(tracker.sender_id, None)
        self.recent[tracker.sender_id] = tracker
        if len(self.recent) > RECENT:
            self.recent.pop(next(iter(self.recent)))

    def open(self, conversation: str, state: dict[str, Any] | None) -> Tracker:
        """The conversation with the turns that wait to be kept; `state` is what is kept."""
        waiting = self.waiting.get(conversation)
        return waiting.after if waiting else self.tracker(conversation, state)

    def tracker(self, conversation: str, state: dict[str, Any] | None) -> Tracker:
        """The conversation as it stands."""
        initial = self.domain.initial_slots()
        return restored(conversation, state, initial) if state else Tracker(conversation, initial)

    def decide(self, turn: Turn, tracker: Tracker) -> Decided:
        """The turn itself, without the store. An open case goes on with the revision of the article that it began with."""
        talk = self.for_case(tracker)
        reading = talk.read(turn, tracker)
        return talk.answer(turn, tracker, reading, talk.policy.commands(tracker, reading))

    def for_case(self, tracker: Tracker) -> Conversations:
        """These, or the same with the revision that the open case of the conversation began with."""
        edition = tracker.slots.get("edition")
        if not edition or tracker.slots["status"] in ENDED or edition["product"] != tracker.slots["product"]:
            return self
        product, revision = edition["product"], edition["revision"]
        if product in self.policy.library and self.policy.library.revision_of(product) == revision:
            return self
        return self.earlier(product, revision) or self

    def edition(self, after: Tracker) -> list[Event]:
        """Which revision the case has begun with, once: as an event."""
        case, product = after.slots["case"], after.slots["product"]
        if not case or not product or product not in self.policy.library:
            return []
        begun = {"product": product, "case": case["number"]}
        known = after.slots.get("edition")
        if known and begun.items() <= known.items():
            return []
        return [{"event": "slot", "name": "edition", "value": {**begun, "revision": self.policy.library.revision_of(product)}}]

    def read(self, turn: Turn, tracker: Tracker) -> Reading:
        """What the message means where the dialogue stands."""
        assert self.reader
        language = tracker.slots["language"] or turn.language
        context = Context(language, turn.at.date(), turn.locale)
        reading = self.reader.read(turn.text, self.policy.state(tracker).expects, context, turn.payload)
        return replace(reading, instead=True) if turn.instead else reading

    def answer(self, turn: Turn, tracker: Tracker, reading: Reading, commands: list[Command]) -> Decided:
        """What the dialogue makes of it."""
        heard = self.heard(turn, reading)
        opened = fold(tracker, heard)
        done = self.advanced(opened, commands)
        after = fold(opened, done)
        done = [_with_us(event) for event in done] if has_our_team(after) else done
        done = [_once_more(event, tracker.slots["said"]) for event in done]
        outcome = self.outcome(reading, commands, [*heard, *done], after)
        shown = [[button.title, button.payload] for reply in outcome.replies for button in reply.buttons]
        kept: list[Event] = [{"event": "slot", "name": "buttons", "value": shown}, *self.edition(after)]
        kept.append({"event": "slot", "name": "said", "value": _on_the_screen(done)})
        if stated := after.slots["stating"]:
            kept.append({"event": "slot", "name": "facts", "value": stated})
        if noted := [reply.custom["translated"] for reply in outcome.replies if "translated" in reply.custom]:
            kept.append({"event": "slot", "name": "translated", "value": [*(after.slots["translated"] or []), *noted]})
        return Decided(outcome, [*heard, *done, *kept], fold(after, kept))

    def advanced(self, tracker: Tracker, commands: list[Command]) -> list[Event]:
        """What the engine makes of the commands. Flows that run in a circle are a bug: the case is put aside, and said so."""
        try:
            return self.engine.advance(tracker, commands, self.run)
        except FlowLoop as error:
            log.exception("the flows run in a circle")
            aside = {"event": "stack", "update": []}
            return [aside, {"event": "action_execution_rejected", "name": "flows", "policy": None, "reason": str(error)}]

    def heard(self, turn: Turn, reading: Reading) -> list[Event]:
        """The customer's message as events."""
        parsed: dict[str, Any] = {
            "intent": {"name": reading.intent, "confidence": reading.confidence},
            "entities": reading.as_data()["entities"],
        }
        if reading.whole is not None:
            parsed["own"] = reading.text
        said = {
            "event": "user",
            "text": reading.text if reading.whole is None else reading.whole,
            "parse_data": parsed,
            "metadata": {**turn.metadata, **_shown(turn, reading.text)},
            "timestamp": turn.at.timestamp(),
        }
        return [
            said,
            {"event": "slot", "name": "now", "value": turn.at.isoformat(timespec="seconds")},
            {"event": "slot", "name": "profile", "value": self.profile},
            {"event": "slot", "name": "stating", "value": []},
            {"event": "slot", "name": "again", "value": None},
            {"event": "slot", "name": "confirming", "value": None},
        ]

    def outcome(self, reading: Reading, commands: list[Command], events: list[Event], after: Tracker) -> Outcome:
        """What the customer reads, and what else came of the turn."""
        responses = self.texts(after)
        replies = responses.replies(events, after.slots)
        failed = [event for event in events if event["event"] == "action_execution_rejected"]
        if failed:
            reference = reference_of(failed[0]["name"], after)
            reasons = "; ".join(event["reason"] for event in failed)
            log.error("reference %s: %s", reference, reasons, extra=logs.of(reference=reference))
            name = "utter_part_missing" if replies else "utter_fault"
            replies.append(responses.reply({"event": "bot", "metadata": {"response": name, "reference": reference}}))
        offers = [reply.custom["offer"] for reply in replies if "offer" in reply.custom]
        return Outcome(replies, reading, commands, after.slots, _set_in(events, "handoff"), offers[0] if offers else None)

    def texts(self, tracker: Tracker) -> Responses:
        """The texts in the language of the conversation, as its customer is addressed."""
        return self.responses[tracker.slots["language"] or self.default_language].where(tracker.slots)

    def record(self, turn: Turn, state: dict[str, Any] | None, decided: Decided) -> Record:
        """All that the store keeps of the turn, and of those that wait; `state` is what it has kept."""
        waiting, after = self.waiting.get(turn.conversation), decided.after
        events = [*(waiting.events if waiting else []), *decided.events]
        before = self.tracker(turn.conversation, state)
        responses = self.texts(after)
        receipts = [e["value"] for e in events if e["event"] == "slot" and e["name"] == "receipt" and e["value"]]
        handoffs = [e["value"] for e in events if e["event"] == "slot" and e["name"] == "handoff" and e["value"]]
        unanswered = [e["value"] for e in events if e["event"] == "slot" and e["name"] == "unanswered" and e["value"]]
        return Record(
            at=turn.at,
            state=after.state(),
            events=events,
            case=changed_case(before, after),
            receipts=[{"document": document, "text": responses.receipt(document)} for document in receipts],
            handoffs=handoffs,
            unanswered=[{"product": after.slots["product"], **question} for question in unanswered],
        )


def has_our_team(tracker: Tracker) -> bool:
    """Whether our team has the case at hand."""
    return promised(tracker.sender_id, tracker.slots)


def _with_us(event: Event) -> Event:
    """Something that is said, marked as said while our team has the case."""
    return {**event, "metadata": {**event["metadata"], "with_us": True}} if event["event"] == "bot" else event


def _once_more(event: Event, before: list[str]) -> Event:
    """Something that is said, marked where it stands on the screen already, or some of its sentences: then it is said in other words, or
    without them.
    """
    if event["event"] != "bot":
        return event
    every = sentences(event) if event["metadata"]["response"] not in WHOLE else []
    there = [sentence for sentence in every if _short(sentence) in before]
    if _content(event) not in before and not there:
        return event
    whole = not every or len(there) == len(every)
    return {**event, "metadata": {**event["metadata"], "once_more": whole, "on_screen": there}}


def _on_the_screen(events: list[Event]) -> list[str]:
    """What was said in a turn; not what was said in other words: whoever asks a third time gets the first ones."""
    said = [event for event in events if event["event"] == "bot" and not event["metadata"].get("once_more")]
    return [*map(_content, said), *(_short(sentence) for event in said for sentence in sentences(event))]


def _content(event: Event) -> str:
    """A message by what it says, without its buttons."""
    said = event["metadata"]
    return _short(repr((said["response"], sorted((name, value) for name, value in said.items() if name not in OF_RASA))))


def _short(text: str) -> str:
    """A mark that a text leaves: what was said is not kept a second time."""
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def _shown(turn: Turn, text: str) -> dict[str, str]:
    """The message for people, where it is more than its words."""
    shown = harmless(turn.shown or "")[:LONGEST].strip()
    return {"shown": shown} if shown and shown != text else {}


def changed_case(before: Tracker, after: Tracker) -> dict[str, Any] | None:
    """The case's row, when it is not the one that is kept already."""
    row = case_row(after)
    return None if row == case_row(before) else row


def case_row(after: Tracker) -> dict[str, Any] | None:
    """The case as the desk lists it."""
    slots = after.slots
    if not slots["case"]:
        return None
    return {
        "id": case_name(after.sender_id, slots["case"]["number"]),
        "product": slots["case"].get("product") or slots["product"],
        "status": slots["status"],
        "language": slots["language"],
        "opened": slots["case"]["opened"],
        "words": slots["case"]["words"],
    }


def reference_of(action: str, tracker: Tracker) -> str:
    """A short reference that stands in the log and in the customer's message alike."""
    return hashlib.sha256(f"{tracker.sender_id}/{tracker.events}/{action}".encode()).hexdigest()[:8]


def _set_in(events: list[Event], slot: str) -> Any:
    """The last value that a slot was set to in these events."""
    values = [event["value"] for event in events if event["event"] == "slot" and event["name"] == slot]
    return values[-1] if values else None

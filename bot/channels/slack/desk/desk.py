"""The desk: cards in the agents' channel, and what customers hear of it. Everything happens in the transaction of a Work.

a turn ends   → `after_turn`: the case comes to the desk, changes, or leaves it
agents' click → `clicks`; a customer's message → `relay`; a timer → `nobody_there`
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from actions.receipt import case_name
from bot.address import Address
from bot.cases import handoffs
from bot.cases.notices import said, way_out
from bot.channels.slack.blocks import rendering
from bot.channels.slack.desk import unseen
from bot.channels.slack.desk.agents import Agents
from bot.channels.slack.desk.card import Card, message
from bot.channels.slack.desk.modals import Modals
from bot.channels.slack.desk.rich import Block
from bot.delivery.items import Item, Outgoing
from bot.delivery.work import Work
from bot.dialogue.replies import Responses
from bot.dialogue.tracker import Event, Tracker, fold
from bot.store.tables import Handoff
from bot.store.turns import OPEN, Record
from bot.turn import changed_case
from knowledge.library import Library

TIMER = "desk"
"""Kind of the desk's timers."""
RETURNED: dict[str, Any] = {"status": "deciding", "handoff": None, "turns_left": None}
"""What a conversation remembers once the bot has it again."""
RESOLVED: dict[str, Any] = {"status": "resolved", "handoff": None, "turns_left": None, "reason": None, "hurry": False}
"""… and once a person has closed the case: the next wish to cancel opens a new one."""


class Trackers(Protocol):
    """Where a conversation's tracker comes from, and where the latest ones are kept at hand."""

    def tracker(self, conversation: str, state: dict[str, Any] | None) -> Tracker:
        """The conversation as it stands."""

    def remember(self, tracker: Tracker) -> None:
        """Keep it at hand."""


@dataclass(frozen=True)
class Desk:
    """Built by `bootstrap`. `channel` is the agents' channel, empty when there is none. It is in the workspace `home`, or in the
    customer's own. `minutes` are those until a waiting customer is told that nobody is there yet.
    """

    channel: str
    agents: Agents
    trackers: Trackers
    responses: Mapping[str, Responses]
    library: Library
    language: str = "en"
    minutes: int = 15
    home: str | None = None
    hosts: frozenset[str] = frozenset()

    @property
    def modals(self) -> Modals:
        """What agents fill in."""
        return Modals(self.texts, self.responses, self.agents.includes)

    @property
    def patience(self) -> timedelta:
        """How long a customer waits before they are told that nobody is there yet."""
        return timedelta(minutes=self.minutes)

    @property
    def texts(self) -> Responses:
        """Texts for agents."""
        return self.responses[self.language]

    # a customer's turn

    def after_turn(self, work: Work, after: Tracker) -> None:
        """A turn of the bot is written: its case comes to the desk, its card changes, or it is no person's case any more."""
        for handoff in handoffs.at_desk(work, after.sender_id):
            if not is_current(handoff, after):
                continue  # the customer is busy with another case; this one stays where it is
            status = after.slots["status"]
            if status == "handed_off":
                self._at_desk(work, handoff, written(after))
                continue
            handoffs.give_back(work.connection, handoff.case_id, "kept" if status == "kept" else "by_customer", work.now)
            self.show(work, handoff.case_id)

    def _at_desk(self, work: Work, handoff: Handoff, words: str) -> None:
        """A card with its timer for a case that is new here; else its card with the newest words."""
        if handoff.brief["last_words"] != words:
            handoffs.heard(work.connection, handoff, words)
        self.show(work, handoff.case_id)
        self.timer(work, handoff, "claim", handoff.since)
        if handoff.shown == 0:
            unseen.watch(self, work, handoff)

    def add(self, work: Work, handoff: Handoff, item: Item) -> None:
        """What a customer adds to a case that waits for a person, while their conversation is about something else."""
        words = item.data.get("shown") or item.data["text"]
        handoffs.heard(work.connection, handoff, words)
        said = {"event": "relayed", "text": words, "key": item.data.get("origin") or item.key}
        self.write(work, self.tracker(work, handoff), [{**said, "timestamp": work.now.timestamp()}])
        self.show(work, handoff.case_id)

    def refresh(self, work: Work, conversation: str) -> None:
        """The cards of a conversation once more: something in its briefs was taken out."""
        for handoff in handoffs.of_conversation(work.connection, conversation):
            if handoff.shown:
                self.show(work, handoff.case_id)

    # what everybody sees

    def show(self, work: Work, case: str) -> None:
        """The card as the case stands now: posted the first time, changed afterwards."""
        handoff = handoffs.of_case(work.connection, case)
        if handoff is None:
            return
        handoffs.shown(work.connection, case)
        payload = self.card(handoff)
        if handoff.shown == 0:
            self.post(work, handoff, card_key(handoff), payload)
        else:
            self.post(work, handoff, f"{card_key(handoff)}/{handoff.shown}", payload, "chat.update", of=card_key(handoff))

    def card(self, handoff: Handoff) -> dict[str, Any]:
        """The card of a case."""
        return Card(handoff, self.texts, self.library, self.team(handoff), self.modals.suggested(handoff)).payload()

    def post(self, work: Work, handoff: Handoff, key: str, payload: dict[str, Any], method: str = "chat.postMessage", **of: str) -> None:
        """Something for the agents' channel, if there is one. Cards go before what is said in their threads, and keep their own order."""
        if self.channel:
            card = key == card_key(handoff) or key.startswith(f"{card_key(handoff)}/")
            lane = card_key(handoff) if card else f"{card_key(handoff)}/thread"
            work.post(Outgoing(key, self.team(handoff), self.channel, method, payload, of.get("of"), lane=lane, urgent=card))

    def note(self, work: Work, handoff: Handoff, key: str, *parts: Block) -> None:
        """A message in the card's thread."""
        self.post(work, handoff, key, message(*parts), of=card_key(handoff))

    def team(self, handoff: Handoff) -> str:
        """The workspace of the agents' channel."""
        place = Address.found(handoff.conversation_id)
        return self.home or (place.team if place else "")

    def timer(self, work: Work, handoff: Handoff, what: str, since: datetime, after: timedelta | None = None) -> None:
        """Has `nobody_there` look whether a person came to be there: for a `claim`, or an answer (`quiet`) that was waited for since;
        or, `after` another while, whether the card is (`unseen`).
        """
        due = since + (self.patience if after is None else after)
        data = {"case": handoff.case_id, "round": handoff.round, "what": what, "since": since.timestamp()}
        key = f"{TIMER}/{handoff.case_id}/{handoff.round}/{what}/{due.timestamp():.6f}"
        work.timer(key, due, TIMER, data, conversation=handoff.conversation_id)

    def nobody_there(self, item: Item, work: Work) -> None:
        """A timer went off: the customer hears the truth, and how to go on without us. How long they waited the timer knows best:
        the clock may have been put forward or back meanwhile.
        """
        handoff, what = handoffs.of_case(work.connection, item.data["case"]), item.data["what"]
        if handoff is None or handoff.round != item.data["round"]:
            return
        if what == unseen.UNSEEN:
            if handoff.status in OPEN:
                unseen.look(self, work, handoff, card_key(handoff))
            return
        if handoff.warned:
            return
        since = handoff.since if what == "claim" else handoff.asked
        if handoff.status != {"claim": "waiting", "quiet": "claimed"}[what] or since is None:
            return
        if item.data.get("since", since.timestamp()) != since.timestamp():
            return  # the waiting has ended since, and another has begun, with a timer of its own
        handoffs.warned(work.connection, handoff.case_id, work.now)
        response = {"claim": "utter_desk_nobody", "quiet": "utter_desk_quiet"}[what]
        told = said(response, case=handoff.case_id, minutes=self.minutes)
        self.tell(work, handoff, item.key, told, *way_out(handoff.brief, self.library, self.spoken(handoff)))

    # what the customer reads

    def tell(self, work: Work, handoff: Handoff, key: str, *said: Event, slots: Mapping[str, Any] | None = None) -> None:
        """The bot says something that nobody asked for just now; what it remembers of this case changes by `slots`."""
        before = self.tracker(work, handoff)
        responses = self.responses[self.spoken(handoff)].where(before.slots)
        replies = responses.replies(said)
        shown = [[button.title, button.payload] for reply in replies for button in reply.buttons]
        # what was asked before stays open, unless the dialogue itself goes on
        changes = slots if slots and is_current(handoff, before) else {}
        set_now = {**changes, **({"buttons": shown} if shown or changes else {})}
        at = work.now.timestamp()
        events = [{**event, "timestamp": at} for event in said]
        after = self.write(work, before, [*events, *({"event": "slot", "name": name, "value": value} for name, value in set_now.items())])
        payloads = rendering.messages(replies, responses, rendering.dialogue_fingerprint(after), self.hosts)
        for number, payload in enumerate(payloads, 1):
            self.send(work, handoff, f"{key}/{number}", payload)

    def send(self, work: Work, handoff: Handoff, key: str, payload: dict[str, Any]) -> None:
        """A message to the customer, where the conversation is."""
        place = Address.found(handoff.conversation_id)
        if place:
            thread = {"thread_ts": place.thread} if place.thread else {}
            work.post(Outgoing(key, place.team, place.channel, "chat.postMessage", {**payload, **thread}, instead=place.user))

    def change(self, work: Work, handoff: Handoff, of: str, payload: dict[str, Any] | None) -> None:
        """Changes what the customer was sent with the key `of`; None deletes it."""
        place = Address.found(handoff.conversation_id)
        if place:
            method = "chat.update" if payload else "chat.delete"
            work.post(Outgoing(f"{of}/{work.item.key}", place.team, place.channel, method, payload or {}, of=of))

    def write(self, work: Work, before: Tracker, events: list[Event]) -> Tracker:
        """Keeps events of a conversation; the tracker afterwards."""
        after = fold(before, events)
        case = changed_case(before, after)
        work.unit(before.sender_id).write(Record(at=work.now, state=after.state(), events=events, case=case))
        work.then.append(lambda: self.trackers.remember(after))
        return after

    def tracker(self, work: Work, handoff: Handoff) -> Tracker:
        """The customer's conversation as it stands."""
        return self.trackers.tracker(handoff.conversation_id, work.unit(handoff.conversation_id).state)

    def spoken(self, handoff: Handoff) -> str:
        """The customer's language."""
        return str(handoff.brief["language"])


def card_key(handoff: Handoff) -> str:
    """The key of the card's message; a case that comes back gets a new card."""
    return f"card/{handoff.case_id}/{handoff.round}"


def written(tracker: Tracker) -> str:
    """The customer's last message as people should see it, in one line."""
    latest = tracker.latest_message
    shown = (latest.get("metadata") or {}).get("shown") or latest.get("text") or ""
    return " ".join(shown.split())


def is_current(handoff: Handoff, tracker: Tracker) -> bool:
    """Whether the case is the one that the dialogue is about."""
    case = tracker.slots["case"]
    return bool(case) and case_name(tracker.sender_id, case["number"]) == handoff.case_id

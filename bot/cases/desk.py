"""The desk, whatever shows it: where a person takes on a case. Everything happens in the transaction of a Work.

a turn ends   → `after_turn`: the case comes to the desk, changes, or leaves it
a message     → `before_turn`: the bot answers, or it goes to the agent who has the case
a timer       → `nobody_there`

How agents see a case and how a customer is written to is for whoever shows it: four methods.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, NamedTuple, Protocol

from actions.receipt import case_name
from bot.cases import closing, handoffs, waiting
from bot.cases.notices import said
from bot.delivery.items import Item
from bot.delivery.work import Work
from bot.dialogue.replies import Reply, Responses
from bot.dialogue.tracker import Event, Tracker, fold
from bot.store.tables import Handoff
from bot.store.turns import Record
from bot.turn import changed_case
from bot.understanding.features import clean
from bot.understanding.own_words import own_words
from bot.understanding.recognisers.button import typed
from knowledge.library import Library

Data = dict[str, Any]

LEARNT = ("anchor_date", "reason", "reach")
"""Slots that a brief has under their own names."""
TIMER = "desk"
"""Kind of the desk's timers."""
LEAVE = "/assistant"
"""What the button says with which a customer goes back to the bot."""
TAKEN: Data = {"with_agent": True}
"""What a conversation remembers while a person has its case."""
RETURNED: dict[str, Any] = {"status": "deciding", "handoff": None, "turns_left": None, "with_agent": None}
"""What a conversation remembers once the bot has it again."""
RESOLVED: dict[str, Any] = {"status": "resolved", "handoff": None, "turns_left": None, "reason": None, "hurry": False, "with_agent": None}
"""… and once a person has closed the case: the next wish to cancel opens a new one."""


class Trackers(Protocol):
    """Where a conversation's tracker comes from, and where the latest ones are kept at hand."""

    def tracker(self, conversation: str, state: dict[str, Any] | None) -> Tracker:
        """The conversation as it stands."""

    def remember(self, tracker: Tracker) -> None:
        """Keep it at hand."""


class Doing(Enum):
    """What becomes of a customer's message."""

    ANSWER = "the bot answers"
    RELAY = "it goes to the agent, and the bot is silent"
    LEAVE = "the customer goes back to the bot"


def during(status: str, said: str, *, clicked: bool) -> Doing:
    """What becomes of a message, by the status of the conversation's handoff and what it says. What customers click is always answered:
    their receipt, how it stands, the steps. Only what they write goes to the agent.
    """
    if said == LEAVE and status in {"waiting", "claimed"}:
        return Doing.LEAVE
    return Doing.RELAY if status == "claimed" and not clicked else Doing.ANSWER


class Relayed(NamedTuple):
    """A customer's message as it went to the agent: its words, and the names of its files."""

    text: str
    files: Sequence[str]


class Desk(ABC):
    """What is done with cases. `minutes` are those until a waiting customer is told that nobody is there yet."""

    trackers: Trackers
    responses: Mapping[str, Responses]
    library: Library
    language: str
    minutes: int

    # for whoever shows it

    @abstractmethod
    def publish(self, work: Work, handoff: Handoff) -> None:
        """Agents see the case as it stands: for the first time while `shown` is 0."""

    @abstractmethod
    def relay(self, item: Item, work: Work, handoff: Handoff, words: str) -> Relayed:
        """The agent who has the case reads what the customer wrote."""

    @abstractmethod
    def clicked(self, item: Item, work: Work, handoff: Handoff, title: str) -> None:
        """The agent who has the case reads what the customer clicked; the bot answers it."""

    @abstractmethod
    def deliver(self, work: Work, handoff: Handoff, key: str, replies: Sequence[Reply], after: Tracker) -> None:
        """The customer reads what the bot says that nobody asked for just now."""

    @abstractmethod
    def look(self, work: Work, handoff: Handoff) -> None:
        """Whether agents see the case that was published a while ago; if they do not, they are told otherwise."""

    @abstractmethod
    def remind(self, work: Work, handoff: Handoff, key: str, what: str) -> None:
        """Whoever should be there is called: the agent who has the case, else all of them. `what` is one of `waiting.SHARES`, or what
        happened.
        """

    # a customer's turn

    def before_turn(self, item: Item, work: Work, words: str, payload: str | None = None) -> bool:
        """Whether a message or a click was the desk's, so that the bot does not answer it.

        `words` are what the customer wrote, or the title of what they clicked; `payload` is what that button says.
        """
        if not work.unit(item.conversation).was_at_desk:
            return False
        meant = payload or self.meant(item, work, words)
        if closing.answered(self, item, work, meant):
            return True
        handoff = handoffs.in_charge(work, item.conversation)
        if handoff is None:
            return False
        doing = during(handoff.status, meant, clicked=payload is not None)
        if doing is Doing.LEAVE:
            self.leave(item, work, handoff)
        elif doing is Doing.RELAY:
            self.hand_on(item, work, handoff, words)
        elif handoff.status == "claimed":
            self.clicked(item, work, handoff, words)
        return doing is not Doing.ANSWER

    def meant(self, item: Item, work: Work, words: str) -> str:
        """The payload of a shown button whose title was typed; other words stand for themselves."""
        tracker = self.trackers.tracker(item.conversation, work.unit().state)
        chosen = typed(clean(own_words(words)), [(title, payload) for title, payload in tracker.slots["buttons"]])
        return chosen[1] if chosen else words

    def leave(self, item: Item, work: Work, handoff: Handoff) -> None:
        """Back to the bot, as the customer wants it."""
        handoffs.give_back(work.connection, handoff.case_id, "by_customer", work.now)
        self.did(work, handoff, "returned", by="customer")
        self.show(work, handoff.case_id)
        self.tell(work, handoff, f"{item.key}/told", said("utter_desk_left", case=handoff.case_id), slots=RETURNED)

    def hand_on(self, item: Item, work: Work, handoff: Handoff, words: str) -> None:
        """The customer's words go to the agent, and the time to answer begins."""
        relayed = self.relay(item, work, handoff, words)
        kept = {"event": "relayed", "text": relayed.text, "key": item.key, "files": relayed.files, "timestamp": work.now.timestamp()}
        self.write(work, self.tracker(work, handoff), [kept])
        if handoffs.asked(work.connection, handoff.case_id, work.now):
            waiting.asked(self, work, handoff)

    def after_turn(self, work: Work, after: Tracker) -> None:
        """A turn of the bot is written: its case comes to the desk, its card changes, or it is no person's case any more."""
        for handoff in handoffs.at_desk(work, after.sender_id):
            if not is_current(handoff, after):
                continue  # the customer is busy with another case; this one stays where it is
            status = after.slots["status"]
            if status == "handed_off":
                self._at_desk(work, handoff, after)
                continue
            why = "kept" if status == "kept" else "by_customer"
            handoffs.give_back(work.connection, handoff.case_id, why, work.now)
            self.did(work, handoff, "returned", {"with_agent": None}, by="customer", why=why)
            self.show(work, handoff.case_id)

    def _at_desk(self, work: Work, handoff: Handoff, after: Tracker) -> None:
        """A card with its timer for a case that is new here; else its card with the newest words, and with what they told."""
        words = written(after)
        learnt = self.learnt(work, handoff, after.slots)
        if handoff.brief["last_words"] != words and not (handoff.status == "claimed" and work.item.kind == "click"):
            learnt |= handoffs.heard(handoff.brief, words)
        handoffs.note(work.connection, handoff, learnt)
        if handoff.since == work.now:
            self.did(work, handoff, "came", rules=handoff.rules, round=handoff.round)
        self.show(work, handoff.case_id)
        if handoff.since == work.now and handoff.round > 1:
            self.remind(work, handoff, f"{handoff.case_id}/{handoff.round}", "back")
        waiting.arrived(self, work, handoff)

    def learnt(self, work: Work, handoff: Handoff, slots: Mapping[str, Any]) -> Data:
        """What of a brief is known by now: the product that was not, the account, dates, why they leave, who they are."""
        brief, product = handoff.brief, slots["product"] if slots["product"] in self.library else None
        told = {name: slots[name] for name in LEARNT if slots.get(name)}
        if product and brief["product"] in (None, product):
            told |= {"product": product, "name": self.library.name(product), "attributes": slots["attributes"]}
        return told | self.known_of(work, handoff)

    def known_of(self, work: Work, handoff: Handoff) -> Data:
        """What is known of the person beside what they said: which case of theirs it is."""
        return {} if "number" in handoff.brief else {"number": handoffs.number(work.connection, handoff)}

    def add(self, work: Work, handoff: Handoff, item: Item) -> None:
        """What a customer adds to a case that waits for a person, while their conversation is about something else."""
        words = item.data.get("shown") or item.data["text"]
        handoffs.note(work.connection, handoff, handoffs.heard(handoff.brief, words))
        said = {"event": "relayed", "text": words, "key": item.data.get("origin") or item.key}
        self.write(work, self.tracker(work, handoff), [{**said, "timestamp": work.now.timestamp()}])
        self.show(work, handoff.case_id)

    def refresh(self, work: Work, conversation: str) -> None:
        """The cards of a conversation once more: something in its briefs was taken out."""
        for handoff in handoffs.of_conversation(work.connection, conversation):
            if handoff.shown:
                self.show(work, handoff.case_id)

    def did(self, work: Work, handoff: Handoff, what: str, slots: Data | None = None, **of: Any) -> None:
        """Keeps what became of a case at the desk as an event of its conversation: who did it, and what they said with it."""
        at = work.now.timestamp()
        kept: list[Event] = [{"event": "desk", "name": what, "case": handoff.case_id, "data": of, "timestamp": at}]
        changes: list[Event] = [{"event": "slot", "name": name, "value": value} for name, value in (slots or {}).items()]
        self.write(work, self.tracker(work, handoff), [*kept, *changes])

    # what everybody sees

    def show(self, work: Work, case: str) -> None:
        """Whoever looks at the desk sees the case as it stands now."""
        handoff = handoffs.of_case(work.connection, case)
        if handoff is not None:
            handoffs.shown(work.connection, case)
            self.publish(work, handoff)

    def timer(self, work: Work, handoff: Handoff, what: str, since: datetime, after: timedelta) -> None:
        """Has `nobody_there` look after a while what became of it (`waiting.SHARES`), or whether agents see its card (`unseen`)."""
        due = since + after
        data = {"case": handoff.case_id, "round": handoff.round, "what": what, "since": since.timestamp()}
        key = f"{TIMER}/{handoff.case_id}/{handoff.round}/{what}/{due.timestamp():.6f}"
        work.timer(key, due, TIMER, data, conversation=handoff.conversation_id)

    def nobody_there(self, item: Item, work: Work) -> None:
        """A timer went off."""
        waiting.went_off(self, item, work)

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
        self.deliver(work, handoff, key, replies, after)

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

    @property
    def patience(self) -> timedelta:
        """How long a customer waits before they are told that nobody is there yet."""
        return timedelta(minutes=self.minutes)


def written(tracker: Tracker) -> str:
    """The customer's last message as people should see it, in one line."""
    latest = tracker.latest_message
    shown = (latest.get("metadata") or {}).get("shown") or latest.get("text") or ""
    return " ".join(shown.split())


def is_current(handoff: Handoff, tracker: Tracker) -> bool:
    """Whether the case is the one that the dialogue is about."""
    case = tracker.slots["case"]
    return bool(case) and case_name(tracker.sender_id, case["number"]) == handoff.case_id

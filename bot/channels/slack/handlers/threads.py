"""Threads of the direct message: which conversation a reply in one belongs to.

The direct message outside of threads is one conversation of a person, and each thread that they begin is another. A reply under a
message of another conversation goes on in that one as long as it is about the same case; when it has gone on to something else
meanwhile, the thread becomes a conversation of its own that begins where the case stood. What is decided about a conversation is
decided by an item of it, so a reply may be handed from one to the other: to the conversation of its root, and back to fork it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import Text, cast, select

from actions.receipt import case_name
from bot.address import Address
from bot.cases import handoffs
from bot.channels.slack.blocks import rendering
from bot.channels.slack.desk.tag import DESK
from bot.channels.slack.inbound import FEEDBACK, message_key
from bot.delivery.items import TIMER, Item
from bot.delivery.work import Work
from bot.dialogue.tracker import Event, Tracker, fold, restored
from bot.store.tables import CONVERSATION, INBOX, TURN, Handoff
from bot.store.turns import Record
from bot.turn import Conversations, case_row

MOVED = f"{TIMER}moved"
"""A message of a channel that goes on in the direct message."""
HANDED = f"{TIMER}handed"
"""An item that another conversation than the one it came in has to work off."""
ROUTED = frozenset({"message", "click", "edited", "deleted", MOVED})
"""Kinds of items that can be in a thread."""
SHARED = ("offers_closed", "introduced", "language", "formal")
"""What all conversations of a person in the direct message know: a no is a no in every thread (N4)."""
MOST_TURNS = 80
"""How far back a reply's root is looked for: reading so many takes about 35 ms."""

Data = dict[str, Any]


class Subject(NamedTuple):
    """What a conversation is about."""

    case: int | None
    product: str | None


class Past(NamedTuple):
    """A turn as it left the conversation. `keys` are those of the messages that were heard in it."""

    seq: int
    tracker: Tracker
    events: list[Event]
    keys: frozenset[str]
    threads: frozenset[str]


@dataclass(frozen=True)
class Waits:
    """The reply is about this case, which waits for a person while the conversation has gone on."""

    handoff: Handoff


@dataclass(frozen=True)
class Threads:
    """Where replies belong."""

    conversations: Conversations

    def place(self, item: Item, work: Work) -> Item | Waits | None:
        """The item as it is to be worked off here; None when it was handed to another conversation."""
        place = Address.of(item.conversation)
        if not place.direct or item.kind not in ROUTED or str(item.data.get("action", "")).startswith(DESK):
            return item
        if place.thread is None:
            return self._at_root(item, work) if "under" in item.data else item
        if "from" in item.data:
            self._fork(item, work)
            return item
        main = main_of(item.conversation)
        if item.kind in ("edited", "deleted"):
            stays = heard(work, item.conversation, item.data["of"]) or not heard(work, main, item.data["of"])
        else:
            stays = is_known(work, item.conversation)
        root = None if stays else self._root(item, work, main)
        if root is None:
            return item
        self._hand_on(item, work, main, under=root)
        return None

    def is_elsewhere(self, item: Item, work: Work) -> bool:
        """Whether a button of the Home tab was about a thread of the person, which it was handed to."""
        about, main = str(item.data.get("metadata") or ""), item.conversation
        if about in ("", main) or in_thread(main) or about not in all_of(work, Address.of(main)):
            return False
        self._hand_on(item, work, about, thread=Address.of(about).thread)
        return True

    def _root(self, item: Item, work: Work, main: str) -> str | None:
        """The key of what a thread hangs on, when that is of the conversation outside of threads; None when it is the customer's own."""
        if item.kind in ("edited", "deleted"):
            return ""
        channel, ts = str(item.data.get("channel") or ""), Address.of(item.conversation).thread or ""
        if key := work.key_of(channel, ts):
            return key
        key = message_key(item.team, channel, ts)
        written = select(INBOX.c.key).where(INBOX.c.key == key, INBOX.c.conversation_id == main)
        if work.connection.execute(written).first():
            return key
        is_own = item.kind == "click" and rendering.is_owner(str(item.data["value"]), main)
        return "" if item.data.get("under_app") or is_own else None

    def _hand_on(self, item: Item, work: Work, conversation: str, **data: Any) -> None:
        hops = int(item.data.get("hops", 0)) + 1
        kept = {**item.data, **data, "hops": hops, "kind": item.kind, "origin": item.data.get("origin") or item.key, "own_key": item.key}
        thread, key = data.get("thread", item.thread), f"{item.key}/handed/{hops}"
        work.hand_on(replace(work.item, key=key, kind=HANDED, conversation=conversation, data=kept, thread=thread))

    # in the conversation of the root

    def _at_root(self, item: Item, work: Work) -> Item | Waits | None:
        """Whether the conversation is still about what the thread's root was about."""
        unit = work.unit()
        if unit.state is None or item.kind in ("edited", "deleted") or str(item.data.get("action", "")).startswith(FEEDBACK):
            return item
        now = self.conversations.open(unit.id, unit.state)
        past = history(work, unit.id, self.conversations.tracker(unit.id, None))
        root = self._turn_of(past, item)
        if root is None or subject(root.tracker) == subject(now):
            return item
        found = self._desk(work, root.tracker)
        if found:
            return Waits(found) if found.status == "waiting" and item.kind != "click" else item
        last = max(turn.seq for turn in past if subject(turn.tracker) == subject(root.tracker))
        thread = item.thread or self._answered(item, work)
        if thread is None:
            return item
        own = Address.of(unit.id).in_thread(thread).conversation
        self._hand_on(item, work, own, **{"from": last}, thread=thread)
        return None

    def _turn_of(self, past: list[Past], item: Item) -> Past | None:
        """The newest turn in the thread, or else the one that its root was said in."""
        root = item.data["under"]
        own = (turn for turn in reversed(past) if item.thread and item.thread in turn.threads)
        said = (turn for turn in reversed(past) if any(root == key or root.startswith(f"{key}/") for key in turn.keys))
        return next(own, None) or next(said, None)

    def _desk(self, work: Work, root: Tracker) -> Handoff | None:
        """The root's case, when it is with a person or waits for one."""
        number = subject(root).case
        name = case_name(root.sender_id, number) if number else None
        return next((handoff for handoff in handoffs.at_desk(work, root.sender_id) if handoff.case_id == name), None)

    def _answered(self, item: Item, work: Work) -> str | None:
        """For what was written in a channel's thread: the message in which its case began in the direct message."""
        message = work.message(f"{item.data['under']}/moved/1")
        return message.ts if message else None

    # in the thread

    def _fork(self, item: Item, work: Work) -> None:
        """Begins the thread's conversation with what was said of its case, where that stood; unless an earlier reply has."""
        unit, main = work.unit(), main_of(item.conversation)
        if unit.state is not None:
            return
        past = history(work, main, self.conversations.tracker(main, None))
        kept = [turn for turn in past if turn.seq <= item.data["from"]]
        if not kept:
            return
        about, first = subject(kept[-1].tracker), len(kept) - 1
        while first and subject(kept[first - 1].tracker) == about:
            first -= 1
        before = kept[first - 1].tracker if first else None
        events = [*(_remembered(before) if before else []), *(event for turn in kept[first:] for event in turn.events)]
        after = fold(self.conversations.tracker(unit.id, None), events)
        unit.write(Record(at=work.now, state=after.state(), events=events, case=case_row(after)))

    # what all of them know

    def shared(self, work: Work, tracker: Tracker) -> list[Event]:
        """What the person's other conversations have learnt, for this one."""
        if not in_thread(tracker.sender_id):
            return []
        state = snapshot(work, main_of(tracker.sender_id))
        return _news(state["slots"] if state else {}, tracker.slots)

    def share(self, work: Work, after: Tracker) -> None:
        """What a thread has learnt that others have to know."""
        if not in_thread(after.sender_id):
            return
        main = main_of(after.sender_id)
        state = snapshot(work, main)
        if not _news(after.slots, state["slots"] if state else {}):
            return
        unit = work.unit(main)
        before = self.conversations.open(main, unit.state)
        events = [{**event, "timestamp": work.now.timestamp()} for event in _news(after.slots, before.slots)]
        known = fold(before, events)
        unit.write(Record(at=work.now, state=known.state(), events=events))
        work.then.append(lambda: self.conversations.remember(known))


def subject(tracker: Tracker) -> Subject:
    """What a conversation is about at this moment."""
    case = tracker.slots.get("case") or {}
    return Subject(case.get("number"), case.get("product") or tracker.slots.get("product"))


def history(work: Work, conversation: str, first: Tracker) -> list[Past]:
    """The newest turns of a conversation, in order."""
    query = select(TURN.c.seq, TURN.c.events).where(TURN.c.conversation_id == conversation).order_by(TURN.c.seq.desc()).limit(MOST_TURNS)
    found, tracker = [], first
    for seq, events in reversed(work.connection.execute(query).all()):
        tracker = fold(tracker, events)
        said = [event.get("metadata") or {} for event in events if event["event"] == "user"]
        keys = [*(each.get("key") for each in said), *(event.get("key") for event in events if event["event"] == "relayed")]
        threads = frozenset(str(each["thread"]) for each in said if each.get("thread"))
        found.append(Past(seq, tracker, events, frozenset(filter(None, keys)), threads))
    return found


def snapshot(work: Work, conversation: str) -> Data | None:
    """A conversation as it stands, without keeping others from it."""
    state: Data | None = work.connection.execute(select(CONVERSATION.c.state).where(CONVERSATION.c.id == conversation)).scalar()
    return state


def is_known(work: Work, conversation: str) -> bool:
    """Whether anything was ever said in a conversation."""
    return snapshot(work, conversation) is not None


def heard(work: Work, conversation: str, message: str) -> bool:
    """Whether a message was heard in a conversation, or relayed from it."""
    return bool(_holding(work, [conversation], message))


def holding(work: Work, place: Address, message: str) -> list[str]:
    """The conversations of a person that have a message: where it was said, and the threads that have left from there since."""
    main = place.private.conversation
    own = all_of(work, place) if is_known(work, main) else []
    return _holding(work, sorted({place.conversation, *own}), message)


def _holding(work: Work, conversations: list[str], message: str) -> list[str]:
    has = cast(TURN.c.events, Text).contains(json.dumps(message), autoescape=True)
    query = select(TURN.c.conversation_id).where(TURN.c.conversation_id.in_(conversations), has).distinct()
    return sorted(work.connection.execute(query).scalars())


def in_thread(conversation: str) -> bool:
    """Whether a conversation is a thread of the direct message."""
    place = Address.of(conversation)
    return place.direct and place.thread is not None


def main_of(conversation: str) -> str:
    """The same person's conversation outside of threads."""
    return Address.of(conversation).root.conversation


def all_of(work: Work, place: Address) -> list[str]:
    """Every conversation of a person in the direct message: outside of threads first, then the newest."""
    main = place.private.conversation
    begins, ends = place.all_private
    mine = (CONVERSATION.c.id.startswith(begins, autoescape=True), CONVERSATION.c.id.endswith(ends, autoescape=True))
    query = select(CONVERSATION.c.id).where(*mine, CONVERSATION.c.id != main).order_by(CONVERSATION.c.updated.desc())
    return [main, *work.connection.execute(query).scalars()]


def busy(work: Work, main: Tracker, initial: Data, statuses: frozenset[str]) -> Tracker:
    """Of a person's conversations, the one in which a case is open: outside of threads first, then the newest; else the main one."""
    if main.slots["status"] in statuses:
        return main
    for conversation in all_of(work, Address.of(main.sender_id))[1:]:
        state = snapshot(work, conversation)
        if state and state["slots"].get("status") in statuses:
            return restored(conversation, state, initial)
    return main


def _remembered(before: Tracker) -> list[Event]:
    """A tracker's slots and stack as events."""
    slots: list[Event] = [{"event": "slot", "name": name, "value": value} for name, value in before.slots.items()]
    return [*slots, {"event": "stack", "update": list(before.stack)}]


def _news(known: Mapping[str, Any], slots: Mapping[str, Any]) -> list[Event]:
    """What `known` tells that these slots do not hold yet. A language that they have stays."""
    closed = {**(known.get("offers_closed") or {}), **(slots.get("offers_closed") or {})}
    news: Data = {"offers_closed": closed} if closed != (slots.get("offers_closed") or {}) else {}
    news |= {name: known[name] for name in SHARED[1:] if known.get(name) and not slots.get(name)}
    return [{"event": "slot", "name": name, "value": value} for name, value in news.items()]

"""What becomes of the items of the inbox: a customer's words and clicks become turns, their replies rows of the outbox.

Every handler runs in the transaction of its Work and has no other effect. What belongs to the desk is given to the desk.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Any

from bot import logs
from bot.address import Address
from bot.cases import handoffs
from bot.cases.closing import NOT_SOLVED, SOLVED
from bot.cases.desk import LEAVE
from bot.cases.desk import TIMER as DESK_TIMER
from bot.channels.slack import identity, wording
from bot.channels.slack.blocks import rendering, why
from bot.channels.slack.blocks.files import files
from bot.channels.slack.desk import clicks, relay, sending
from bot.channels.slack.desk.desk import Desk
from bot.channels.slack.desk.tag import DESK
from bot.channels.slack.handlers import channels, choices, edits, elsewhere, feedback, forwarded, home, threads
from bot.channels.slack.handlers.said import GREET, HELP, WHERE, Said, in_order, is_private, noted, written_at
from bot.channels.slack.handlers.threads import HANDED, MOVED, Threads, Waits
from bot.channels.slack.inbound import FEEDBACK, SAYS
from bot.delivery import outbox
from bot.delivery.items import REPORT, TIMER, Item, Outgoing
from bot.delivery.work import Work
from bot.dialogue.replies import Reply, Responses
from bot.dialogue.tracker import Tracker, fold
from bot.turn import Conversations, Decided, Outcome, Turn

log = logging.getLogger(__name__)

TO_CUSTOMERS = frozenset({"message", "click", "command", "shortcut", MOVED, HANDED})
"""Kinds to which a customer expects an answer."""
RECENT = 500

Handler = Callable[[Item, Work], None]
Data = dict[str, Any]


@dataclass
class Reception:
    """Built by `bootstrap`. `hosts` are those that links may lead to."""

    conversations: Conversations
    desk: Desk
    hosts: frozenset[str]
    latest: OrderedDict[str, Outcome] = field(default_factory=OrderedDict)
    """the last outcomes, for whoever wants to look behind an answer"""

    def handlers(self) -> Mapping[str, Handler]:
        """By the kind of item."""
        return {
            **dict.fromkeys(self.in_place, self.placed),
            HANDED: self.handed,
            "command": self.command,
            "shortcut": self.shortcut,
            "home": self.opened,
            "view": self.view,
            "revoked": self.ended,
            "uninstalled": self.ended,
            f"{TIMER}{DESK_TIMER}": self.desk.nobody_there,
            REPORT: lambda item, work: sending.reported(self.desk, item, work),
        }

    # where it belongs

    @property
    def threads(self) -> Threads:
        """Which conversation a reply belongs to."""
        return Threads(self.conversations)

    @property
    def in_place(self) -> Mapping[str, Handler]:
        """Handlers of what may be said in a thread, once it is where it belongs."""
        return {"message": self.message, MOVED: self.message, "click": self.click, "edited": self.edited, "deleted": self.deleted}

    def placed(self, item: Item, work: Work) -> None:
        """Worked off in the conversation that it belongs to."""
        match self.threads.place(item, work):
            case Item() as mine:
                self.in_place[mine.kind](mine, work)
            case Waits(handoff) if not self._is_somebody_else(item, work):
                self.desk.add(work, handoff, item)
                self.reply(item, work, (self.plain(item, work, "slack_added", case=handoff.case_id),))

    def handed(self, item: Item, work: Work) -> None:
        """What another conversation handed on, as it came in there."""
        self.placed(replace(item, key=item.data["own_key"], kind=item.data["kind"]), work)

    # what customers do

    def message(self, item: Item, work: Work) -> None:
        """Words, files, or both; in a channel only where the bot was called, or has answered in that thread."""
        if self.desk.is_here(item):
            return self.among_agents(item, work)
        if not self.is_for_us(item, work):
            return None
        if not channels.is_called(item):
            if self._moved(item, work):
                return self.point(item, work)
            if not self.is_asked(item, work):
                return None
        before, payload = self._about_files(item, work), item.data.get("payload")
        said = Said(item.data["text"], payload, wording.with_forwarded(item.data), before)
        if not (said.text or payload or item.data.get("forwarded")):
            return self.wordless(item, work, said)
        if (meant := forwarded.read(self, item, work, said)) is None:
            return self.remark(item, work, replace(said, before=(*before, self.plain(item, work, "slack_forwarded_unread"))))
        return self.hear(item, work, meant)

    def among_agents(self, item: Item, work: Work) -> None:
        """In the agents' channel nobody is a customer; whoever calls the bot there is told so, and nobody else reads it."""
        if item.data.get("mentioned"):
            payload = {"user": item.user, "text": self.desk.texts.text("desk_here")}
            work.post(self.row(item, f"{item.key}/only", "chat.postEphemeral", payload))

    def wordless(self, item: Item, work: Work, said: Said) -> None:
        """A file, a picture of joy, the bot's name alone: what is open is shown again, and where nothing is, it says what it can do."""
        if said.before:
            return None if self.desk.before_turn(item, work, "") else self.remark(item, work, said)
        tracker, handoff = self.tracker(work), handoffs.in_charge(work, item.conversation)
        if tracker.collecting(self.conversations.policy.flows) or (handoff and handoff.status == "claimed"):
            return self.hear(item, work, said)
        is_open = handoff or tracker.slots["status"] in home.OPEN
        return self.hear(item, work, replace(said, payload=WHERE if is_open else GREET))

    def remark(self, item: Item, work: Work, said: Said) -> None:
        """Says what is to be said before an answer, without one; with who it is that speaks, where it speaks for the first time (N16)."""
        if self.tracker(work).slots["introduced"]:
            return self.reply(item, work, said.before)
        return self.hear(item, work, replace(said, text="", payload=GREET))

    def is_for_us(self, item: Item, work: Work) -> bool:
        """Whether a message is said to the bot: in channels what calls it, or what a thread's customer says in it to nobody else."""
        return channels.is_called(item) or (not item.data.get("to_others") and edits.is_known(work))

    def is_asked(self, item: Item, work: Work) -> bool:
        """Whether words in a thread that do not call the bot ask something of it."""
        words = self.desk.meant(item, work, item.data["text"])
        tracker, policy = self.tracker(work), self.conversations.policy
        said = self.conversations.read(Turn(item.conversation, words, work.now), tracker)
        waits = tracker.collecting(policy.flows) is not None
        return channels.is_asked(said, waits=waits)

    def click(self, item: Item, work: Work) -> None:
        """A button or a menu: the desk's, one that shows something, or a customer's choice."""
        action = str(item.data["action"])
        if action.startswith(DESK):
            clicks.handle(self.desk, item, work)
        elif action == why.ACTION:
            choices.show_why(self, item, work)
        elif action.startswith(FEEDBACK):
            choices.take_feedback(self, item, work)
        elif action.startswith((SAYS, home.ACTION)):
            choices.choose(self, item, work)
        else:
            log.warning("a click on an unknown button: %s", action)
            choices.refuse(self, item, work)

    def command(self, item: Item, work: Work) -> None:
        """`/partwell`, with or without words."""
        self.hear(item, work, Said(item.data["text"]) if item.data["text"] else Said(item.data["command"], HELP))

    def shortcut(self, item: Item, work: Work) -> None:
        """«Cancel help with this» on a message: on one's own, its words count."""
        self.hear(item, work, Said(item.data["text"]) if item.data["text"] else Said(item.data["callback"], HELP))

    def opened(self, item: Item, work: Work) -> None:
        """The app was opened: its Home tab is drawn; whoever comes to write for the first time is greeted."""
        tracker = self.tracker(work)
        if item.data["tab"] == "messages":
            if tracker.events == 0:
                self.hear(item, work, Said("", GREET))
            return
        shown = threads.busy(work, tracker, self.conversations.domain.initial_slots(), home.OPEN)
        kept = home.receipts(work, threads.all_of(work, Address.of(item.conversation)))
        view = home.view(shown, kept, self.responses(item, shown), self.conversations.policy.library)
        if item.user in (item.data.get("agents") or ()):
            first = self.desk.queue(work, self.responses(item, tracker))
            view = {**view, "blocks": [*first, {"type": "divider"}, *view["blocks"]]}
        work.post(Outgoing(item.key, item.team, f"home/{item.user}", "views.publish", {"user_id": item.user, "view": view}))

    def view(self, item: Item, work: Work) -> None:
        """A form that was sent."""
        if item.data["callback"].startswith(DESK):
            clicks.handle(self.desk, item, work)
        else:
            log.warning("an unknown form: %s", item.data["callback"])
            choices.refuse(self, item, work)

    def edited(self, item: Item, work: Work) -> None:
        """An edit counts when it names something else; it never does a step again."""
        known = edits.is_known(work)
        relayed = known and relay.reworded(self.desk, item, work)
        words = edits.edit(self.conversations, item, work) if known and not relayed else None
        self._reword(item, work, item.data["before"], item.data["text"])
        self._reword(item, work, item.data.get("before_shown") or "", item.data.get("shown") or "")
        if known and item.data["of"] == self._moved(item, work):
            return self._edit_there(item, work)
        if words:
            self.hear(item, work, Said(words, shown=item.data.get("shown"), instead=True))
        elif words is not None:
            self.reply(item, work, (self.plain(item, work, "slack_edited"),))
        return None

    def _edit_there(self, item: Item, work: Work) -> None:
        """What went on in the direct message is corrected there."""
        place = Address.of(item.conversation)
        private = place.private.conversation
        data = {**item.data, "kind": item.kind, "own_key": item.key}
        there = replace(work.item, key=f"{item.key}/handed/1", kind=HANDED, conversation=private, data=data)
        work.hand_on(replace(there, channel=item.user, thread=None))

    def deleted(self, item: Item, work: Work) -> None:
        """What was deleted is not quoted any more."""
        if edits.is_known(work):
            relay.unsaid(self.desk, item, work)
        for words in {item.data["before"], item.data.get("before_shown") or ""}:
            self._reword(item, work, words, "")

    def _reword(self, item: Item, work: Work, old: str, new: str) -> None:
        """Wherever the message was heard: here, in the direct message where it may have gone on, in threads that have left from there."""
        for conversation in threads.holding(work, Address.of(item.conversation), item.data["of"]):
            edits.reword(self.conversations, work, conversation, old, new)
            self.desk.refresh(work, conversation)

    def ended(self, item: Item, work: Work) -> None:
        """The app was removed, or its token revoked. What waits for a workspace that has taken the app away is not sent any more."""
        if item.data.get("settled"):
            log.warning("team %s: %d message(s) are given up", item.team, outbox.give_up(work.connection, item.team, item.kind, work.now))

    # turns

    def hear(self, item: Item, work: Work, said: Said) -> None:
        """A turn, unless the desk has the case or the words are somebody else's."""
        if self._is_somebody_else(item, work):
            return self.whisper(item, work, "slack_not_yours")
        if moved := self._moved(item, work):
            return self._move(item, work, said, "slack_went_on", under=moved)
        if said.payload not in (HELP, GREET) and self.desk.before_turn(item, work, said.text, said.payload):
            return None
        unit = work.unit()
        if news := self.threads.shared(work, self.conversations.open(unit.id, unit.state)):
            edits.note(self.conversations, work, *news)
        before = self.tracker(work)
        turn = self.turn(item, work.now, said, before)
        decided = self.conversations.decide(turn, before)
        if not Address.of(item.conversation).direct and is_private(decided):
            return self.move(item, work, said)
        unit.write(replace(self.conversations.record(turn, unit.state, decided), at=work.now))
        self.threads.share(work, decided.after)
        work.then.append(lambda: self._kept(decided))
        library, responses = self.conversations.policy.library, self.responses(item, decided.after)
        replies = elsewhere.told(work, item.conversation, decided.outcome.replies, responses, library)
        self.reply(item, work, in_order(said.before, replies), decided.after)
        self.desk.after_turn(work, decided.after)
        return None

    def turn(self, item: Item, now: datetime, said: Said, before: Tracker) -> Turn:
        """The turn of an item; its moment is told in the customer's own time zone."""
        person, written = item.data.get("person") or {}, written_at(item, now)
        at = written if person.get("offset") is None else written.astimezone(timezone(timedelta(seconds=person["offset"])))
        who = identity.both(identity.of_data(before.latest_message.get("metadata") or {}), identity.of_data(item.data))
        metadata = {"key": item.data.get("origin") or item.key, "ts": item.data.get("ts"), "who": who, "thread": item.thread}
        language = person.get("language")
        turn = Turn(item.conversation, said.text, at, locale=language, metadata=metadata, payload=said.payload, shown=said.shown)
        return replace(turn, instead=said.instead)

    def reply(self, item: Item, work: Work, replies: Sequence[Reply], after: Tracker | None = None) -> None:
        """What the customer reads, as one message where it fits."""
        tracker = after or self.tracker(work)
        for outgoing in self.outgoing(item, replies, tracker, work.now):
            work.post(outgoing)

    def outgoing(self, item: Item, replies: Sequence[Reply], tracker: Tracker, now: datetime) -> list[Outgoing]:
        """The rows of a turn: its messages, then its files. Their keys are the item's."""
        responses = self.responses(item, tracker)
        payloads = rendering.messages(replies, responses, rendering.dialogue_fingerprint(tracker), self.hosts)
        if payloads:
            payloads[-1] = feedback.asked(payloads[-1], replies, responses)
        library = self.conversations.policy.library
        calls = [("chat.postMessage", payload) for payload in payloads]
        calls += [("files.upload", payload) for payload in files(replies, responses, library, now)]
        return [self.row(item, f"{item.key}/{number}", method, payload) for number, (method, payload) in enumerate(calls, 1)]

    def row(self, item: Item, key: str, method: str, payload: Data) -> Outgoing:
        """A message where the conversation is. From a channel that is closed it goes to the person instead."""
        thread = {"thread_ts": item.thread} if item.thread else {}
        instead = None if item.channel == item.user else item.user
        return Outgoing(key, item.team, item.channel, method, {**payload, **thread}, instead=instead)

    def move(self, item: Item, work: Work, said: Said) -> None:
        """What concerns one person goes on where nobody else reads; the thread only says so, and from now on this is all it says."""
        edits.note(self.conversations, work, {"event": "slot", "name": "moved", "value": item.key})
        self._move(item, work, said, "slack_goes_on")

    def point(self, item: Item, work: Work) -> None:
        """In the thread of what has moved, whoever does not call the bot is pointed to the direct message, once."""
        payload = {"user": item.user, "text": self.plain(item, work, "slack_write_there").text}
        work.post(self.row(item, f"pointed/{item.conversation}", "chat.postEphemeral", payload))

    def _moved(self, item: Item, work: Work) -> str | None:
        """The key of the message with which a channel's thread went on in the direct message."""
        moved: str | None = None if Address.of(item.conversation).direct else self.tracker(work).slots.get("moved")
        return moved

    def _move(self, item: Item, work: Work, said: Said, note: str, **under: str) -> None:
        place = Address.of(item.conversation)
        private = Address(place.team, place.user, None, place.user).conversation
        said_there = {"text": said.text, "payload": said.payload, "origin": item.key, "written": item.position, "mentioned": True}
        data = {**item.data, **said_there, **under, "who": {**identity.of_data(item.data), "room": None}}
        work.timer(f"{item.key}/moved", work.now, "moved", data, conversation=private, channel=item.user, thread=None)
        payload = rendering.messages([self.plain(item, work, note)], self.responses(item, self.tracker(work)), "-")[0]
        work.post(self.row(item, f"{item.key}/1", "chat.postMessage", payload))

    @property
    def known(self) -> list[str]:
        """What can be said at any time."""
        return [
            LEAVE,
            SOLVED,
            NOT_SOLVED,
            *home.PAYLOADS,
            *rendering.understood(self.conversations.domain.intents, self.conversations.policy.library.products()),
        ]

    # around a turn

    def tracker(self, work: Work) -> Tracker:
        """The conversation as it stands in this transaction; a thread knows what the person has said elsewhere once and for all."""
        unit = work.unit()
        tracker = self.conversations.open(unit.id, unit.state)
        return fold(tracker, self.threads.shared(work, tracker))

    def responses(self, item: Item, tracker: Tracker) -> Responses:
        """The texts in the person's language, as far as it is known."""
        person = item.data.get("person") or {}
        language = tracker.slots["language"] or person.get("language") or self.conversations.default_language
        return self.conversations.responses[language].where(tracker.slots)

    def plain(self, item: Item, work: Work, name: str, **values: Any) -> Reply:
        """A text that is no part of the dialogue."""
        return self.responses(item, self.tracker(work)).reply({"event": "bot", "metadata": {"response": name, **values}})

    def whisper(self, item: Item, work: Work, name: str, **values: Any) -> None:
        """Something that only the one who clicked or wrote reads."""
        payload = {"user": item.user, "text": self.plain(item, work, name, **values).text}
        work.post(self.row(item, f"{item.key}/only", "chat.postEphemeral", payload))

    def _about_files(self, item: Item, work: Work) -> tuple[Reply, ...]:
        """A file from over Slack Connect comes without its name."""
        files = item.data.get("files") or []
        names = [file["name"] for file in files if file["name"]]
        response = "slack_files" if len(names) == len(files) else "slack_files_unnamed"
        return (self.plain(item, work, response, names=names),) if files else ()

    def _is_somebody_else(self, item: Item, work: Work) -> bool:
        """Whether the person is of another workspace than the one whose case this is: ids alone do not tell them apart."""
        latest = self.tracker(work).latest_message or (threads.snapshot(work, threads.main_of(item.conversation)) or {}).get(
            "latest_message"
        )
        before = identity.of_data((latest or {}).get("metadata") or {})
        return not identity.is_same(before, identity.of_data(item.data), (item.data.get("person") or {}).get("teams") or ())

    def _kept(self, decided: Decided) -> None:
        self.conversations.kept(decided)
        log.info("a turn was kept", extra=logs.of(**noted(decided)))
        self.latest[decided.after.sender_id] = decided.outcome
        self.latest.move_to_end(decided.after.sender_id)
        if len(self.latest) > RECENT:
            self.latest.popitem(last=False)

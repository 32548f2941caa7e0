"""What agents do with the desk's buttons and modals. A customer never gets here.

Who is an agent is checked each time: `agents` of an item are those it names who were one when it arrived.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot import logs
from bot.address import Address
from bot.cases import closing, handoffs, waiting
from bot.cases.desk import RESOLVED, RETURNED, TAKEN
from bot.cases.notices import said
from bot.cases.transcript import transcript
from bot.channels.slack.blocks.escape import hosts_in
from bot.channels.slack.blocks.richtext import section
from bot.channels.slack.desk import rich, sending
from bot.channels.slack.desk.card import card_key, message
from bot.channels.slack.desk.desk import Desk
from bot.channels.slack.desk.entry import can_be, tag_of
from bot.channels.slack.desk.modals import MOST_NOTE, NAMES, OUTCOMES
from bot.channels.slack.desk.rich import Block
from bot.channels.slack.desk.sending import copy_key, handles, reply_key
from bot.channels.slack.desk.tag import DESK, Tag
from bot.delivery import unsent
from bot.delivery.items import Item, Outgoing
from bot.delivery.work import Work
from bot.dialogue.tracker import Event
from bot.store.tables import Handoff
from bot.store.turns import OPEN, events_of

log = logging.getLogger(__name__)

MINE = frozenset({"reply", "resolve", "return"})
"""What only the agent can do who has the case."""
SENT = frozenset({"edit", "take_back", "again"})
"""What is done with a reply that was sent; also when the case has left the desk."""


def handle(desk: Desk, item: Item, work: Work) -> None:
    """A click on one of the desk's buttons (kind `click`), or a modal of the desk (kind `view`)."""
    name = str(item.data.get("action") or item.data.get("callback")).removeprefix(DESK)
    _Act(desk, item, work, tag_of(item) or Tag("")).do(name)


def refusal(desk: Desk, name: str, agent: str, handoff: Handoff | None) -> Block | None:
    """Why an agent (`team/user`) cannot do this with a case as it stands, as a block; None when they can."""
    if handoff is None:
        return _refused(desk, "gone")
    who = rich.person(handoff.assignee, desk.team(handoff)) if handoff.assignee else rich.text("?")
    mine = handoff.assignee == agent
    if name in SENT:
        return None if mine else _refused(desk, "not_yours", who=who)
    if name == "transcript":
        return None
    if name == "reopen":
        return _refused(desk, "opened") if handoff.status in OPEN else None
    if handoff.status not in OPEN:
        return _refused(desk, "ended")
    if name == "claim" and handoff.status == "claimed":
        return _refused(desk, "taken", who=who)
    if name == "reply" and Address.found(handoff.conversation_id) is None:
        return _refused(desk, "nowhere")
    if name in MINE and not mine:
        return _refused(desk, "not_yours", who=who) if handoff.assignee else _refused(desk, "unclaimed")
    return None


def _refused(desk: Desk, why: str, **elements: Block) -> Block:
    return rich.block(rich.line(*rich.mixed(desk.texts.raw(f"desk_refused_{why}"), **elements)))


@dataclass(frozen=True)
class _Act:
    """One thing that an agent does."""

    desk: Desk
    item: Item
    work: Work
    tag: Tag

    def do(self, name: str) -> None:
        if "agents" not in self.item.data:  # we were stopped before it was known who clicked
            return self.refuse(_refused(self.desk, "late"))
        if not self.is_agent(self.item.user):
            return self.keep_out("stranger")
        if not can_be(self.desk, self.item):
            return self.keep_out("odd")
        handoff = self.handoff()
        why = refusal(self.desk, name, self.agent, handoff)
        if why or handoff is None:
            return self.refuse(why or _refused(self.desk, "gone"), name)
        if self.item.kind == "view" and self.desk.modals.errors(name, self.values) and name != "transfer":
            return self.keep_out("odd")
        if self.item.kind == "click" and name in NAMES:
            sent = quoted(self.item.data["blocks"]) if name == "edit" else ""
            begun = sending.said_so_far(self.work, handoff) if name in {"reply", "edit"} else ()
            return self.fill(self.desk.modals.form(name, self.tag, handoff, sent, begun))
        acts: dict[str, Callable[[Handoff], None]] = {
            "claim": self.claim,
            "reply": self.reply,
            "transfer": self.transfer,
            "resolve": self.resolve,
            "return": self.give_back,
            "reopen": self.reopen,
            "transcript": self.transcript,
            "edit": self.edit,
            "again": self.again,
            "take_back": self.take_back,
        }
        return acts[name](handoff)

    @property
    def agent(self) -> str:
        return f"{self.item.team}/{self.item.user}"

    @property
    def values(self) -> dict[str, Any]:
        filled: dict[str, Any] = self.item.data["values"]
        return filled

    def is_agent(self, user: str) -> bool:
        return user in self.item.data.get("agents", ())

    def handoff(self) -> Handoff | None:
        """The case that it is about, when the item was let into its line; a message has to be one of its own."""
        found = handoffs.of_case(self.work.connection, self.tag.case)
        if found is None or found.conversation_id != self.item.conversation or self.item.team != self.desk.team(found):
            return None
        if not self.tag.message:
            return found
        of = handoffs.with_copy(self.work.connection, found.conversation_id, copy_key(self.tag.message))
        return found if of and of.case_id == found.case_id else None

    def keep_out(self, why: str) -> None:
        """Somebody, or something, that does not belong to the desk: they read why, in their language, and the log says it."""
        log.warning("refused at the desk: %s", why, extra=logs.of(kind=self.item.kind))
        language = (self.item.data.get("person") or {}).get("language") or self.desk.language
        words = rich.block(rich.line(rich.text(self.desk.responses[language].text(f"desk_refused_{why}"))))
        self.refuse(words, place=self.item.data.get("channel") or self.item.user)

    def fill(self, view: Block) -> None:
        """Puts a form into the modal that was opened at the click. When none could be, it is to be clicked again."""
        opened = self.item.data["view"]
        if opened is None:
            return self.refuse(_refused(self.desk, "late"))
        return self.work.post(Outgoing(f"{self.item.key}/view", self.item.team, opened, "views.update", {"view_id": opened, "view": view}))

    def refuse(self, why: Block, name: str = "", place: str = "") -> None:
        """Only the one who clicked reads it."""
        if self.item.kind == "click" and name in NAMES and self.item.data["view"]:
            return self.fill(self.desk.modals.refused(name, why))
        payload, channel = {"user": self.item.user, **message(why)}, place or self.desk.channel
        return self.work.post(Outgoing(f"{self.item.key}/refused", self.item.team, channel, "chat.postEphemeral", payload))

    def claim(self, handoff: Handoff) -> None:
        if not handoffs.claim(self.work.connection, self.tag.case, self.agent, self.work.now):
            now = handoffs.of_case(self.work.connection, self.tag.case)
            return self.refuse(refusal(self.desk, "claim", self.agent, now) or _refused(self.desk, "gone"))
        self.desk.did(self.work, handoff, "claimed", by=self.agent)
        waiting.taken(self.desk, self.work, handoff)
        self.desk.show(self.work, self.tag.case)
        return self.tell(handoff, "utter_desk_claimed", TAKEN)

    def transfer(self, handoff: Handoff) -> None:
        to = self.values.get("agent")
        if not isinstance(to, str) or not self.is_agent(to):
            return self.refuse(_refused(self.desk, "no_agent"))
        if not handoffs.transfer(self.work.connection, self.tag.case, f"{self.item.team}/{to}", self.work.now):
            return None  # theirs already
        note = self.filled("note")
        self.desk.did(self.work, handoff, "transferred", by=self.agent, to=f"{self.item.team}/{to}", note=note)
        waiting.taken(self.desk, self.work, handoff)
        self.desk.show(self.work, self.tag.case)
        given = rich.line(*self.mixed("given", who=f"{self.item.team}/{to}"))
        self.note(handoff, self.item.key, rich.block(given, *([rich.quote(note)] if note else [])))
        return self.tell(handoff, "utter_desk_transferred" if handoff.assignee else "utter_desk_claimed", TAKEN)

    def resolve(self, handoff: Handoff) -> None:
        outcome = self.values["outcome"] if self.values.get("outcome") in OUTCOMES else "other"
        note = self.filled("note")
        handoffs.resolve(self.work.connection, self.tag.case, outcome, note, self.work.now)
        self.desk.did(self.work, handoff, "resolved", by=self.agent, outcome=outcome, note=note)
        self.desk.show(self.work, self.tag.case)
        words = self.desk.responses[self.desk.spoken(handoff)].text(f"desk_outcome_{outcome}")
        self.tell(handoff, "utter_desk_resolved", RESOLVED, outcome=words)

    def give_back(self, handoff: Handoff) -> None:
        handoffs.give_back(self.work.connection, self.tag.case, "by_agent", self.work.now)
        self.desk.did(self.work, handoff, "returned", by=self.agent)
        self.desk.show(self.work, self.tag.case)
        self.tell(handoff, "utter_desk_returned", {**RETURNED, "given_back": handoff.case_id})

    def reopen(self, handoff: Handoff) -> None:
        closing.reopen(self.desk, self.work, handoff, f"{self.item.key}/told", self.agent)

    def reply(self, handoff: Handoff) -> None:
        """The only way from an agent to the customer. A copy stands in the card's thread."""
        words, key = self.values["reply"].strip(), self.item.key
        self.desk.send(self.work, handoff, reply_key(key), self.written(handoff, words))
        self.note(handoff, key, *self.copy("sending", words), self.handles(key))
        self.keep(handoff, {"event": "agent", "text": words, "key": key, "case": handoff.case_id, "data": {"agent": self.agent}})
        handoffs.answered(self.work.connection, self.tag.case)
        if handoff.asked:
            self.desk.show(self.work, self.tag.case)

    def edit(self, handoff: Handoff) -> None:
        words, key = self.values["reply"].strip(), self.tag.message
        payload = self.written(handoff, words)
        again = unsent.again(self.work.connection, reply_key(key), self.work.now, payload)  # what Slack did not take is sent as it is now
        if not again:
            self.desk.change(self.work, handoff, reply_key(key), payload)
        self.change_copy(handoff, *self.copy("sending" if again else "sent_edited", words), self.handles(key))
        self.keep(handoff, {"event": "reworded", "key": key, "text": words})

    def again(self, handoff: Handoff) -> None:
        """Has a reply sent once more that Slack did not take; it is looked for first."""
        _, words = sending.sent(self.work, handoff, self.tag.message)
        if words and unsent.again(self.work.connection, reply_key(self.tag.message), self.work.now):
            self.change_copy(handoff, *self.copy("sending", words), self.handles(self.tag.message))

    def take_back(self, handoff: Handoff) -> None:
        if not unsent.withdraw(self.work.connection, reply_key(self.tag.message), self.work.now):
            self.desk.change(self.work, handoff, reply_key(self.tag.message), None)
        self.change_copy(handoff, *self.copy("sent_back", ""))
        self.keep(handoff, {"event": "unsaid", "key": self.tag.message})

    def transcript(self, handoff: Handoff) -> None:
        spoken = self.desk.responses[self.desk.spoken(handoff)]
        events = events_of(self.work.connection, handoff.conversation_id)
        title = self.desk.texts.text("desk_transcript_title", case=handoff.case_id)
        name = f"{handoff.case_id}-{self.work.now:%Y%m%d-%H%M%S}.txt"
        payload = {"filename": name, "title": title, "content": transcript(handoff.case_id, events, self.desk.texts, spoken)}
        self.desk.post(self.work, handoff, f"{self.item.key}/transcript", payload, "files.upload", of=card_key(handoff))

    # how these are written

    def filled(self, name: str) -> str | None:
        """What was written into a field of a form; None where it was left empty."""
        words = self.values.get(name)
        return (words.strip()[:MOST_NOTE] or None) if isinstance(words, str) else None

    def tell(self, handoff: Handoff, response: str, slots: dict[str, Any] | None = None, **values: Any) -> None:
        self.desk.tell(self.work, handoff, f"{self.item.key}/told", said(response, case=handoff.case_id, **values), slots=slots)

    def note(self, handoff: Handoff, key: str, *parts: Block) -> None:
        self.desk.note(self.work, handoff, copy_key(key), *parts)

    def keep(self, handoff: Handoff, event: Event) -> None:
        """In the customer's conversation, where the transcript finds it."""
        self.desk.write(self.work, self.desk.tracker(self.work, handoff), [{**event, "timestamp": self.work.now.timestamp()}])

    def written(self, handoff: Handoff, words: str) -> dict[str, Any]:
        """An agent's words as the customer reads them."""
        first, _, _ = self.desk.responses[self.desk.spoken(handoff)].raw("utter_desk_reply").partition("\n")
        return message(rich.block(rich.line(rich.text(first, bold=True)), section(words, hosts_in(words))))

    def copy(self, name: str, words: str) -> list[Block]:
        head = rich.line(*self.mixed(name, who=self.agent))
        return [rich.block(head, *([rich.quote(words)] if words else []))]

    def mixed(self, name: str, who: str) -> list[Block]:
        return rich.mixed(self.desk.texts.raw(f"desk_{name}"), who=rich.person(who, self.item.team))

    def handles(self, key: str) -> Block:
        """What can be done with a reply that was sent."""
        return handles(self.desk, Tag(self.tag.case, key), "edit", "take_back")

    def change_copy(self, handoff: Handoff, *parts: Block) -> None:
        of = copy_key(self.tag.message)
        self.desk.post(self.work, handoff, f"{of}/{self.item.key}", message(*parts), "chat.update", of=of)


def quoted(blocks: list[Block]) -> str:
    """The words that stand as a quote in a message of the desk: what was sent to the customer."""
    parts = [part for block in blocks if block.get("type") == "rich_text" for part in block.get("elements") or []]
    quotes = [element for part in parts if part.get("type") == "rich_text_quote" for element in part.get("elements") or []]
    return "".join(element.get("text") or element.get("url") or "" for element in quotes)

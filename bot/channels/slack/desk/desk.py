"""The desk in Slack: cards in the agents' channel with what is said in their threads, and what customers read where they wrote.

agents' click → `clicks`; what a customer writes meanwhile → `relay`
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.address import Address
from bot.cases import desk as cases
from bot.cases import handoffs
from bot.cases.desk import Relayed, Trackers
from bot.channels.slack import identity
from bot.channels.slack.blocks import rendering
from bot.channels.slack.desk import relay, rich, unseen
from bot.channels.slack.desk.agents import Agents
from bot.channels.slack.desk.card import Card, card_key, message
from bot.channels.slack.desk.details import Details, details_key
from bot.channels.slack.desk.modals import Modals
from bot.channels.slack.desk.queue import Queue, link
from bot.channels.slack.desk.rich import Block
from bot.delivery.items import Item, Outgoing
from bot.delivery.outbox import last_of
from bot.delivery.work import Work
from bot.dialogue.replies import Reply, Responses
from bot.dialogue.tracker import Tracker
from bot.harmless import everywhere
from bot.store.tables import Handoff
from knowledge.library import Library

MOST_CALLED = 10
"""Agents who are called one by one."""


@dataclass(eq=False)
class Desk(cases.Desk):
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
        return Modals(self.texts, self.responses, self.agents.includes, self.agents.names)

    @property
    def texts(self) -> Responses:
        """Texts for agents."""
        return self.responses[self.language]

    # as the story of a case wants it

    def publish(self, work: Work, handoff: Handoff) -> None:
        """The card: posted the first time, changed afterwards."""
        payload = self.card(handoff, work.now)
        if handoff.shown:
            self.post(work, handoff, f"{card_key(handoff)}/{handoff.shown}", payload, "chat.update", of=card_key(handoff))
        else:
            self.post(work, handoff, card_key(handoff), payload)
            unseen.watch(self, work, handoff)
        self.detail(work, handoff)

    def known_of(self, work: Work, handoff: Handoff) -> dict[str, Any]:
        """Also whether they come from outside: as a guest, or from another company's workspace."""
        data, place = work.item.data, Address.found(handoff.conversation_id)
        if place is None or work.item.user != place.user:
            return super().known_of(work, handoff)
        is_member = identity.is_member(identity.of_data(data), place.team)
        is_guest = bool((data.get("person") or {}).get("guest"))
        outside = None if is_member and not is_guest else {"outside": "guest" if is_member else "external"}
        return super().known_of(work, handoff) | (outside or {})

    def detail(self, work: Work, handoff: Handoff) -> None:
        """All that is known of it, in the thread: posted the first time, changed when something of it has."""
        key, payload = details_key(handoff), everywhere(self.details(handoff).payload())
        shown = last_of(work.connection, key)
        if shown is None:
            self.post(work, handoff, key, payload, of=card_key(handoff))
        elif shown != payload:
            self.post(work, handoff, f"{key}/{handoff.shown}", payload, "chat.update", of=key)

    def relay(self, item: Item, work: Work, handoff: Handoff, words: str) -> Relayed:
        """The customer's words in the card's thread."""
        return relay.relay(self, item, work, handoff, words)

    def clicked(self, item: Item, work: Work, handoff: Handoff, title: str) -> None:
        """A note in the card's thread."""
        if title:
            self.note(work, handoff, f"clicked/{item.key}", relay.copy(self, "relayed_click", title))

    def remind(self, work: Work, handoff: Handoff, key: str, what: str) -> None:
        """A message in the card's thread that calls them, shown in the channel too."""
        words = rich.mixed(self.texts.raw(f"desk_remind_{what}"), minutes=rich.text(str(self.minutes)))
        called = [rich.person(handoff.assignee, self.team(handoff))] if handoff.assignee and what != "released" else self.everybody()
        line = [each for who in called for each in (who, rich.text(" "))]
        payload = {**message(rich.block(rich.line(*line, *words))), "reply_broadcast": True}
        self.post(work, handoff, f"remind/{key}", payload, of=card_key(handoff))

    def everybody(self) -> list[Block]:
        """All agents, to be called: the groups, or each of them."""
        groups = [{"type": "usergroup", "usergroup_id": group} for group in sorted(self.agents.groups)]
        return groups or [{"type": "user", "user_id": user} for user in sorted(self.agents.users)[:MOST_CALLED]]

    def deliver(self, work: Work, handoff: Handoff, key: str, replies: Sequence[Reply], after: Tracker) -> None:
        """Where the conversation is, as a turn of the bot would look."""
        responses = self.responses[self.spoken(handoff)].where(after.slots)
        payloads = rendering.messages(replies, responses, rendering.dialogue_fingerprint(after), self.hosts)
        for number, payload in enumerate(payloads, 1):
            self.send(work, handoff, f"{key}/{number}", payload)

    def look(self, work: Work, handoff: Handoff) -> None:
        """The card is in the channel, or each agent gets it by itself."""
        unseen.look(self, work, handoff, card_key(handoff))

    # what is posted

    def card(self, handoff: Handoff, now: datetime) -> dict[str, Any]:
        """The card of a case."""
        return Card(handoff, self.texts, self.team(handoff), now, self.minutes).payload()

    def details(self, handoff: Handoff) -> Details:
        """What stands in its thread."""
        return Details(handoff, self.texts, self.library, self.team(handoff), self.modals.suggested(handoff))

    def post(self, work: Work, handoff: Handoff, key: str, payload: dict[str, Any], method: str = "chat.postMessage", **of: str) -> None:
        """Something for the agents' channel, if there is one. Cards go before what is said in their threads, and keep their own order;
        a file that is slow to come holds up no word.
        """
        if self.channel:
            card = key == card_key(handoff) or key.startswith(f"{card_key(handoff)}/")
            lane = card_key(handoff) if card else f"{card_key(handoff)}/{'files' if method == 'files.upload' else 'thread'}"
            work.post(Outgoing(key, self.team(handoff), self.channel, method, payload, of.get("of"), lane=lane, urgent=card))

    def queue(self, work: Work, responses: Responses) -> list[Block]:
        """What the agent who opens the app's Home tab sees first."""
        team = self.home or work.item.team
        today = work.now.replace(hour=0, minute=0, second=0, microsecond=0)
        found = handoffs.of_today(work.connection, None if self.home else work.item.team, today)
        posted = {each.case_id: work.message(card_key(each)) for each in found}
        links = {case: link(team, where.channel, where.ts) for case, where in posted.items() if where}
        agent = f"{work.item.team}/{work.item.user}"
        return Queue(responses, agent, team, work.now, self.minutes, links).blocks(found)

    def is_here(self, item: Item) -> bool:
        """Whether something is said in the agents' channel."""
        return bool(self.channel) and item.channel == self.channel and item.team == (self.home or item.team)

    def note(self, work: Work, handoff: Handoff, key: str, *parts: Block) -> None:
        """A message in the card's thread."""
        self.post(work, handoff, key, message(*parts), of=card_key(handoff))

    def team(self, handoff: Handoff) -> str:
        """The workspace of the agents' channel."""
        place = Address.found(handoff.conversation_id)
        return self.home or (place.team if place else "")

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

"""The desk in Slack: cards in the agents' channel with what is said in their threads, and what customers read where they wrote.

agents' click → `clicks`; what a customer writes meanwhile → `relay`
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.address import Address
from bot.cases import desk as cases
from bot.cases.desk import Relayed, Trackers
from bot.channels.slack.blocks import rendering
from bot.channels.slack.desk import relay, unseen
from bot.channels.slack.desk.agents import Agents
from bot.channels.slack.desk.card import Card, card_key, message
from bot.channels.slack.desk.modals import Modals
from bot.channels.slack.desk.rich import Block
from bot.delivery.items import Item, Outgoing
from bot.delivery.work import Work
from bot.dialogue.replies import Reply, Responses
from bot.dialogue.tracker import Tracker
from bot.store.tables import Handoff
from knowledge.library import Library


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
        return Modals(self.texts, self.responses, self.agents.includes)

    @property
    def texts(self) -> Responses:
        """Texts for agents."""
        return self.responses[self.language]

    # as the story of a case wants it

    def publish(self, work: Work, handoff: Handoff) -> None:
        """The card: posted the first time, changed afterwards."""
        payload = self.card(handoff)
        if handoff.shown:
            self.post(work, handoff, f"{card_key(handoff)}/{handoff.shown}", payload, "chat.update", of=card_key(handoff))
        else:
            self.post(work, handoff, card_key(handoff), payload)
            unseen.watch(self, work, handoff)

    def relay(self, item: Item, work: Work, handoff: Handoff, words: str) -> Relayed:
        """The customer's words in the card's thread."""
        return relay.relay(self, item, work, handoff, words)

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

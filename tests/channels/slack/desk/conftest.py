"""An office to test the desk in: a customer and agents on a real store, a clock that is moved by hand, nothing sent.

What would be sent is read off the outbox. The worker is the real one; only Slack is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.slack.blocks import rendering
from bot.channels.slack.desk import clicks, relay, rich
from bot.channels.slack.desk.agents import Agents
from bot.channels.slack.desk.desk import Desk
from bot.channels.slack.desk.tag import Tag
from bot.delivery.inbox import Inbox
from bot.delivery.items import Item, Outgoing, position_of
from bot.delivery.work import Work
from bot.delivery.worker import Worker
from bot.store.store import Store
from bot.store.tables import OUTBOX, Handoff
from bot.store.turns import events_of
from bot.turn import Conversations, Turn
from tests.conftest import BEGAN

TEAM, CUSTOMER, ONE, TWO, STRANGER = "T0HOME", "U0CUSTOMER", "U0ONE", "U0TWO", "U0STRANGER"
CONVERSATION = f"{TEAM}/dm/-/{CUSTOMER}"
AGENTS = "C0AGENTS"
MINUTES = 15
Data = dict[str, Any]


class Office:
    """Says and clicks, and reads what would be sent."""

    def __init__(self, conversations: Conversations, store: Store, language: str = "en") -> None:
        self.conversations = replace(conversations, store=store, waiting={}, recent={})
        self.store, self.at, self.numbers = store, BEGAN, count(1)
        library = conversations.policy.library
        agents = Agents([ONE, TWO], self.clock)
        self.desk = Desk(AGENTS, agents, self.conversations, conversations.responses, library, language, MINUTES)
        handlers = {
            "message": self.on_words,
            "say": self.on_words,
            "edited": lambda item, work: relay.reworded(self.desk, item, work),
            "deleted": lambda item, work: relay.unsaid(self.desk, item, work),
            "click": lambda item, work: clicks.handle(self.desk, item, work),
            "view": lambda item, work: clicks.handle(self.desk, item, work),
            "timer/desk": self.desk.nobody_there,
        }
        self.worker = Worker(store, handlers, self.clock)
        self.read = 0

    def clock(self) -> datetime:
        return self.at

    def on_words(self, item: Item, work: Work) -> None:
        """What the Slack side does with a customer's words, without Slack."""
        words, payload = item.data["text"], item.data.get("payload")
        if self.desk.before_turn(item, work, words, payload):
            return
        unit, turn = work.unit(), Turn(item.conversation, payload or words, work.now)
        decided = self.conversations.decide(turn, self.conversations.open(turn.conversation, unit.state))
        unit.write(self.conversations.record(turn, unit.state, decided))
        responses = self.conversations.responses[decided.after.slots["language"]]
        for number, message in enumerate(
            rendering.messages(decided.outcome.replies, responses, rendering.dialogue_fingerprint(decided.after))
        ):
            work.post(Outgoing(f"{item.key}/{number}", TEAM, CUSTOMER, "chat.postMessage", message))
        self.desk.after_turn(work, decided.after)

    # what people do

    def happens(self, kind: str, user: str, data: Data, key: str | None = None) -> str:
        """Something arrives and is worked off; its key."""
        self.at += timedelta(seconds=1)
        name = key or f"{kind}/{next(self.numbers)}"
        channel = CUSTOMER if user == CUSTOMER else AGENTS
        if kind in {"click", "view"}:
            named = (user, data.get("values", {}).get("agent", ""))
            data = {**data, "agents": [each for each in named if self.desk.agents.includes(each)]}
        item = Item(name, CONVERSATION, position_of(self.at), kind, TEAM, channel, user, None, data)
        Inbox(self.store).receive([item], self.at)
        self.work()
        return name

    def work(self) -> None:
        """All that is due. Nothing may fail: it would only be tried again later, out of sight."""
        while self.worker.work():
            pass
        assert Inbox(self.store).depth(self.at + timedelta(seconds=5)).waiting == 0

    def wait(self, minutes: float) -> None:
        """Time goes by."""
        self.at += timedelta(minutes=minutes)
        self.work()

    def says(self, *texts: str, files: Sequence[Data] = ()) -> str:
        """The customer writes; the key of the last message."""
        for text in texts:
            key = self.happens("message", CUSTOMER, {"text": text, "files": list(files)})
        return key

    def chooses(self, title: str, payload: str) -> str:
        """The customer clicks one of the bot's buttons."""
        return self.happens("say", CUSTOMER, {"text": title, "payload": payload})

    def click(self, agent: str, name: str, *, message: str = "", shown: Sequence[Data] = (), opened: str | None = "V1") -> str:
        """An agent clicks a button of the desk."""
        value = Tag(self.handoff.case_id, message).value
        seen = {"view": opened, "blocks": list(shown), "channel": AGENTS}
        return self.happens("click", agent, {"action": f"desk_{name}", "value": value, **seen})

    def submit(self, who: str, name: str, message: str = "", **values: str) -> str:
        """An agent sends a form of the desk."""
        metadata = Tag(self.handoff.case_id, message).value
        return self.happens("view", who, {"callback": f"desk_{name}", "metadata": metadata, "values": values})

    # what came of it

    @property
    def handoff(self) -> Handoff:
        """The newest handoff."""
        return self.store.handoffs()[-1]

    def rows(self) -> list[Outgoing]:
        """All that would be sent, in order, but for what stands in threads of cards of all cases alike."""
        return [row for row in self.every_row() if not row.key.startswith("details/")]

    def every_row(self) -> list[Outgoing]:
        """All that would be sent, in order."""
        fields = ("key", "team", "channel", "method", "payload", "instead")
        with self.store.engine.connect() as connection:
            rows = connection.execute(select(OUTBOX).order_by(OUTBOX.c.id)).mappings().all()
        return [Outgoing(**{name: row[name] for name in fields}, of=row["of_key"]) for row in rows]

    def new(self) -> list[Outgoing]:
        """What would be sent since this was asked the last time."""
        rows = self.rows()
        since, self.read = self.read, len(rows)
        return rows[since:]

    def to_customer(self) -> list[Outgoing]:
        """Of what is new, what the customer gets."""
        return [row for row in self.new() if row.channel == CUSTOMER]

    def details(self) -> str:
        """All that is known of a case, as its thread has it now."""
        return words([row for row in self.every_row() if row.key.startswith("details/")][-1])

    def to_agents(self) -> list[Outgoing]:
        """Of what is new, what goes to the agents' channel."""
        return [row for row in self.new() if row.channel == AGENTS]

    def status(self) -> str | None:
        """Where the dialogue stands."""
        with self.store.turn(CONVERSATION) as unit:
            assert unit.state is not None
            status: str | None = unit.state["slots"]["status"]
            return status

    def events(self) -> list[Data]:
        """All events of the conversation."""
        with self.store.engine.connect() as connection:
            return events_of(connection, CONVERSATION)


PREMIUM = {"en": "cancel kustomer, we are on premium", "it": "voglio disdire kustomer, siamo premium"}


@pytest.fixture
def office(shared_conversations: Conversations, store: Store) -> Office:
    """On SQLite and on PostgreSQL."""
    return Office(shared_conversations, store)


@pytest.fixture
def small_office(shared_conversations: Conversations, sqlite_url: str) -> Iterator[Office]:
    """On SQLite alone, for what no database decides."""
    with Store.open(sqlite_url) as opened:
        yield Office(shared_conversations, opened)


def words(row: Outgoing) -> str:
    """What a message says, for screen readers; of a card what stands on it: its text is the notification alone."""
    text: str = row.payload["text"]
    return rich.fallback(*row.payload["blocks"]) if row.key.startswith("card/") else text


def buttons(row: Outgoing) -> list[str]:
    """The names of the buttons in a message."""
    return [element["text"]["text"] for element in _elements(row) if element["type"] == "button"]


def menu(row: Outgoing) -> list[str]:
    """What the menu of a card holds."""
    return [option["text"]["text"] for element in _elements(row) if element["type"] == "overflow" for option in element["options"]]


def _elements(row: Outgoing) -> list[Data]:
    return [element for block in row.payload["blocks"] if block["type"] == "actions" for element in block["elements"]]


def claimed(office: Office, language: str = "en") -> Office:
    """A Premium case that agent One has."""
    office.says(PREMIUM[language])
    office.click(ONE, "claim")
    office.new()
    return office

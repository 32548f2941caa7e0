"""A small Slack for cases: bodies go in through the real door, what the real worker wants sent is posted at once, in memory.

Nothing is asked of Slack and nothing waits, so a case of ten bodies takes a few hundredths of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from slack_sdk.errors import SlackApiError

from bot import bootstrap
from bot.channels.slack.desk.entry import Entry
from bot.channels.slack.handlers.reception import Reception
from bot.channels.slack.ingress import Door
from bot.channels.slack.oauth.removal import Removal
from bot.channels.slack.people import UNKNOWN, Person
from bot.delivery.inbox import Inbox
from bot.delivery.items import Item
from bot.delivery.outbox import Failed, Held, Outbox, Result, Sent, Terms
from bot.delivery.worker import Worker
from bot.settings import Settings
from bot.store.store import Store
from bot.store.tables import Handoff
from bot.turn import Conversations
from tests.conftest import BEGAN

TEAM, APP, CUSTOMER, CHANNEL, AGENTS, AGENT = "T1", "UAPP", "U1", "C1", "CAGENTS", "UAGENT"
Data = dict[str, Any]


@dataclass
class Unreachable:
    """Slack's Web API where nothing answers: whoever is asked about is unknown, and no modal opens."""

    async def of(self, team: str) -> Any:
        raise SlackApiError("nothing is asked here", {"ok": False, "error": "not_authed"})  # type: ignore[no-untyped-call]


@dataclass
class Strangers:
    """What Slack says of people: nothing, but for whoever is `known`."""

    known: dict[str, Person] = field(default_factory=dict)

    async def about(self, team: str, user: str) -> Person:
        return {**UNKNOWN, **self.known.get(user, {})}


@dataclass(frozen=True)
class Posted:
    """A message of the app. `user` is who alone reads it, where it is ephemeral."""

    key: str
    channel: str
    ts: str
    payload: Data
    thread: str | None = None
    user: str | None = None


class Workspace:
    """One app, its store, and all that it posted."""

    def __init__(self, talk: Conversations, store: Store, settings: Settings) -> None:
        self.talk = replace(talk, store=store, waiting={}, recent={})
        self.store, self.at, self.numbers = store, BEGAN, count(1)
        settings = settings.model_copy(update={"desk_channel": AGENTS, "desk_agents": AGENT})
        desk = bootstrap.desk(settings, self.talk, self.clock)
        self.reception = Reception(self.talk, desk, desk.hosts)
        self.worker = Worker(store, self.reception.handlers(), self.clock)
        self.people = Strangers()
        responses = talk.responses
        entry = Entry(desk, self._handoff, self._refresh)
        clients: Any = Unreachable()
        people: Any = self.people
        self.door = Door(self._receive, self._promise, self._complete, clients, people, responses, entry, self.clock, Removal())
        self.posted: list[Posted] = []
        self.failed: list[str] = []

    def clock(self) -> datetime:
        return self.at

    async def deliver(self, body: Data) -> list[Posted]:
        """Slack sends a body; what the app posts because of it."""
        before = len(self.posted)
        answer = await self.door.enter(body, _nobody)
        assert answer is None or answer.status == 200
        await self.door.close()
        self.work()
        return self.posted[before:]

    def work(self) -> None:
        """Everything that is due, until nothing is left to do or to send."""
        while self.worker.work() or self._send():
            pass
        depth = Inbox(self.store).depth(self.at + timedelta(seconds=10))
        assert depth.waiting == 0, "a handler failed"

    def wait(self, **time: float) -> list[Posted]:
        """Time goes by; what the app posts meanwhile."""
        before = len(self.posted)
        self.at += timedelta(**time)
        self.work()
        return self.posted[before:]

    def now(self) -> str:
        """A time stamp of Slack's, later than all before."""
        self.at += timedelta(seconds=1)
        return f"{self.at.timestamp():.0f}.{next(self.numbers):06}"

    def message(self, ts: str) -> Posted:
        """What the app posted there, as it stands now."""
        return next(each for each in reversed(self.posted) if each.ts == ts)

    # what the door and the worker need

    async def _receive(self, items: Sequence[Item]) -> None:
        Inbox(self.store).receive(items, self.at)

    async def _promise(self, item: Item, wait: timedelta) -> None:
        Inbox(self.store).promise(item, self.at + wait, self.at)

    async def _complete(self, item: Item) -> None:
        Inbox(self.store).complete(item, self.at)

    async def _handoff(self, case: str) -> Handoff | None:
        return self.store.handoff(case)

    async def _refresh(self, team: str) -> None:
        """Agents are named one by one."""

    def _send(self) -> int:
        terms = Terms("cases", timedelta(minutes=1), timedelta())
        rows = Outbox(self.store).exchange(terms, self.at, 100)
        if rows:
            Outbox(self.store).exchange(terms, self.at, 0, [self._post(held) for held in rows])
        return len(rows)

    def _post(self, held: Held) -> Result:
        out, of = held.outgoing, held.of
        if held.orphan:
            self.failed.append(out.key)
            return Failed(held, "orphan")
        channel = of.channel if of else out.channel
        channel = "D" + channel[1:] if channel[:1] in "UW" else channel
        if out.method == "views.publish":
            self.posted.append(Posted(out.key, channel, "home", out.payload["view"], user=out.payload["user_id"]))
            return Sent(held)
        ts = of.ts if of and out.method in ("chat.update", "chat.delete") else out.payload.get("ts") or self.now()
        thread = out.payload.get("thread_ts") or (of.ts if of and out.method in ("chat.postMessage", "files.upload") else None)
        if out.method == "chat.update":
            thread = next((each.thread for each in self.posted if each.ts == ts), None)
        if out.method != "chat.delete":
            self.posted.append(Posted(out.key, channel, ts, out.payload, thread, out.payload.get("user")))
        return Sent(held, channel, ts)


async def _nobody() -> None:
    """What Bolt would do afterwards."""


def words(message: Posted) -> str:
    """All that stands in a message, each text once."""
    found: dict[str, None] = {message.payload.get(name, ""): None for name in ("text", "content")}

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            found.update({value[name]: None for name in ("text", "url") if isinstance(value.get(name), str)})
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(message.payload.get("blocks", []))
    return "\n".join(found)


def button(message: Posted, title: str) -> tuple[Data, Data]:
    """The block and the element with this title. Raises LookupError."""
    rows = [block for block in message.payload.get("blocks", []) if block["type"] == "actions"]
    for block in rows:
        for element in block["elements"]:
            if element.get("text", {}).get("text") == title:
                return block, element
            for option in element.get("options", []) if element["type"] == "overflow" else []:
                if option["text"]["text"] == title:
                    return block, {"type": "overflow", "action_id": element["action_id"], "selected_option": option}
    titles = [element.get("text", {}).get("text") for block in rows for element in block["elements"]]
    raise LookupError(f"no {title!r} among {titles}")

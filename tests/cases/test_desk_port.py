"""What a desk does, whatever shows it: the same story in Slack and on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import pytest

from bot.cases import handoffs
from bot.cases.console import Console
from bot.delivery.items import Item
from bot.delivery.work import Work
from bot.store.store import Store
from bot.turn import Conversations
from tests.channels.slack.desk.conftest import CONVERSATION, ONE, PREMIUM, TEAM, Office, words

AGENT = f"{TEAM}/{ONE}"


class Shown(Protocol):
    """A desk in use, and what people see of it."""

    office: Office

    def seen(self) -> list[str]:
        """What agents see that they did not see before."""

    def read(self) -> list[str]:
        """What the customer reads that they did not read before."""


class InSlack:
    """The desk of the agents' channel."""

    def __init__(self, conversations: Conversations, store: Store) -> None:
        self.office = Office(conversations, store)
        self.rows: list[Any] = []

    def _new(self, *, customer: bool) -> list[str]:
        self.rows += self.office.new()
        mine = [row for row in self.rows if (row.channel != self.office.desk.channel) is customer]
        self.rows = [row for row in self.rows if row not in mine]
        return [words(row) for row in mine]

    def seen(self) -> list[str]:
        return self._new(customer=False)

    def read(self) -> list[str]:
        return self._new(customer=True)


class OnConsole:
    """The desk of a terminal."""

    def __init__(self, conversations: Conversations, store: Store) -> None:
        self.office = Office(conversations, store)
        self.agents: list[str] = []
        self.customer: list[str] = []
        library = conversations.policy.library
        self.office.desk = Console(  # type: ignore[assignment]
            self.office.conversations, conversations.responses, library, self.agents.append, self.customer.append
        )
        self.office.worker.handlers = {**self.office.worker.handlers, "timer/desk": self.office.desk.nobody_there}

    def seen(self) -> list[str]:
        found, self.agents[:] = [*self.agents], []
        return found

    def read(self) -> list[str]:
        found, self.customer[:] = [*self.customer], []
        return found


@pytest.fixture(params=[InSlack, OnConsole])
def shown(request: pytest.FixtureRequest, shared_conversations: Conversations, sqlite_url: str) -> Iterator[Shown]:
    with Store.open(sqlite_url) as store:
        yield request.param(shared_conversations, store)


def claim(shown: Shown) -> None:
    """An agent takes the case, in whatever way."""

    def claimed(item: Item, work: Work) -> None:
        case = handoffs.of_conversation(work.connection, item.conversation)[0].case_id
        assert handoffs.claim(work.connection, case, AGENT, work.now)
        shown.office.desk.show(work, case)

    shown.office.worker.handlers = {**shown.office.worker.handlers, "claimed": claimed}
    shown.office.happens("claimed", ONE, {})


def handed_over(shown: Shown) -> str:
    """The case's name, once it is at the desk."""
    shown.office.says(PREMIUM["en"])
    return shown.office.handoff.case_id


def test_agents_see_a_case_that_comes_to_the_desk(shown: Shown) -> None:
    case = handed_over(shown)
    assert any(case in each for each in shown.seen())
    assert shown.office.handoff.status == "waiting"


def test_agents_read_what_the_customer_writes_to_them_and_the_bot_is_silent(shown: Shown) -> None:
    handed_over(shown)
    claim(shown)
    shown.seen(), shown.read()
    key = shown.office.says("Is my March invoice paid?")
    assert any("Is my March invoice paid?" in each for each in shown.seen())
    assert shown.read() == []
    assert [event["text"] for event in shown.office.events() if event.get("key") == key] == ["Is my March invoice paid?"]


def test_a_customer_who_goes_back_to_the_bot_is_told_so_and_agents_see_it(shown: Shown) -> None:
    handed_over(shown)
    claim(shown)
    shown.seen(), shown.read()
    shown.office.chooses("Go on with the assistant", "/assistant")
    assert shown.office.handoff.status == "returned"
    assert shown.seen()
    assert shown.read()
    assert shown.office.status() == "deciding"


def test_a_customer_who_waits_hears_once_that_nobody_is_there(shown: Shown) -> None:
    handed_over(shown)
    shown.read()
    shown.office.wait(16)
    assert shown.read()
    shown.office.wait(60)
    assert shown.read() == []
    assert shown.office.handoff.warned is not None


def test_what_is_told_stands_in_the_conversation(shown: Shown) -> None:
    handed_over(shown)
    shown.office.wait(16)
    with shown.office.store.turn(CONVERSATION) as unit:
        assert unit.state is not None
    said = [event["metadata"]["response"] for event in shown.office.events() if event["event"] == "bot"]
    assert said.count("utter_desk_nobody") == 1

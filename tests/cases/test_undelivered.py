"""A reply that Slack does not take: its copy says so, and whatever the agent does then, nobody reads what was not meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.outbox import Again, Failed, Held, Result
from bot.settings import Settings
from bot.store.store import Store
from bot.turn import Conversations
from tests.cases.play import Play
from tests.cases.workspace import AGENT, AGENTS, TEAM, Posted, Workspace, button, words

Data = dict[str, Any]
OLD, NEW = "The OLD words.", "The NEW words."


class Refusing(Workspace):
    """A Slack that refuses replies to the customer, or never takes a file, while it is told to."""

    refusing = False
    stuck = False

    def _post(self, held: Held) -> Result:
        out = held.outgoing
        if self.refusing and out.key.startswith("reply/"):
            return Failed(held, "user_disabled")
        if self.stuck and out.method == "files.upload":
            return Again(held, self.at + timedelta(seconds=30), "no answer", doubtful=False)
        return super()._post(held)

    def copy(self) -> Posted:
        """The newest copy of a reply in the card's thread."""
        return [each for each in self.posted if each.key.startswith("copy/")][-1]

    def to_customer(self) -> list[str]:
        """The agent's words that the customer was sent."""
        return [words(each) for each in self.posted if each.key.startswith("reply/")]

    async def press(self, message: Posted, title: str) -> None:
        """An agent clicks in a message as they see it, whatever has become of it."""
        block, element = button(message, title)
        used = {"type": "button", "block_id": block["block_id"], "action_ts": self.now()}
        used |= {name: element[name] for name in ("action_id", "value", "text")}
        where = Play(self)._container(message)
        await self.deliver(
            {"type": "block_actions", "team": {"id": TEAM}, "user": {"id": AGENT, "team_id": TEAM}, **where, "actions": [used]}
        )

    async def edit(self, message: Posted, text: str) -> None:
        """An agent sends the form behind "Edit"."""
        _, element = button(message, "Edit")
        state = {"values": {"reply": {"reply": {"type": "plain_text_input", "value": text}}}}
        view = {"id": "V1", "callback_id": "desk_edit", "private_metadata": element["value"], "state": state}
        await self.deliver({"type": "view_submission", "team": {"id": TEAM}, "user": {"id": AGENT, "team_id": TEAM}, "view": view})


@pytest.fixture
def slack(shared_conversations: Conversations, settings: Settings, sqlite_url: str) -> Iterator[Refusing]:
    with Store.open(sqlite_url) as store:
        yield Refusing(shared_conversations, store, settings)


def said(text: str) -> Data:
    return {"type": "message", "channel_type": "im", "text": text}


async def claimed(slack: Refusing) -> None:
    events = [said("cancel kustomer, we are on the premium plan"), {"type": "agent", "press": "Claim"}]
    assert await Play(slack).run({"id": "claimed", "events": events}) == []


@pytest.fixture
async def undelivered(slack: Refusing) -> Posted:
    """The copy of a reply that was refused."""
    await claimed(slack)
    slack.refusing = True
    assert await Play(slack).run({"id": "reply", "events": [{"type": "agent", "reply": OLD}]}) == []
    assert "Not delivered" in words(slack.copy())
    return slack.copy()


async def test_a_second_refusal_is_told_as_the_first_was(slack: Refusing, undelivered: Posted) -> None:
    await slack.press(undelivered, "Try again")
    assert slack.copy() != undelivered
    assert "Not delivered" in words(slack.copy())


async def test_trying_again_twice_leaves_it_delivered_once(slack: Refusing, undelivered: Posted) -> None:
    slack.refusing = False
    await slack.press(undelivered, "Try again")
    await slack.press(undelivered, "Try again")
    assert "Delivered" in words(slack.copy())
    assert len(slack.to_customer()) == 1


async def test_what_was_taken_back_is_never_sent(slack: Refusing, undelivered: Posted) -> None:
    await slack.press(undelivered, "Take back")
    slack.refusing = False
    await slack.press(undelivered, "Try again")
    assert slack.to_customer() == []
    assert slack.failed == []


async def test_what_is_edited_before_it_was_delivered_is_sent_as_it_is_now(slack: Refusing, undelivered: Posted) -> None:
    slack.refusing = False
    await slack.edit(undelivered, NEW)
    await slack.press(undelivered, "Try again")
    [only] = slack.to_customer()
    assert NEW in only
    assert OLD not in only
    assert "Delivered" in words(slack.copy())
    assert NEW in words(slack.copy())
    assert slack.failed == []


async def test_a_file_that_does_not_come_holds_up_no_word(slack: Refusing) -> None:
    await claimed(slack)
    slack.stuck = True
    file = {"id": "F1", "name": "x.pdf", "mimetype": "application/pdf", "size": 3, "permalink": "https://x.slack.com/f"}
    file["url_private"] = "https://files.slack.com/x.pdf"
    events = [{**said("see the file"), "subtype": "file_share", "files": [file]}, said("please stop the renewal today")]
    assert await Play(slack).run({"id": "file", "events": events}) == []
    assert any("please stop the renewal today" in words(each) for each in slack.posted if each.channel == AGENTS)

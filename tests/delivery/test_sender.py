"""What is posted reaches Slack once and in order, whatever Slack does. With slack_sdk's real client and the sandbox as Slack."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.transport import posting
from bot.channels.slack.transport.posting import Poster
from bot.delivery.items import Item, Outgoing
from bot.delivery.leases import Attempt
from bot.delivery.outbox import Again, Held, Message, Outbox, Result, Terms
from bot.delivery.sender import LEASE, Sender
from bot.delivery.work import Work
from bot.sandbox.population import AGENTS, CUSTOMER, TEAM
from bot.sandbox.server import Sandbox
from bot.store.errors import StoreError
from bot.store.store import Store
from tests.delivery.echo import now
from tests.delivery.until import until

ITEM = Item("item", "c", "1", "message", TEAM, AGENTS, CUSTOMER)
TEXT = {"type": "section", "text": {"type": "mrkdwn", "text": "in blocks"}}


class Slack:
    """A sandbox, an outbox and its sender, started when a test says so."""

    def __init__(self, sandbox: Sandbox, store: Store, session: ClientSession) -> None:
        self.sandbox, self.store, self.session = sandbox, store, session
        self.alarms: list[str] = []
        self.late = timedelta(0)
        self.senders: list[asyncio.Task[None]] = []

    def clock(self) -> datetime:
        return now() + self.late

    async def client_for(self, team: str) -> AsyncWebClient:
        token = self.sandbox.workspace.apps.installed[team].token
        return AsyncWebClient(token, base_url=self.sandbox.api_url, session=self.session, retry_handlers=[])

    def sender(self, name: str = "sender", pace: float = 0, lease: timedelta = LEASE, **more: Any) -> Sender:
        terms = Terms(name, lease, timedelta(seconds=pace))
        return Sender(
            Outbox(self.store), Poster(self.client_for, self.clock, self.alarms.append), self.clock, self.alarms.append, terms, **more
        )

    def start(self, **how: Any) -> Sender:
        sender = self.sender(**how)
        self.senders.append(asyncio.create_task(sender.run()))
        return sender

    def post(self, *outgoing: Outgoing) -> None:
        with self.store.writing() as connection:
            work = Work(self.store, connection, ITEM, self.clock())
            for each in outgoing:
                work.post(each)
            connection.commit()

    def message(self, key: str) -> Message | None:
        with self.store.writing() as connection:
            return Work(self.store, connection, ITEM, self.clock()).message(key)

    def texts(self, channel: str = AGENTS, **more: Any) -> list[str]:
        return [message["text"] for message in self.sandbox.said(channel, user="U0AGENT1" if channel == AGENTS else CUSTOMER, **more)]

    async def come(self, number: int, channel: str = AGENTS) -> list[str]:
        return await self.sandbox.wait_for(lambda: len(self.texts(channel)) >= number and self.texts(channel), 20)

    async def done(self) -> None:
        await until(lambda: not Outbox(self.store).waiting())

    async def stop(self) -> None:
        for sender in self.senders:
            sender.cancel()
        await asyncio.gather(*self.senders, return_exceptions=True)


def text(key: str, channel: str = AGENTS, method: str = "chat.postMessage", **more: Any) -> Outgoing:
    """A message with its key as text."""
    return Outgoing(key, TEAM, channel, method, {"text": key}, **more)


@pytest.fixture
async def slack(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Slack]:
    monkeypatch.setattr(posting, "FIRST_PAUSE", 0.05)
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(app="Partwell", rate_limits=False))
        session = await stack.enter_async_context(ClientSession())
        made = Slack(sandbox, stack.enter_context(Store.open(sqlite_url)), session)
        yield made
        await made.stop()


async def test_messages_of_a_channel_come_in_order(slack: Slack) -> None:
    slack.post(*(text(f"{number}") for number in range(12)), *(text(f"d{number}", CUSTOMER) for number in range(3)))
    slack.start()
    assert await slack.come(12) == [str(number) for number in range(12)]
    assert await slack.come(3, slack.sandbox.direct(CUSTOMER)) == ["d0", "d1", "d2"]
    await slack.done()
    assert slack.message("11") == Message(AGENTS, slack.sandbox.said(AGENTS, user="U0AGENT1")[-1]["ts"])


async def test_a_users_id_is_their_direct_message(slack: Slack) -> None:
    slack.post(text("hello", CUSTOMER), text("changed", CUSTOMER, "chat.update", of="hello"))
    slack.start()
    await slack.done()
    assert slack.texts(slack.sandbox.direct(CUSTOMER)) == ["changed"]


async def test_an_answer_goes_into_the_thread_of_its_card(slack: Slack) -> None:
    slack.post(text("card"), text("note", of="card"))
    slack.start()
    await slack.done()
    card, note = slack.message("card"), slack.message("note")
    assert card
    assert note
    assert [m["ts"] for m in slack.sandbox.messages(AGENTS, user="U0AGENT1", thread_ts=card.ts)] == [card.ts, note.ts]


async def test_a_deleted_card_needs_no_update(slack: Slack) -> None:
    slack.post(text("card"))
    slack.start()
    await slack.done()
    slack.sandbox.workspace.delete(slack.sandbox.channel(AGENTS), slack.message("card").ts)  # type: ignore[union-attr]
    slack.post(text("update", method="chat.update", of="card"), text("next"))
    await slack.done()
    assert (slack.texts(), slack.alarms) == (["next"], [])


async def test_a_file_comes_with_its_content(slack: Slack) -> None:
    content = {"filename": "leave.ics", "title": "Reminder", "content": "BEGIN:VCALENDAR è"}
    slack.post(Outgoing("file", TEAM, AGENTS, "files.upload", content))
    slack.start()
    await slack.done()
    [message] = slack.sandbox.messages(AGENTS, user="U0AGENT1")
    assert [file["name"] for file in message["files"]] == ["leave.ics"]


async def test_slack_asks_to_wait_and_order_is_kept(slack: Slack) -> None:
    slack.sandbox.faults.ratelimited("chat.postMessage", 1, times=3)
    slack.post(*(text(f"{number}") for number in range(3)), text("d", CUSTOMER))
    slack.start()
    assert await slack.come(3) == ["0", "1", "2"]
    assert await slack.come(1, slack.sandbox.direct(CUSTOMER)) == ["d"]
    assert slack.alarms == []


async def test_slacks_own_limit_is_kept_to(slack: Slack) -> None:
    """More at once than Slack takes: at the sender's pace it never has to say so."""
    slack.sandbox.rates.posts = True
    slack.sandbox.rates.buckets[f"{TEAM}/{AGENTS}"] = (1.0, now().timestamp())
    slack.sandbox.recording = True
    slack.post(*(text(f"{number}") for number in range(3)))
    slack.start(pace=1.05)
    assert await slack.come(3) == ["0", "1", "2"]
    await slack.done()
    assert [method for method, _ in slack.sandbox.calls] == ["chat.postMessage"] * 3


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_broken_slack_is_tried_again(slack: Slack, status: int) -> None:
    slack.sandbox.faults.broken("chat.postMessage", status, times=3)
    slack.post(text("0"), text("1"))
    slack.start()
    assert await slack.come(2) == ["0", "1"]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("of", [None, "card"])
async def test_a_connection_that_breaks_makes_no_second_message(slack: Slack, when: str, of: str | None) -> None:
    slack.post(text("card"))
    slack.start()
    await slack.done()
    slack.sandbox.faults.reset("chat.postMessage", when, times=2)
    slack.post(text("0", of=of), text("1", of=of))
    await slack.done()
    thread = slack.message("card").ts if of else None  # type: ignore[union-attr]
    assert slack.texts(thread_ts=thread) == ["card", "0", "1"]


async def test_a_file_whose_answer_is_lost_is_not_sent_again(slack: Slack) -> None:
    slack.sandbox.faults.reset("files.completeUploadExternal", "after")
    slack.post(Outgoing("file", TEAM, AGENTS, "files.upload", {"filename": "leave.ics", "title": "Reminder", "content": "x"}), text("0"))
    slack.start()
    await slack.done()
    assert [len(m.get("files", [])) for m in slack.sandbox.messages(AGENTS, user="U0AGENT1")] == [1, 0]


async def test_doubt_lasts_until_slack_lets_us_look(slack: Slack) -> None:
    slack.sandbox.faults.reset("chat.postMessage", "after")
    slack.sandbox.faults.ratelimited("conversations.history", 1)
    slack.sandbox.faults.broken("conversations.history", 500)
    slack.post(text("0"))
    slack.start()
    await slack.done()
    assert slack.texts() == ["0"]


async def test_a_sender_that_never_comes_back_is_followed_by_another(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    """It had posted the first, and not the second."""
    monkeypatch.setattr(posting, "HANGS", timedelta(seconds=1))
    slack.post(text("0"), text("d", CUSTOMER))
    rows = Outbox(slack.store).exchange(Terms("gone", LEASE, timedelta(0)), slack.clock(), 10)
    assert await slack.sender("gone").poster.send(rows[0])
    slack.start()
    await asyncio.sleep(0.1)
    assert Outbox(slack.store).waiting() == 2
    slack.late = LEASE
    await slack.done()
    assert (slack.texts(), slack.texts(slack.sandbox.direct(CUSTOMER))) == (["0"], ["d"])


async def test_slack_does_late_what_a_sender_asked_that_died_at_once(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    """It had no time to say that it had called; and the first look for it fails."""
    monkeypatch.setattr(posting, "HANGS", timedelta(seconds=3))
    slack.sandbox.faults.slow("chat.postMessage", 800, times=1)
    slack.sandbox.faults.broken("conversations.history", 500)
    slack.post(text("0"))
    [held] = Outbox(slack.store).exchange(Terms("gone", LEASE, timedelta(0)), slack.clock(), 10)
    call = asyncio.create_task(slack.sender("gone").poster.send(held))
    await until(lambda: slack.sandbox.faults.struck["slow"])
    slack.late = LEASE
    slack.start()
    await slack.done()
    await call
    assert slack.texts() == ["0"]


async def test_a_clock_that_ends_the_lease_of_a_sender_at_work_doubles_nothing(slack: Slack) -> None:
    """To the other one it looks as if it had died long ago."""
    slack.sandbox.faults.slow("chat.postMessage", 800, times=1)
    slack.post(text("0"), text("1"))
    one = slack.start(name="one")
    await until(lambda: slack.sandbox.faults.struck["slow"])
    slack.late = timedelta(hours=7)
    slack.start(name="two", poll=0.05)
    await slack.done()
    one.stop()
    await slack.senders[0]
    assert slack.texts() == ["0", "1"]


async def test_who_wakes_up_after_the_lease_does_not_post(slack: Slack) -> None:
    slack.post(text("0"))
    [held] = Outbox(slack.store).exchange(Terms("slow", LEASE, timedelta(0)), slack.clock(), 10)
    assert await slack.sender("slow").poster.send(held, Attempt(held, ends=0)) is None
    assert slack.texts() == []


@pytest.mark.parametrize("code", ["invalid_blocks", "msg_blocks_too_long"])
async def test_blocks_that_slack_refuses_come_as_plain_text(slack: Slack, code: str) -> None:
    slack.sandbox.faults.error("chat.postMessage", code)
    slack.post(Outgoing("0", TEAM, AGENTS, "chat.postMessage", {"text": "plain", "blocks": [TEXT]}))
    slack.start()
    assert await slack.come(1) == ["plain"]
    assert slack.alarms == ["invalid_blocks"]


async def test_a_channel_that_is_closed_has_a_way_round_or_is_waited_for(slack: Slack) -> None:
    slack.sandbox.channel(AGENTS).archived = True
    slack.post(
        Outgoing("0", TEAM, AGENTS, "chat.postMessage", {"text": "0", "thread_ts": "1.0"}, instead=CUSTOMER),
        text("kept"),
    )
    slack.start()
    assert await slack.come(1, slack.sandbox.direct(CUSTOMER)) == ["0"]
    await until(lambda: "channel_closed" in slack.alarms)
    slack.sandbox.channel(AGENTS).archived = False
    assert await slack.come(1) == ["kept"]
    await slack.done()
    assert (slack.message("0").channel, slack.alarms) == (slack.sandbox.direct(CUSTOMER), ["channel_closed"])  # type: ignore[union-attr]


async def test_what_one_person_should_read_goes_to_them_when_the_channel_is_closed(slack: Slack) -> None:
    slack.sandbox.channel(AGENTS).archived = True
    slack.post(Outgoing("0", TEAM, AGENTS, "chat.postEphemeral", {"text": "0", "user": CUSTOMER}, instead=CUSTOMER))
    slack.start()
    assert await slack.come(1, slack.sandbox.direct(CUSTOMER)) == ["0"]


async def test_what_goes_round_is_looked_for_there_too(slack: Slack) -> None:
    slack.sandbox.faults.error("chat.postMessage", "not_in_channel", times=1)
    slack.sandbox.faults.reset("chat.postMessage", "after", channel=slack.sandbox.direct(CUSTOMER))
    slack.post(text("0", instead=CUSTOMER))
    slack.start()
    await slack.done()
    assert (slack.texts(), slack.texts(slack.sandbox.direct(CUSTOMER))) == ([], ["0"])


async def test_what_leaves_its_thread_to_go_round_is_looked_for_outside_of_it(slack: Slack) -> None:
    slack.post(text("card"))
    slack.start()
    await slack.done()
    slack.sandbox.faults.error("chat.postMessage", "not_in_channel", channel=AGENTS)
    slack.sandbox.faults.reset("chat.postMessage", "after", channel=slack.sandbox.direct(CUSTOMER))
    slack.post(text("0", of="card", instead=CUSTOMER))
    await slack.done()
    assert slack.texts(slack.sandbox.direct(CUSTOMER)) == ["0"]
    assert (slack.message("0").channel, slack.alarms) == (slack.sandbox.direct(CUSTOMER), [])  # type: ignore[union-attr]


@pytest.mark.parametrize("code", ["no_text", "invalid_arguments", "msg_too_long", "cant_update_message"])
async def test_what_slack_never_takes_is_put_aside_with_an_alarm(slack: Slack, code: str) -> None:
    slack.sandbox.faults.error("chat.postMessage", code)
    slack.post(text("0"), text("1"))
    slack.start()
    assert await slack.come(1) == ["1"]
    await slack.done()
    assert (slack.alarms, slack.message("0")) == (["outbox_failed"], None)


@pytest.mark.parametrize("code", ["invalid_auth", "account_inactive", "token_expired", "token_revoked", "not_authed", "missing_scope"])
async def test_a_token_that_is_no_good_for_a_while_costs_no_answer(slack: Slack, code: str) -> None:
    slack.sandbox.faults.error("chat.postMessage", code, times=3)
    slack.post(text("0"), text("1"))
    slack.start()
    assert await slack.come(2) == ["0", "1"]
    await slack.done()
    assert slack.alarms == ["token_refused"]


@pytest.mark.parametrize("code", ["channel_not_found", "cannot_dm_bot", "is_archived", "a_code_of_next_year"])
async def test_what_may_be_mended_is_tried_again(slack: Slack, code: str) -> None:
    slack.sandbox.faults.error("chat.postMessage", code, times=2)
    slack.post(text("0"), text("1"))
    slack.start()
    assert await slack.come(2) == ["0", "1"]
    assert "outbox_failed" not in slack.alarms


async def test_a_refusal_that_is_a_lie_makes_no_second_message(slack: Slack) -> None:
    """Slack has the message, and says that it does not."""
    slack.post(text("0"))
    [held] = Outbox(slack.store).exchange(Terms("liar", LEASE, timedelta(0)), slack.clock(), 10)
    assert await slack.sender("liar").poster.send(held)
    Outbox(slack.store).exchange(
        Terms("liar", LEASE, timedelta(0)), slack.clock(), 0, [Again(held, slack.clock(), "invalid_auth", doubtful=True)]
    )
    slack.start()
    await slack.done()
    assert slack.texts() == ["0"]


async def test_what_slack_does_not_take_for_long_is_put_aside_and_not_lost(slack: Slack) -> None:
    slack.sandbox.faults.broken("chat.postMessage", 500, times=2)
    slack.post(text("0"))
    slack.late = posting.PATIENCE + timedelta(minutes=1)
    slack.start()
    await slack.done()
    assert slack.alarms == ["sends_late", "outbox_failed"]


async def test_a_weekend_is_not_long(slack: Slack) -> None:
    slack.sandbox.faults.error("chat.postMessage", "invalid_auth", times=2)
    slack.post(text("0"))
    slack.late = timedelta(days=3, hours=16)
    slack.start()
    await slack.done()
    assert (slack.texts(), slack.alarms) == (["0"], ["token_refused", "sends_late"])


async def test_channels_that_hang_hold_up_nobody_else(slack: Slack) -> None:
    """There are more of them than hands."""
    slack.sandbox.faults.slow("chat.postMessage", 1500, times=1, channel=AGENTS)
    slack.sandbox.faults.slow("chat.postMessage", 1500, times=1, channel="C0GENERAL")
    slack.post(text("0"), text("1"), text("general", "C0GENERAL"), *(text(f"d{number}", CUSTOMER) for number in range(3)))
    slack.start(hands=2)
    assert await slack.come(3, slack.sandbox.direct(CUSTOMER)) == ["d0", "d1", "d2"]
    assert slack.texts() == []
    assert await slack.come(2) == ["0", "1"]


async def test_one_hangs_up_and_never_posts_twice_what_slack_does_late(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack does what it was asked long after nobody waits for it any more; or it never does."""
    monkeypatch.setattr("bot.delivery.leases.LIMIT", 0.4)
    monkeypatch.setattr(posting, "HANGS", timedelta(seconds=2.5))
    channels = (AGENTS, CUSTOMER, "U0CLIENTE", "C0GENERAL")
    slack.sandbox.faults.slow("chat.postMessage", 1500, times=4)
    slack.post(*(text(f"{number}/{each}", channel) for each, channel in enumerate(channels) for number in range(2)))
    slack.start(lease=timedelta(seconds=1))
    await slack.done()
    assert slack.texts() == ["0/0", "1/0"]
    assert slack.texts(slack.sandbox.direct(CUSTOMER)) == ["0/1", "1/1"]
    assert "sends_hang" in slack.alarms


async def test_who_comes_after_a_sender_that_died_in_a_call_knows_that_slack_may_be_at_it(
    slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "HANGS", timedelta(seconds=2.5))
    slack.sandbox.faults.slow("chat.postMessage", 1200, times=1)
    slack.post(text("0"))
    slack.start()
    await until(lambda: Outbox(slack.store).depth().hanging == 1)
    await slack.stop()
    slack.start(name="another")
    await slack.done()
    assert slack.texts() == ["0"]


async def test_a_row_in_hand_is_not_taken_again_whatever_the_clock_says(slack: Slack) -> None:
    slack.sandbox.faults.slow("chat.postMessage", 800, times=1)
    slack.post(text("0"))
    slack.start(poll=0.05)
    await asyncio.sleep(0.2)
    slack.late = timedelta(hours=7)
    await slack.done()
    assert slack.texts() == ["0"]


async def test_two_senders_share_without_doubling(slack: Slack) -> None:
    for channel in range(4):
        slack.post(*(text(f"{channel}.{number}", (AGENTS, CUSTOMER, "U0CLIENTE", "C0GENERAL")[channel]) for number in range(8)))
    slack.start(name="one")
    slack.start(name="two")
    await slack.done()
    assert slack.texts() == [f"0.{number}" for number in range(8)]
    assert slack.texts(slack.sandbox.direct(CUSTOMER)) == [f"1.{number}" for number in range(8)]


async def test_a_stop_finishes_what_is_in_hand(slack: Slack) -> None:
    slack.sandbox.faults.slow("chat.postMessage", 200, times=1)
    slack.sandbox.recording = True
    slack.post(text("0"), text("1"))
    sender = slack.start()
    await slack.sandbox.wait_for(lambda: slack.sandbox.calls, 20)
    sender.stop()
    await slack.senders[0]
    assert slack.texts() == ["0"]
    assert Outbox(slack.store).waiting() == 1


async def test_a_message_past_the_outbox_carries_its_key(slack: Slack) -> None:
    said = await slack.sender().say(text("0", CUSTOMER))
    assert said
    [message] = slack.sandbox.said(slack.sandbox.direct(CUSTOMER))
    assert message["ts"] == said.ts
    slack.sandbox.faults.error("chat.postMessage", "channel_not_found")
    assert await slack.sender().say(text("1", CUSTOMER)) is None


async def test_a_sender_outlives_its_database_and_its_own_mistakes(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what it already knows of the first message."""
    monkeypatch.setattr("bot.delivery.sender.STORE_PAUSE", 0.01)
    troubles: list[Exception] = [StoreError("unreachable", "gone"), RuntimeError("a bug"), StoreError("locked", "still")]
    outbox = slack.start().outbox
    exchange = outbox.exchange

    def troubled(terms: Terms, at: datetime, most: int, results: Sequence[Result] = (), mine: Collection[int] = ()) -> list[Held]:
        if results and troubles:
            raise troubles.pop()
        return exchange(terms, at, most, results, mine)

    monkeypatch.setattr(outbox, "exchange", troubled)
    slack.post(text("0"), text("1"))
    await slack.done()
    assert (slack.texts(), slack.alarms, troubles) == (["0", "1"], ["sender"], [])


async def test_a_clock_that_jumps_makes_nothing_old(slack: Slack) -> None:
    slack.sandbox.faults.broken("chat.postMessage", 500, times=3)
    slack.post(text("0"))
    slack.start()
    slack.late = timedelta(days=100)
    assert await slack.come(1) == ["0"]
    assert "outbox_failed" not in slack.alarms

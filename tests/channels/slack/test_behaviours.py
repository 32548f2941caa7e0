"""What a top-class bot does in Slack, one test a behaviour, by the numbers of the list that they come from: arriving and being answered."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import threading
import time
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from slack_bolt.async_app import AsyncBoltRequest

from bot.channels.slack.handlers.reception import Reception
from bot.delivery.inbox import Inbox
from bot.delivery.items import Item
from bot.delivery.work import Work
from bot.operations.running import Bot, Place
from bot.sandbox.population import AGENTS, CLIENTE, CUSTOMER, GENERAL, TEAM
from bot.sandbox.workspace import User
from bot.store.store import Store
from tests.channels.slack.bodies import message
from tests.channels.slack.conftest import Slack, texts, titles

DONE = "Done"


async def deliver(bot: Bot, body: dict[str, Any]) -> int:
    """Gives Bolt a request as Socket Mode does; the status that it answers with."""
    answer = await bot.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))
    return answer.status


def from_customer(text: str, **fields: Any) -> dict[str, Any]:
    """A message in the customer's direct message, as an event."""
    own = [{"enterprise_id": None, "team_id": TEAM, "user_id": "UAPP", "is_bot": True}]
    body = message(text, **{"user": CUSTOMER, "team": TEAM, **fields})
    return {**body, "team_id": TEAM, "authorizations": own}


class Slow(Reception):
    """Works so long on each click that Slack would not wait for it."""

    def click(self, item: Item, work: Work) -> None:
        time.sleep(0.2)
        super().click(item, work)


class Failing(Reception):
    """Cannot read anything."""

    def message(self, item: Item, work: Work) -> None:
        raise ZeroDivisionError(item.data["text"])


class Stuck(Reception):
    """Never comes to an end, until it is let go."""

    go = threading.Event()

    def message(self, item: Item, work: Work) -> None:
        self.go.wait()
        raise RuntimeError("too late")


def instead(slack: Slack, kind: type[Reception]) -> Any:
    """The bot's parts with another reception."""
    parts = slack.parts()
    own = parts.reception
    return replace(parts, reception=kind(own.conversations, own.desk, own.hosts))


async def test_01_twenty_five_clicks_at_once_are_acknowledged_while_the_work_is_slow(slack: Slack) -> None:
    sandbox, people = slack.sandbox, [f"U0CROWD{number}" for number in range(25)]
    for user in people:
        sandbox.workspace.add_user(User(user, TEAM, user.lower(), user))
    async with slack.running(instead(slack, Slow)):
        asked = await asyncio.gather(*(slack.ask("cancel octopus crm", user=user) for user in people))
        answers = await asyncio.gather(*(sandbox.click(said, DONE, user=user) for said, user in zip(asked, people, strict=True)))
        assert [answer.get("error") for answer in answers] == [None] * 25
        for user in people:
            assert "Step 2 of 5" in texts((await slack.said(2, user=user))[-1])


async def test_02_the_same_event_three_times_is_one_reply_and_one_change(slack: Slack) -> None:
    body = from_customer("cancel octopus crm")
    async with slack.running() as bot:
        assert await asyncio.gather(*(deliver(bot, body) for _ in range(3))) == [200, 200, 200]
        await slack.said(1)
        await slack.settled()
    async with slack.running() as bot:
        assert await deliver(bot, body) == 200
        await slack.settled()
    assert len(slack.sandbox.said()) == 1
    assert sum(each["event"] == "user" for each in slack.store.events(f"{TEAM}/dm/-/{CUSTOMER}")) == 1


async def test_03_a_failing_handler_still_acknowledges_and_apologises_with_a_reference(
    slack: Slack, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.delivery.worker.PAUSES", (0.01, 0.01))
    async with slack.running(instead(slack, Failing)) as bot:
        assert await deliver(bot, from_customer("my secret plan")) == 200
        apology = (await slack.said(1))[0]
        assert titles(apology) == ["Talk to a person"]
        reference = texts(apology).split("reference ")[1][:8]
        assert "ZeroDivisionError" not in texts(apology)
        assert reference in caplog.text
    async with slack.running():
        assert "passed this to our team" in texts(await slack.press(apology, "Talk to a person"))


async def test_04_what_was_acknowledged_before_a_stop_is_answered_once_after_the_restart(slack: Slack) -> None:
    Stuck.go.clear()
    async with slack.running(instead(slack, Stuck)) as bot:
        assert await deliver(bot, from_customer("cancel octopus crm")) == 200
        bot.service.worker.stop()
        Stuck.go.set()
    assert slack.sandbox.said() == []
    async with slack.running():
        await slack.said(1)
        await slack.settled()
    assert len(slack.sandbox.said()) == 1


async def test_05_two_processes_on_one_database_answer_each_message_once_and_in_order(slack: Slack, postgres_url: str) -> None:
    moves = ["cancel octopus crm", "done", "done", "back", "done", "done"]
    with Store.open(postgres_url) as first, Store.open(postgres_url) as second:
        slack.store = first
        async with slack.running(), slack.running(replace(slack.parts(), store=second)):
            for user in (CUSTOMER, CLIENTE):
                for text in moves:
                    await slack.sandbox.say(text, user=user)
                    await slack.sandbox.courier.quiet()  # or two sockets race, and «done» is written down before the wish
            for user in (CUSTOMER, CLIENTE):
                said = await slack.said(len(moves), user=user)
                steps = [next(str(n) for n in range(1, 6) if f"{word} {n} " in texts(m)) for m in said for word in (_step(m),)]
                assert steps == ["1", "2", "3", "2", "3", "4"]
            await slack.settled()
        assert all(len(slack.sandbox.said(user=user)) == len(moves) for user in (CUSTOMER, CLIENTE))


def _step(said: dict[str, Any]) -> str:
    return "Step" if "Step" in texts(said) else "Passaggio"


@pytest.mark.parametrize("disturbance", ["refresh", "warn", "drop", "too many"])
async def test_06_nothing_is_lost_when_the_socket_is_refreshed_or_dropped(slack: Slack, disturbance: str) -> None:
    sockets = slack.sandbox.sockets
    async with slack.running() as bot:
        await slack.ask("cancel octopus crm")
        if disturbance == "refresh":
            await sockets.refresh()
        elif disturbance == "warn":
            await sockets.warn()
        elif disturbance == "drop":
            sockets.drop()
        else:
            slack.sandbox.faults.error("apps.connections.open", "too_many_websockets", 2)
            await sockets.refresh()
        assert bot.watch.socket
        await slack.sandbox.say("done")
        await asyncio.wait_for(_reconnected(bot), 30)
        assert "Step 2 of 5" in texts((await slack.said(2))[-1])
        await slack.settled()
    assert len(slack.sandbox.said()) == 2


async def _reconnected(bot: Bot) -> None:
    """Until the socket is there; slack_sdk looks every ten seconds, which a test need not wait for."""
    while bot.watch.socket is not None and not await bot.watch.socket.is_connected():
        await asyncio.sleep(0.05)
        await bot.watch.socket.connect_to_new_endpoint()


async def test_07_a_rate_limit_delays_in_order_and_drops_nothing(slack: Slack) -> None:
    slack.sandbox.faults.ratelimited("chat.postMessage", 1, times=2)
    async with slack.running():
        await slack.sandbox.say("cancel octopus crm")
        await slack.sandbox.say("done")
        said = await slack.said(2)
    assert ["Step 1 of 5" in texts(said[0]), "Step 2 of 5" in texts(said[1])] == [True, True]


async def test_08_a_connection_that_breaks_after_slack_has_the_message_is_no_second_message(slack: Slack) -> None:
    slack.sandbox.faults.reset("chat.postMessage", "after")
    async with slack.running():
        await slack.sandbox.say("cancel octopus crm")
        await slack.said(1)
        await slack.settled()
    assert len(slack.sandbox.said()) == 1


@pytest.mark.parametrize("fault", ["wrong", "missing", "old"])
async def test_09_requests_without_a_good_signature_are_refused_and_not_kept(slack: Slack, fault: str) -> None:
    async with slack.running(place=Place(requests=True)) as bot:
        body, now = urlencode({"command": "/partwell", "team_id": TEAM, "user_id": CUSTOMER, "trigger_id": "1.2.3"}), int(time.time())
        at = now - 600 if fault == "old" else now
        base = f"v0:{at}:{body}".encode()
        signature = "v0=" + hmac.new(slack.sandbox.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        headers = {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": signature if fault != "wrong" else signature[:-4] + "0000"}
        headers = {} if fault == "missing" else headers
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        async with (
            aiohttp.ClientSession() as http,
            http.post(f"http://127.0.0.1:{bot.port}/slack/events", data=body, headers=headers) as answer,
        ):
            assert answer.status == 401
        assert Inbox(slack.store).depth(slack.clock()).waiting == 0
        await slack.settled()
    assert slack.sandbox.said() == []


@pytest.mark.parametrize("headers", [{}, {"Content-Length": "2000000"}], ids=["no length", "too long"])
async def test_09_an_unsigned_request_of_unknown_or_great_length_is_not_even_read(slack: Slack, headers: dict[str, str]) -> None:
    async with slack.running(place=Place(requests=True)) as bot:
        reader, writer = await asyncio.open_connection("127.0.0.1", bot.port)
        lines = ["POST /slack/events HTTP/1.1", "Host: x", *(f"{name}: {value}" for name, value in headers.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        assert b"401" in await asyncio.wait_for(reader.readline(), 20)
        writer.close()


async def test_09_slacks_own_requests_are_taken_over_http(slack: Slack) -> None:
    async with slack.running(place=Place(requests=True)) as bot:
        assert await slack.sandbox.deliver_to(f"http://127.0.0.1:{bot.port}/slack/events")
        answer = await slack.ask("cancel octopus crm")
        assert "Step 2 of 5" in texts(await slack.press(answer, DONE))


async def test_10_what_is_unknown_is_acknowledged_logged_and_said_to_be_out_of_date(slack: Slack, caplog: pytest.LogCaptureFixture) -> None:
    async with slack.running() as bot:
        await slack.ask("cancel octopus crm")
        assert await deliver(bot, {**from_customer("x"), "event": {"type": "team_join", "user": {"id": "U9"}}}) == 200
        place = {"team": {"id": TEAM}, "user": {"id": CUSTOMER, "team_id": TEAM}, "trigger_id": "1.1.1"}
        container = {"type": "message", "channel_id": slack.sandbox.direct(CUSTOMER), "message_ts": "1.000001"}
        old = [{"type": "button", "action_id": "of_an_older_version", "value": "x", "action_ts": f"{time.time():.6f}"}]
        assert await deliver(bot, {"type": "block_actions", **place, "container": container, "actions": old}) == 200
        said = (await slack.said(1, after=1))[0]
        assert "out of date" in texts(said)
        assert "Step 1 of 5" in texts(said)
        view = {"id": "V1", "type": "modal", "callback_id": "of_an_older_version", "private_metadata": "", "state": {"values": {}}}
        assert await deliver(bot, {"type": "view_submission", **place, "view": view}) == 200
        assert "out of date" in texts((await slack.said(1, after=2))[0])
    assert caplog.text.count("of_an_older_version") == 2


async def test_11_own_messages_other_bots_and_workflows_are_met_with_silence(slack: Slack) -> None:
    people, direct = slack.sandbox.people, slack.sandbox.direct(CUSTOMER)
    async with slack.running() as bot:
        people.other_bot(GENERAL, "<@UAPP> cancel octopus crm")
        people.join(CUSTOMER, GENERAL)
        for fields in ({"bot_id": "B1", "user": None}, {"bot_id": "B1"}, {"subtype": "bot_message", "bot_id": "B1", "workflow_id": "W1"}):
            assert await deliver(bot, from_customer("cancel octopus crm", channel=direct, **fields)) == 200
        answer = await slack.ask("cancel octopus crm")
        await slack.press(answer, DONE)
        await slack.settled()
    assert len(slack.sandbox.said()) == 2
    assert slack.sandbox.said(GENERAL) == []


async def test_12_an_edit_never_does_a_finished_step_again_but_may_correct_the_product(slack: Slack) -> None:
    sandbox = slack.sandbox
    async with slack.running():
        wish = await sandbox.say("cancel octopus crm")
        await slack.said(1)
        sandbox.people.unfurl(sandbox.direct(CUSTOMER), wish["ts"], "https://example.org")
        await sandbox.edit(wish, "cancel listkit")
        assert "May I ask why" in texts((await slack.said(1, after=1))[0])
        await slack.ask("just the steps")
        done = await sandbox.say("done")
        await slack.said(4)
        await sandbox.edit(done, "done!")
        await sandbox.edit(wish, "cancel octopus crm, please")
        await slack.settled()
        assert len(sandbox.said()) == 4
        await sandbox.edit(done, "I'm stuck")
        assert "write again what is different" in texts((await slack.said(1, after=4))[0])
        assert "Your words: “cancel listkit”" in texts(await slack.ask("receipt"))


async def test_13_deleted_words_are_not_quoted_later(slack: Slack) -> None:
    sandbox, secret = slack.sandbox, "my boss hates it so cancel kustomer"
    async with slack.running():
        wish = await sandbox.say(secret)
        await slack.said(1)
        await sandbox.delete(wish)
        await slack.ask("human")
        await slack.settled()
        card = sandbox.said(AGENTS, user="U0AGENT1")[-1]
        said = "".join(texts(each) for each in [*sandbox.said(), card])
    assert "my boss" not in said
    assert "my boss" not in str(slack.store.events(f"{TEAM}/dm/-/{CUSTOMER}"))
    assert "my boss" not in str([row.brief for row in slack.store.handoffs()])


@pytest.mark.parametrize("said", [["listkit"], ["cancel kustomer", "premium"], ["cancel octopus crm", "Done"], ["ciao", "it"]])
async def test_13_what_was_understood_from_deleted_words_stays(slack: Slack, said: list[str]) -> None:
    """Words may look like a name of ours, a title of a button, a language: these are no quotes."""
    sandbox = slack.sandbox
    async with slack.running():
        for count, text in enumerate(said, 1):
            message = await sandbox.say(text)
            await slack.said(count)
        before = understood(slack)
        await sandbox.delete(message)
        await slack.settled()
        assert understood(slack) == before
        assert "went wrong" not in texts(await slack.ask("status"))


def understood(slack: Slack) -> dict[str, Any]:
    """What the dialogue goes on from, without anybody's words."""
    slots = slack.store.conversations()[0].state["slots"]  # type: ignore[index]
    plain = {name: slots[name] for name in ("language", "product", "status", "path", "step", "buttons", "waiting")}
    return {**plain, "account": {name: entry["value"] for name, entry in slots["attributes"].items()}}


async def test_13_the_same_words_deleted_or_edited_elsewhere_are_other_words(slack: Slack) -> None:
    sandbox, wish = slack.sandbox, "we are leaving kustomer"
    async with slack.running():
        await slack.ask(wish)
        for change in (lambda said: sandbox.delete(said, channel=GENERAL), lambda said: sandbox.edit(said, "no", channel=GENERAL)):
            await change(await sandbox.say(wish, channel=GENERAL))
        await slack.settled()
    [only] = slack.store.conversations()
    assert only.state["slots"]["case"]["words"] == wish  # type: ignore[index]


@pytest.mark.parametrize("how", ["edit", "delete"])
@pytest.mark.parametrize("way", ["mention", "shortcut"])
async def test_13_words_that_went_on_in_a_direct_message_are_changed_there_too(slack: Slack, way: str, how: str) -> None:
    sandbox = slack.sandbox
    async with slack.running():
        mention = "<@U0PARTWELL> " if way == "mention" else ""
        called = await sandbox.say(f"{mention}our swordfish plan: cancel kustomer", channel=GENERAL)
        if way == "shortcut":
            await sandbox.shortcut("cancel_help", called, channel=GENERAL)
        await slack.said(1)
        await (sandbox.delete(called, channel=GENERAL) if how == "delete" else sandbox.edit(called, "never mind", channel=GENERAL))
        await slack.settled()
    assert "swordfish" not in str(slack.store.events(f"{TEAM}/dm/-/{CUSTOMER}"))
    told = ["You changed an earlier message" in texts(said) for said in sandbox.said()[1:]]
    assert told == ([True] if (way, how) == ("mention", "edit") else [])

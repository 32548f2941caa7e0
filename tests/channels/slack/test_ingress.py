"""The app in a workspace: the door, the Home tab, people, and days without a database."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncBoltRequest

from bot.channels.slack.handlers.edits import GONE, without
from bot.channels.slack.ingress import Door
from bot.channels.slack.people import UNKNOWN, People, person
from bot.delivery.inbox import Inbox
from bot.delivery.items import Item
from bot.sandbox.population import AGENT_1, AGENT_GROUP, AGENTS, CLIENTE, CUSTOMER
from bot.store.errors import StoreError
from tests.channels.slack.bodies import click, message
from tests.channels.slack.conftest import Slack, texts, titles


async def test_a_message_is_answered(slack: Slack) -> None:
    async with slack.running():
        answer = await slack.ask("cancel octopus crm")
    assert "Step 1 of 5" in texts(answer)
    assert "Done" in titles(answer)


async def test_an_answer_stands_in_the_thread_of_the_question(slack: Slack) -> None:
    async with slack.running():
        first = await slack.ask("hello")
        await slack.sandbox.say("cancel octopus crm", thread_ts=first["ts"])
        answer = (await slack.said(2, thread_ts=first["ts"]))[-1]
    assert answer["thread_ts"] == first["ts"]


# home


async def test_the_home_tab_begins_with_the_products_and_shows_the_open_case(slack: Slack) -> None:
    sandbox = slack.sandbox
    async with slack.running():
        await sandbox.open("home")
        empty = await sandbox.wait_for(sandbox.home, 20)
        await sandbox.click(empty, "Octopus CRM")
        await slack.said(1)
        await slack.ask("done")
        await sandbox.open("home")
        await sandbox.wait_for(lambda: "step 2" in texts(sandbox.home() or {}), 20)
        shown = sandbox.home()
        assert shown
        assert "Octopus CRM" in texts(shown)
        await sandbox.click(shown, "Where we were")
        assert "Step 2 of 5" in texts((await slack.said(3))[-1])


async def test_the_home_tab_keeps_the_receipts_in_the_persons_language(slack: Slack) -> None:
    sandbox = slack.sandbox
    async with slack.running():
        await slack.ask("disdire kustomer, siamo premium", user=CLIENTE)
        await sandbox.open("home", user=CLIENTE)
        await sandbox.wait_for(lambda: "PW-" in texts(sandbox.home(CLIENTE) or {}), 20)
        shown = sandbox.home(CLIENTE)
        assert shown
        assert "Riepiloghi" in texts(shown)
        assert "la richiesta è al nostro team" in texts(shown)
        await sandbox.click(shown, "Il mio riepilogo", user=CLIENTE)
        assert "Riepilogo della richiesta PW-" in texts((await slack.said(2, user=CLIENTE))[-1])


async def test_the_last_safe_day_comes_as_a_file_for_the_calendar(slack: Slack) -> None:
    async with slack.running():
        await slack.ask("cancel octopus crm, my next payment is on 24 december")
        await slack.settled()
        files = [file for said in slack.sandbox.said() for file in said.get("files", [])]
    assert [file["name"].endswith(".ics") for file in files] == [True]


# the door


class Kept:
    """An intake that keeps what it gets, or cannot."""

    def __init__(self, error: Exception | None = None) -> None:
        self.items: list[Item] = []
        self.error = error

    async def receive(self, items: Any) -> list[bool]:
        if self.error:
            raise self.error
        self.items += items
        return [True] * len(items)


async def _next() -> None:
    """Bolt's own middleware."""


async def test_a_request_that_cannot_be_written_is_not_acknowledged(slack: Slack) -> None:
    async with slack.running() as bot:
        bot.door.receive = Kept(StoreError("full", "no space left")).receive
        answer = await bot.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=message()))
    assert answer.status == 500


async def test_a_click_that_opens_a_modal_is_written_before_it_is_acknowledged_too(slack: Slack) -> None:
    async def full(_item: Item, _wait: timedelta) -> None:
        raise StoreError("full", "no space left")

    async with slack.running() as bot:
        bot.door.promise = full
        answer = await bot.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=click("why", "[]")))
    assert answer.status == 500


@pytest.mark.parametrize(
    "body", [{"type": "event_callback"}, {"type": "block_actions", "actions": []}, {"command": "/partwell"}, click(user=7)]
)
async def test_a_body_that_nobody_can_read_is_acknowledged_and_logged(
    slack: Slack, body: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    kept = Kept()
    async with slack.running() as bot:
        door: Door = replace(bot.door, receive=kept.receive)
        answer = await door.enter(body, _next)
    assert answer
    assert answer.status == 200
    assert kept.items == []
    assert "could not be read" in caplog.text


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(["T1", "U1", "D1/x", "1700000000.000100"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def nearly(draw: st.DrawFn) -> dict[str, Any]:
    """A body of Slack's in which one thing is another."""
    view = {"id": "V1", "callback_id": "desk_reply", "private_metadata": "PW-A", "state": {"values": {"reply": {"reply": {"value": "x"}}}}}
    bodies = [message(), click(), click("desk_claim", "PW-A"), {**click(), "type": "view_submission", "view": view}]
    bodies += [{"command": "/partwell", "team_id": "T1", "user_id": "U1", "channel_id": "D1", "trigger_id": "1", "text": ""}]
    body: Any = draw(st.sampled_from(bodies))
    at, parts = body, []
    while isinstance(at, dict | list) and at:
        key = draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        parts.append((at, key))
        at = at[key]
        if draw(st.booleans()):
            break
    where, key = parts[-1]
    where[key] = draw(anything)
    return body  # type: ignore[no-any-return]


async def test_a_body_in_which_something_is_odd_is_answered_and_never_a_traceback(slack: Slack, caplog: pytest.LogCaptureFixture) -> None:
    found: list[dict[str, Any]] = []

    @given(nearly())
    @settings(max_examples=150, deadline=None, database=None)
    def collect(body: dict[str, Any]) -> None:
        found.append(body)

    collect()
    async with slack.running() as bot:
        door = replace(bot.door, receive=(kept := Kept()).receive)
        for body in found:
            answer = await door.enter(body, _next)
            assert answer is None or answer.status == 200
        await door.close()
    assert "Traceback" not in caplog.text
    assert all("/" not in item.user + item.team for item in kept.items)


# people


async def test_what_a_person_has_set_is_asked_for_once_and_never_waited_for_long(slack: Slack) -> None:
    slack.sandbox.recording = True
    async with slack.running() as bot:
        people = bot.door.people
        assert await people.about("T0HOME", CLIENTE) == {"language": "it", "offset": 3600}
        await people.about("T0HOME", CLIENTE)
        assert [method for method, _ in slack.sandbox.calls].count("users.info") == 1
        slack.sandbox.faults.slow("users.info", 500, times=1)
        impatient = People(bot.door.clients.of, patience=0.01)
        assert await impatient.about("T0HOME", CUSTOMER) == UNKNOWN
        slack.sandbox.faults.error("users.info", "user_not_found")
        again = People(bot.door.clients.of)
        assert await again.about("T0HOME", CLIENTE) == UNKNOWN
        assert (await again.about("T0HOME", CLIENTE))["language"] == "it"


HANGS = 120_000
"""Milliseconds; whatever waited for them would fail."""


async def test_nobody_waits_for_a_slack_that_does_not_say_who_somebody_is(slack: Slack) -> None:
    slack.sandbox.faults.slow("users.info", HANGS)
    async with slack.running():
        assert "Step 1 of 5" in texts(await slack.ask("cancel octopus crm"))
        assert "Step 2 of 5" in texts(await slack.ask("done"))


async def test_nobody_waits_for_a_modal_that_does_not_open(slack: Slack) -> None:
    slack.sandbox.faults.slow("views.open", HANGS)
    async with slack.running():
        first = await slack.ask("cancel octopus crm")
        await slack.sandbox.click(first, "Why?")
        assert "Fatto" in texts(await slack.ask("voglio disdire octopus crm", user=CLIENTE))
        assert "The help page says:" in texts((await slack.said(1, after=1))[0])


async def test_nobody_waits_for_a_slack_that_does_not_say_who_the_agents_are(slack: Slack) -> None:
    slack.sandbox.faults.slow("usergroups.users.list", HANGS)
    async with slack.running(slack.parts(desk_agents=f"{AGENT_1},{AGENT_GROUP}")):
        await slack.ask("cancel kustomer, we are on premium")
        card = (await slack.said(1, user=AGENT_1, channel=AGENTS))[0]
        await slack.sandbox.click(card, "Claim", user=AGENT_1, channel=AGENTS)
        assert "Fatto" in texts(await slack.ask("voglio disdire octopus crm", user=CLIENTE))
        await slack.settled()
    assert [each.status for each in slack.store.handoffs()] == ["claimed"]


@pytest.mark.parametrize(("locale", "language"), [("it-IT", "it"), ("en-GB", "en"), ("fr-FR", None), ("", None), (None, None)])
def test_a_locale_is_one_of_our_languages_or_none(locale: str | None, language: str | None) -> None:
    assert person({"locale": locale, "tz_offset": -18000}) == {"language": language, "offset": -18000}


# without a database


async def test_while_the_database_is_away_the_steps_still_come_and_are_kept_afterwards(
    slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive, away = Inbox.receive, True

    def sometimes(inbox: Inbox, items: Any, now: Any) -> list[bool]:
        if away:
            raise StoreError("full", "no space left")
        return receive(inbox, items, now)

    async with slack.running():
        await slack.ask("cancel octopus crm")
        monkeypatch.setattr(Inbox, "receive", sometimes)
        answer = await slack.ask("done")
        assert "Step 2 of 5" in texts(answer)
        assert "could not be saved" in texts(answer)
        away = False
        assert "Step 3 of 5" in texts(await slack.ask("done"))
        await slack.settled()
    assert len(slack.sandbox.said()) == 3


# what is edited or deleted


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner)
    )
)
def test_without_a_text_nothing_of_it_is_left_and_nothing_else_is_touched(data: Any) -> None:
    kept = {"a": data, "said": ["my words", {"words": "words", "text": "my words", "value": "my words"}], "b": ["my words"]}
    changed = without(kept, "my words")
    assert changed["said"] == [GONE, {"words": GONE, "text": GONE, "value": "my words"}]
    assert changed["b"] == ["my words"]
    assert without(data, "\0 nobody says this") == data
    assert json.loads(json.dumps(without(changed, "my words"))) == json.loads(json.dumps(changed))


async def test_an_edit_in_a_case_that_an_agent_has_changes_their_copy(slack: Slack) -> None:
    sandbox = slack.sandbox
    async with slack.running():
        await slack.ask("cancel kustomer, we are on premium")
        card = (await slack.said(1, user=AGENT_1, channel=AGENTS))[0]
        await sandbox.click(card, "Claim", user=AGENT_1, channel=AGENTS)
        await slack.said(2)
        written = await sandbox.say("our number is 12")
        await slack.said(3, user=AGENT_1, channel=AGENTS, thread_ts=card["ts"])
        await sandbox.edit(written, "our number is 13")
        await slack.settled()
        thread = sandbox.said(AGENTS, user=AGENT_1, thread_ts=card["ts"])
    assert "13" in texts(thread[-1])
    assert not any("is 12" in texts(each) for each in thread)
    assert len(sandbox.said(user=CUSTOMER)) == 2

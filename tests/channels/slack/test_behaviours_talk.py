"""What a top-class bot does in Slack, one test a behaviour, by the numbers of the list that they come from: reading, speaking, clicking."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncBoltRequest
from slack_sdk.errors import SlackApiError

from bot.address import Address
from bot.channels.slack.blocks.rendering import dialogue_fingerprint
from bot.delivery.items import Item
from bot.sandbox.population import AGENT_1, AGENT_2, AGENTS, CLIENTE, CUSTOMER, GENERAL, GUEST, OTHER_TEAM, TEAM
from tests.channels.slack.check_payload import problems
from tests.channels.slack.conftest import Slack, texts, titles
from tests.channels.slack.test_oauth import install, installable

BOT = "<@U0PARTWELL>"
Data = dict[str, Any]


@pytest.mark.parametrize(
    "how", [{"files": {"bill.pdf": b"%PDF"}}, {"me": True}, {"broadcast": True}], ids=["file_share", "me", "broadcast"]
)
async def test_14_files_broadcasts_and_me_messages_are_read(slack: Slack, how: Data) -> None:
    async with slack.running():
        first = await slack.ask("hello")
        thread = {"thread_ts": first["ts"]} if "broadcast" in how else {}
        before = len(slack.sandbox.said(**thread))
        await slack.sandbox.say("cancel octopus crm", **how, **thread)
        answer = (await slack.said(after=before, **thread))[-1]
    assert "Step 1 of 5" in texts(answer)
    assert ("bill.pdf" in texts(answer)) == ("files" in how)


async def test_14_a_file_without_words_is_answered_too(slack: Slack) -> None:
    async with slack.running():
        answer = await slack.ask("", files={"bill.pdf": b"%PDF"})
    assert "bill.pdf" in texts(answer)
    assert "automated assistant" in texts(answer)
    assert titles(answer)[-1] == "Talk to a person"


async def test_15_a_mention_and_the_message_it_is_are_one_answer(slack: Slack) -> None:
    async with slack.running():
        called = await slack.sandbox.say(f"{BOT} what happens to my data after cancelling kustomer?", channel=GENERAL)
        await slack.said(1, channel=GENERAL, thread_ts=called["ts"])
        await slack.settled()
    assert len(slack.sandbox.said(GENERAL, thread_ts=called["ts"])) == 1


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        (":wave: :tada:", "Tell me which product"),
        ("😀", "Tell me which product"),
        ("   ", "Tell me which product"),
        ("word " * 2000, "."),
        ("أريد إلغاء Kustomer", "Kustomer"),
        ("\u202ecancel octopus crm", "Step 1 of 5"),
        ("```cancel octopus crm```", "Step 1 of 5"),
    ],
    ids=["emoji", "character", "empty", "10,000", "right to left", "override", "code"],
)
async def test_16_strange_input_has_a_sensible_answer(slack: Slack, written: str, answer: str) -> None:
    async with slack.running():
        said = await slack.ask(written)
    assert answer in texts(said)
    assert any("person" in title.lower() for title in titles(said))


async def test_17_in_channels_only_the_thread_of_the_mention_is_answered(slack: Slack) -> None:
    sandbox = slack.sandbox
    async with slack.running():
        await sandbox.say("cancel octopus crm", channel=GENERAL)
        other = await sandbox.say("will I get a refund from listkit?", channel=GENERAL)
        await sandbox.say("will I get a refund from listkit?", channel=GENERAL, thread_ts=other["ts"])
        called = await sandbox.say(f"{BOT} will I get a refund from listkit?", channel=GENERAL)
        await slack.said(1, channel=GENERAL, thread_ts=called["ts"])
        await sandbox.say("and what happens afterwards?", channel=GENERAL, thread_ts=called["ts"])
        answers = await slack.said(2, channel=GENERAL, thread_ts=called["ts"])
        await slack.settled()
    assert "document of ListKit" in texts(answers[0]) or "ListKit" in texts(answers[0])
    assert [m for m in sandbox.said(GENERAL) if m["ts"] != called["ts"]] == []
    assert sandbox.said(GENERAL, thread_ts=other["ts"]) == []


async def test_18_the_state_belongs_to_team_channel_thread_and_person(slack: Slack) -> None:
    sandbox = slack.sandbox
    async with slack.running():
        one = await sandbox.say(f"{BOT} will I get a refund from listkit?", channel=GENERAL)
        two = await sandbox.say(f"{BOT} by when must I cancel kustomer?", channel=GENERAL)
        for called in (one, two):
            await slack.said(1, channel=GENERAL, thread_ts=called["ts"])
        await slack.ask("hello")
        await slack.ask("ciao", user=CLIENTE)
    threads = {Address(TEAM, GENERAL, called["ts"], CUSTOMER).conversation for called in (one, two)}
    direct = {Address(TEAM, user, None, user).conversation for user in (CUSTOMER, CLIENTE)}
    assert {row.id for row in slack.store.conversations()} == threads | direct


async def test_19_what_is_personal_goes_on_in_a_direct_message(slack: Slack) -> None:
    sandbox = slack.sandbox
    async with slack.running():
        called = await sandbox.say(f"{BOT} cancel kustomer, we are on premium", channel=GENERAL)
        private = (await slack.said(1))[0]
        public = (await slack.said(1, channel=GENERAL, thread_ts=called["ts"]))[0]
        await slack.settled()
    assert "Customer Success Manager" in texts(private)
    assert "direct message" in texts(public)
    assert not re.search("premium|kustomer", texts(public), re.IGNORECASE)
    everything = [*sandbox.messages(GENERAL), *sandbox.messages(GENERAL, thread_ts=called["ts"])]
    assert not any(message.get("ephemeral") for message in everything)


async def test_19_a_shortcut_and_a_slash_command_go_on_there_too(slack: Slack) -> None:
    sandbox = slack.sandbox
    async with slack.running():
        wish = await sandbox.say("I want to cancel octopus crm", channel=GENERAL)
        await sandbox.shortcut("cancel_help", wish, channel=GENERAL)
        assert "Step 1 of 5" in texts((await slack.said(1))[0])
        answer = await sandbox.command("/partwell", "done", channel=GENERAL)
        assert "Step 2 of 5" in texts((await slack.said(2))[1])
        assert "direct message" in json.dumps([answer, sandbox.messages(GENERAL)])
        await sandbox.command("/partwell", "")
        assert "which product" in texts((await slack.said(3))[2])


@pytest.mark.parametrize("code", ["not_in_channel", "is_archived"])
async def test_20_where_a_channel_is_closed_the_answer_comes_directly(slack: Slack, code: str) -> None:
    slack.sandbox.faults.error("chat.postMessage", code, channel=GENERAL)
    async with slack.running():
        await slack.sandbox.say(f"{BOT} will I get a refund from listkit?", channel=GENERAL)
        assert "ListKit" in texts((await slack.said(1))[0])


async def test_20_where_no_direct_message_is_possible_the_thread_says_how_to_go_on(slack: Slack) -> None:
    slack.sandbox.faults.error("conversations.open", "cannot_dm_bot", times=2)
    async with slack.running():
        called = await slack.sandbox.say(f"{BOT} cancel kustomer", channel=GENERAL)
        public = (await slack.said(1, channel=GENERAL, thread_ts=called["ts"]))[0]
        await slack.settled()
    assert "If none comes, open one with me" in texts(public)


async def test_21_a_double_click_is_one_transition(slack: Slack) -> None:
    async with slack.running():
        first = await slack.ask("cancel octopus crm")
        await asyncio.gather(*(slack.sandbox.click(first, "Done") for _ in range(3)))
        await slack.said(2)
        await slack.settled()
    assert ["Step 2 of 5" in texts(said) for said in slack.sandbox.said()[1:]] == [True]


async def test_22_a_choice_replaces_its_row_and_an_old_button_shows_where_we_are(slack: Slack) -> None:
    sandbox = slack.sandbox
    async with slack.running():
        first = await slack.ask("cancel octopus crm")
        second = await slack.press(first, "Done")
        await slack.settled()
        assert "Done" not in titles(sandbox.said()[0])
        assert "You chose: Done" in texts(sandbox.said()[0])
        await slack.ask("done")
        stale = await slack.press(second, "Done")
        await slack.settled()
        assert "out of date" in texts(stale)
        assert "Step 3 of 5" in texts(stale)
        assert "Done" not in titles(sandbox.said()[1])


async def test_23_a_button_says_nothing_but_where_it_stands_and_is_nobody_elses(slack: Slack) -> None:
    async with slack.running() as bot:
        first = await slack.ask("cancel octopus crm")
        values = [element["value"] for block in first["blocks"] if block["type"] == "actions" for element in block["elements"]]
        assert all(re.fullmatch(r"[0-9a-f]{6}-[0-9a-f]{12}\.[0-9a-f]{10}", value) for value in values[:-1])
        body = {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": CLIENTE, "team_id": TEAM},
            "trigger_id": "1.1.1",
            "container": {"type": "message", "channel_id": slack.sandbox.direct(CLIENTE), "message_ts": first["ts"]},
            "message": {"ts": first["ts"], "text": "", "blocks": first["blocks"]},
            "actions": [
                {"type": "button", "action_id": "say_0", "block_id": "say.0", "value": values[0], "action_ts": "1700000002.000100"}
            ],
        }
        await bot.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))
        await slack.sandbox.wait_for(lambda: slack.sandbox.messages(user=CLIENTE), 20)
        await slack.settled()
        assert "conversazione" in texts(slack.sandbox.messages(user=CLIENTE)[-1])
        assert "Step 2 of 5" in texts(await slack.press(first, "Done"))


async def test_24_a_modal_opens_at_once_and_without_one_a_message_comes(slack: Slack) -> None:
    sandbox = slack.sandbox
    sandbox.recording = True
    async with slack.running():
        first = await slack.ask("cancel octopus crm")
        await sandbox.click(first, "Why?")
        await sandbox.wait_for(lambda: "The help page says:" in texts(sandbox.modal() or {}), 20)
        views = [args["view"] for method, args in sandbox.calls if method in ("views.open", "views.update")]
        views = [json.loads(view) if isinstance(view, str) else view for view in views]
        assert "One moment" in texts(views[0])
        assert [problems(view) for view in views] == [[], []]
        sandbox.faults.error("views.open", "expired_trigger_id")
        await sandbox.click(first, "Why?")
        assert "The help page says:" in texts((await slack.said(2))[-1])


async def test_04_a_click_whose_modal_never_came_is_answered_all_the_same(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stopped(_item: Item) -> None:
        """Whoever is stopped after the acknowledgement completes nothing."""

    monkeypatch.setattr("bot.channels.slack.ingress.OPENING", timedelta(seconds=0.2))
    async with slack.running() as bot:
        first = await slack.ask("cancel octopus crm")
        bot.door.complete = stopped
        await slack.sandbox.click(first, "Why?")
        assert "The help page says:" in texts((await slack.said(1, after=1))[0])


async def test_25_what_is_wrong_in_a_form_stands_on_its_field(slack: Slack) -> None:
    sandbox = slack.sandbox
    async with slack.running():
        await slack.ask("cancel kustomer, we are on premium")
        card = (await slack.said(1, user=AGENT_1, channel=AGENTS))[0]
        await sandbox.click(card, "Claim", user=AGENT_1, channel=AGENTS)
        await slack.settled()
        card = sandbox.said(AGENTS, user=AGENT_1)[0]
        await sandbox.click(card, "Reply to customer", user=AGENT_1, channel=AGENTS)
        await sandbox.wait_for(lambda: (sandbox.modal(AGENT_1) or {}).get("submit"), 20)
        answer = await sandbox.submit({"reply": {"reply": {"type": "plain_text_input", "value": "  "}}}, user=AGENT_1)
    assert answer["errors"]["reply"]


async def test_26_feedback_counts_once_a_case(slack: Slack) -> None:
    sandbox = slack.sandbox
    async with slack.running():
        await slack.ask("just the steps for octopus crm")
        last = await slack.ask("done")
        assert {"Yes", "No"} <= set(titles(last))
        for answer in ("feedback_yes", "feedback_no", "feedback_yes"):
            await sandbox.click(last, answer)
        await slack.settled()
        assert "Thank you, noted." in texts(sandbox.said()[-1])
        assert not {"Yes", "No"} & set(titles(sandbox.said()[-1]))
    kept = [each for each in slack.store.events(f"{TEAM}/dm/-/{CUSTOMER}") if each["event"] == "feedback"]
    assert [each["helped"] for each in kept] == [True]


async def test_26_nobody_judges_somebody_elses_case(slack: Slack) -> None:
    async with slack.running() as bot:
        await slack.ask("just the steps for octopus crm")
        last = await slack.ask("done")
        judged = next(
            element
            for block in last["blocks"]
            if block["type"] == "actions"
            for element in block["elements"]
            if "feedback" in element["action_id"]
        )
        body = {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": CLIENTE, "team_id": TEAM},
            "trigger_id": "1.1.1",
            "container": {"type": "message", "channel_id": slack.sandbox.direct(CLIENTE), "message_ts": last["ts"]},
            "message": {"ts": last["ts"], "text": "", "blocks": last["blocks"]},
            "actions": [{**judged, "block_id": "feedback", "action_ts": "1700000002.000100"}],
        }
        await bot.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))
        await slack.sandbox.wait_for(lambda: slack.sandbox.messages(user=CLIENTE), 20)
        await slack.settled()
    events = [each["event"] for user in (CUSTOMER, CLIENTE) for each in slack.store.events(f"{TEAM}/dm/-/{user}")]
    assert "feedback" not in events


async def test_27_a_stop_ends_it_and_no_status_is_ever_left_standing(slack: Slack) -> None:
    slack.sandbox.recording = True
    async with slack.running():
        await slack.ask("cancel octopus crm")
        asked = await slack.ask("stop, I want to keep it")
        stopped = await slack.press(asked, "Keep my subscription")
        await slack.settled()
        assert "you're keeping Octopus CRM" in texts(stopped)
        assert slack.store.conversations()[0].state["stack"] == []  # type: ignore[index]
    assert not [method for method, _ in slack.sandbox.calls if method.startswith("assistant.")]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("back", "Step 1 of 5"),
        ("start again", "Do you want to start over?"),
        ("human", "passed this to our team"),
        ("2", "The help page puts it like this"),
    ],
)
async def test_28_whatever_can_be_clicked_can_be_typed(slack: Slack, words: str, answer: str) -> None:
    async with slack.running():
        await slack.ask("cancel octopus crm")
        await slack.ask("Done")
        assert answer in texts(await slack.ask(words))


async def test_29_every_payload_is_one_that_slack_takes(slack: Slack) -> None:
    sandbox = slack.sandbox
    sandbox.recording = True
    async with slack.running():
        await sandbox.open("home")
        await sandbox.open("messages")
        await slack.said(1)
        said = await slack.ask("cancel kustomer")
        for words in (
            "premium",
            "is there a refund?",
            "remind me, invoice is on 24 december",
            "receipt",
            "start over",
            "cancel listkit",
            "skip",
        ):
            said = await slack.ask(words)
        await slack.press(said, titles(said)[0])
        await sandbox.open("home")
        await slack.settled()
        await sandbox.wait_for(sandbox.home, 20)
    sent = [(method, args) for method, args in sandbox.calls if method in ("chat.postMessage", "chat.update", "views.publish")]
    assert {method for method, _ in sent} == {"chat.postMessage", "chat.update", "views.publish"}
    for method, args in sent:
        payload = args["view"] if method == "views.publish" else {name: value for name, value in args.items() if name != "token"}
        assert problems(json.loads(payload) if isinstance(payload, str) else payload) == [], method


async def test_30_blocks_that_slack_refuses_go_as_plain_text_with_an_alarm(slack: Slack) -> None:
    slack.sandbox.faults.error("chat.postMessage", "invalid_blocks")
    async with slack.running() as bot:
        answer = await slack.ask("cancel octopus crm")
        assert bot.watch.registry.get_sample_value("partwell_alarms_total", {"name": "invalid_blocks"}) == 1.0
    assert "Step 1 of 5" in answer["text"]
    assert "blocks" not in answer or titles(answer) == []


async def test_31_every_message_says_in_plain_text_what_its_blocks_say(slack: Slack) -> None:
    async with slack.running():
        for words in ("cancel kustomer", "premium", "receipt"):
            answer = await slack.ask(words)
            words_of_blocks = re.findall(r"\w{5,}", texts({"blocks": [b for b in answer["blocks"] if b["type"] == "rich_text"]}))
            assert words_of_blocks
            assert set(words_of_blocks) <= set(re.findall(r"\w{5,}", answer["text"]))
            assert "image" not in {block["type"] for block in answer["blocks"]}


async def test_32_what_customers_write_shows_literally_and_calls_nobody(slack: Slack) -> None:
    nasty = "cancel <!channel> <@U0AGENT1> & <b>*_~`x`~_* https://evil.example"
    async with slack.running():
        await slack.ask(nasty)
        await slack.ask("human")
        await slack.settled()
        said = [*slack.sandbox.said(), *slack.sandbox.said(AGENTS, user=AGENT_1), await slack.ask("receipt")]
    raw = json.dumps(said)
    assert "<!channel>" not in "".join(message["text"] for message in said)
    assert '"type": "broadcast"' not in raw
    assert '"url": "https://evil.example' not in raw
    assert any("<b>*_~`x`~_*" in texts(message) or "<b>*_~ x ~_*" in texts(message) for message in said)


async def test_33_buttons_are_short_few_and_one_of_them_is_primary_at_most(slack: Slack) -> None:
    async with slack.running():
        answers = [await slack.ask(words) for words in ("cancel listkit", "I'm taking a break", "no", "help")]
    for answer in answers:
        rows = [block["elements"] for block in answer["blocks"] if block["type"] == "actions"]
        assert all(len(row) <= 5 for row in rows)
        assert all(len(title) <= 30 for title in titles(answer))
        assert sum(element.get("style") == "primary" for row in rows for element in row) <= 1


async def test_34_buttons_and_errors_speak_the_customers_language(slack: Slack) -> None:
    async with slack.running():
        first = await slack.ask("disdire octopus crm", user=CLIENTE)
        assert {"Fatto", "Tutti i passaggi"} <= set(titles(first))
        await slack.ask("fatto", user=CLIENTE)
        stale = await slack.press(first, "Fatto", user=CLIENTE)
        assert "pulsante" in texts(stale)
        assert "Passaggio 2 di 5" in texts(stale)
        english = await slack.ask("hello there, what can you do for me?")
        assert "Tell me which product" in texts(english)


async def test_34_a_person_who_has_set_italian_is_greeted_in_italian(slack: Slack) -> None:
    async with slack.running():
        await slack.sandbox.open("messages", user=CLIENTE)
        assert "assistente automatico" in texts((await slack.said(1, user=CLIENTE))[0])
        await slack.sandbox.open("messages", user=CLIENTE)
        await slack.settled()
        assert len(slack.sandbox.said(user=CLIENTE)) == 1


async def test_35_somebody_of_another_workspace_never_gets_this_ones_case(slack: Slack) -> None:
    async with slack.running() as bot:
        await slack.ask("cancel kustomer, we are on premium")
        conversation = Address(TEAM, CUSTOMER, None, CUSTOMER).conversation
        data = {"text": "status", "ts": "1.000001", "mentioned": False, "files": [], "home": OTHER_TEAM}
        stranger = Item("message/x", conversation, "1", "message", TEAM, CUSTOMER, CUSTOMER, None, data)
        await bot.service.intake.receive([stranger])
        await slack.settled()
        said = slack.sandbox.messages()[-1]
        assert "somebody else" in texts(said)
        assert "PW-" not in texts(said)
        called = await slack.sandbox.say(f"{BOT} will I get a refund from listkit?", user=GUEST, channel=GENERAL)
        answer = (await slack.said(1, user=GUEST, channel=GENERAL, thread_ts=called["ts"]))[0]
        assert "ListKit" in texts(answer)


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk still uses it
async def test_36_uninstalled_and_installed_again_it_goes_on(slack: Slack) -> None:
    sandbox, (parts, place) = slack.sandbox, installable(slack)
    async with slack.running(parts, place) as bot:
        assert await install(bot) == 200
        assert await sandbox.deliver_to(f"http://127.0.0.1:{bot.port}/slack/events")
        assert "Step 1 of 5" in texts(await slack.ask("cancel octopus crm"))
        for gone in (sandbox.uninstall, sandbox.revoke):
            await gone()
            await slack.settled()
            with pytest.raises(SlackApiError, match="not installed"):
                await bot.door.clients.of(TEAM)
            assert await install(bot) == 200
        assert "Step 2 of 5" in texts(await slack.ask("done"))


async def test_37_a_handoff_is_claimed_once_and_the_bot_is_silent_meanwhile(slack: Slack) -> None:
    sandbox = slack.sandbox
    slack.settings = slack.settings.model_copy(update={"desk_agents": f"{AGENT_1},{AGENT_2}"})
    async with slack.running():
        await slack.ask("cancel kustomer, we are on premium")
        card = (await slack.said(1, user=AGENT_1, channel=AGENTS))[0]
        await asyncio.gather(*(sandbox.click(card, "Claim", user=user, channel=AGENTS) for user in (AGENT_1, AGENT_2)))
        claimed = (await slack.said(2))[-1]
        assert "A person has your case now" in texts(claimed)
        await sandbox.say("what about my data?")
        await slack.said(3, user=AGENT_1, channel=AGENTS, thread_ts=card["ts"])
        await slack.settled()
        thread = sandbox.said(AGENTS, user=AGENT_1, thread_ts=card["ts"])
        assert sum("what about my data?" in texts(message) for message in thread[1:]) == 1
        assert len(sandbox.said()) == 2
    assert [row.assignee in {f"{TEAM}/{AGENT_1}", f"{TEAM}/{AGENT_2}"} for row in slack.store.handoffs("claimed")] == [True]


async def test_38_health_tells_the_sockets_age_and_what_waits_and_the_log_keeps_secrets(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        async with slack.running() as bot, aiohttp.ClientSession() as http:
            await slack.ask("my password is swordfish, cancel octopus crm")
            await slack.settled()
            async with http.get(f"http://127.0.0.1:{bot.port}/health") as answer:
                assert answer.status == 200
                found = await answer.json()
            async with http.get(f"http://127.0.0.1:{bot.port}/metrics") as answer:
                assert "partwell_inbox 0.0" in await answer.text()
            slack.sandbox.sockets.drop()
            slack.sandbox.faults.error("apps.connections.open", "fatal_error", 100)
            async with asyncio.timeout(20):
                while bot.watch.health()["status"] == "ok":  # noqa: ASYNC110  (slack_sdk tells nobody)
                    await asyncio.sleep(0.02)
            slack.sandbox.faults.clear()
    nothing_waits = {"inbox": 0, "oldest": None, "outbox": 0, "oldest_unsent": None, "dead": 0, "aside": 0, "hanging": 0, "articles": []}
    assert found == {"status": "ok", "socket_age": found["socket_age"], **nothing_waits}
    assert found["socket_age"] < 60
    for secret in (slack.sandbox.bot_token, slack.sandbox.app_token, slack.sandbox.signing_secret, "swordfish"):
        assert secret not in caplog.text


def test_38_a_places_id_changes_with_the_step(slack: Slack) -> None:
    """The step's version is in every button: what a click means cannot change under it."""
    talk = slack.talk
    first = talk.tracker("x", None)
    assert dialogue_fingerprint(first) != dialogue_fingerprint(type(first)("x", {**first.slots, "step": 2}))

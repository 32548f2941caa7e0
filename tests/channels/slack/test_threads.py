"""Threads and organisations with the whole app in the sandbox: what cases show on the worker holds through Bolt and the sender."""

from __future__ import annotations

from bot.sandbox.population import CUSTOMER, GENERAL, TEAM
from bot.sandbox.workspace import Team
from tests.channels.slack.conftest import Slack, texts

BOT = "<@U0PARTWELL>"


async def test_two_threads_of_the_direct_message_are_two_conversations(slack: Slack) -> None:
    async with slack.running():
        first = await slack.sandbox.say("cancel kustomer")
        await slack.said(1)
        second = await slack.sandbox.say("cancel listkit")
        await slack.said(2)
        await slack.sandbox.say("premium", thread_ts=first["ts"])
        answer = (await slack.said(1, thread_ts=first["ts"]))[0]
        await slack.sandbox.say("just the steps", thread_ts=second["ts"])
        other = (await slack.said(1, thread_ts=second["ts"]))[0]
    assert "PW-" in texts(answer)
    assert "ListKit" not in texts(answer)
    assert "ListKit" in texts(other)
    assert "PW-" not in texts(other)


async def test_whoever_writes_in_a_moved_thread_is_pointed_to_the_direct_message_once(slack: Slack) -> None:
    async with slack.running():
        wish = await slack.sandbox.say(f"{BOT} how do we cancel Kustomer?", channel=GENERAL)
        await slack.said(1, channel=GENERAL, thread_ts=wish["ts"])
        for words in ("we are on premium", "all twelve of us"):
            await slack.sandbox.say(words, channel=GENERAL, thread_ts=wish["ts"])
        await slack.said(2, channel=GENERAL, thread_ts=wish["ts"])
        await slack.settled()
        alone = [m for m in slack.sandbox.said(GENERAL, thread_ts=wish["ts"]) if m.get("is_ephemeral")]
    assert ["direct message" in texts(message) for message in alone] == [True]


async def test_somebody_whose_home_is_another_workspace_of_the_organisation_goes_on(slack: Slack) -> None:
    workspace = slack.sandbox.workspace
    workspace.teams[TEAM].enterprise = "E0ORG"
    workspace.add_team(Team("T0HOME", "Home", "home", "E0ORG"))
    workspace.user(CUSTOMER).team = "T0HOME"
    async with slack.running():
        first = await slack.ask("cancel octopus crm")
        assert "Step 2 of 5" in texts(await slack.press(first, "Done"))

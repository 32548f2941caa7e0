"""The desk in a workspace: real Bolt, real slack_sdk, agents who click on cards and customers who read what comes of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.slack.desk.tag import MORE
from bot.operations.running import Place, running
from bot.sandbox.population import AGENT_1, AGENT_2, AGENT_GROUP, AGENTS, CUSTOMER, GENERAL
from bot.store.store import Store
from tests.channels.slack.conftest import SECONDS, Slack, texts, titles
from tests.channels.slack.conftest import slack as workspace  # noqa: F401  (fixture)
from tests.channels.slack.desk.conftest import PREMIUM

Data = dict[str, Any]


@pytest.fixture
async def slack(workspace: Slack) -> AsyncIterator[Slack]:  # noqa: F811
    """A workspace whose agents are the members of a user group, with the bot running in it."""
    settings = workspace.settings.model_copy(update={"desk_agents": AGENT_GROUP})
    here = replace(workspace, settings=settings)
    async with here.running():
        yield here


async def seen(slack: Slack, *words: str, channel: str = AGENTS, user: str = AGENT_1, thread_ts: str | None = None) -> Data:
    """The newest message of the app in which all of this stands, once it is there."""

    def found() -> Data | None:
        messages = slack.sandbox.said(channel, user=user, thread_ts=thread_ts)
        return next((message for message in reversed(messages) if all(word in texts(message) for word in words)), None)

    message = await slack.sandbox.wait_for(found, SECONDS)
    assert message is not None
    return message


async def form(slack: Slack, agent: str, field: str) -> Data:
    """The modal in front of an agent, once it has this field."""

    def filled() -> Data | None:
        modal = slack.sandbox.modal(agent)
        return modal if modal and any(block.get("block_id") == field for block in modal["blocks"]) else None

    modal = await slack.sandbox.wait_for(filled, SECONDS)
    assert modal is not None
    return modal


async def claimed(slack: Slack, language: str = "en") -> Data:
    """The card of a Premium case that the first agent has."""
    await slack.ask(PREMIUM[language])
    card = await seen(slack, "Kustomer")
    await slack.sandbox.click(card, "Claim", user=AGENT_1, channel=AGENTS)
    return await seen(slack, "With ", "Kustomer")


async def pick(slack: Slack, card: Data, what: str, agent: str = AGENT_1) -> None:
    """An agent chooses something from the menu of a card."""
    case = slack.store.handoffs()[-1].case_id
    await slack.sandbox.click(card, MORE, user=agent, channel=AGENTS, selected_option=f"{what} {case}")


async def reply(slack: Slack, card: Data, words: str) -> Data:
    """The agent writes to the customer; what the customer gets."""
    await slack.sandbox.click(card, "Reply to customer", user=AGENT_1, channel=AGENTS)
    await form(slack, AGENT_1, "reply")
    await slack.sandbox.submit({"reply": {"reply": {"type": "plain_text_input", "value": words}}}, user=AGENT_1)
    return await seen(slack, words, channel=slack.sandbox.direct(CUSTOMER), user=CUSTOMER)


@pytest.mark.parametrize("language", PREMIUM)
async def test_a_premium_case_goes_to_a_person_and_back(slack: Slack, language: str) -> None:
    card = await claimed(slack, language)
    assert titles(card) == ["Reply to customer", "Resolve"]
    told = {"en": "A person has your case now", "it": "Ora una persona del nostro team segue la richiesta"}
    await seen(slack, told[language], channel=slack.sandbox.direct(CUSTOMER), user=CUSTOMER)

    sent = await reply(slack, card, "The 14th is fine.")
    assert {"en": "A person writes:", "it": "Una persona scrive:"}[language] in texts(sent)
    await seen(slack, "The 14th is fine.", thread_ts=card["ts"])

    answers = len(slack.sandbox.said(user=CUSTOMER))
    await slack.sandbox.say("*thanks* <!channel>, done", user=CUSTOMER)
    relayed = await seen(slack, "The customer writes", thread_ts=card["ts"])
    assert "*thanks*" in texts(relayed)
    await slack.settled()
    assert len(slack.sandbox.said(user=CUSTOMER)) == answers

    await slack.sandbox.click(card, "Resolve", user=AGENT_1, channel=AGENTS)
    await form(slack, AGENT_1, "outcome")
    chosen = {"type": "static_select", "selected_option": {"text": {"type": "plain_text", "text": "x"}, "value": "settled"}}
    await slack.sandbox.submit({"outcome": {"outcome": chosen}}, user=AGENT_1)
    closed = await seen(slack, "Closed by")
    assert (closed["ts"], titles(closed)) == (card["ts"], ["Reopen", "Transcript"])
    end = {"en": "how to cancel is settled", "it": "è concordato come disdire"}
    await seen(slack, end[language], channel=slack.sandbox.direct(CUSTOMER), user=CUSTOMER)
    answer = await slack.ask({"en": "cancel octopus crm", "it": "voglio disdire octopus crm"}[language])
    assert "Octopus" in texts(answer) or "1" in texts(answer)


async def test_notes_in_the_thread_never_reach_the_customer(slack: Slack) -> None:
    card = await claimed(slack)
    answers = len(slack.sandbox.said(user=CUSTOMER))
    note = await slack.sandbox.say("difficult one, beware", user=AGENT_1, channel=AGENTS, thread_ts=card["ts"])
    await slack.sandbox.edit(note, "an easy one", channel=AGENTS)
    await slack.settled()
    assert len(slack.sandbox.said(user=CUSTOMER)) == answers
    assert not any("difficult" in texts(m) or "easy" in texts(m) for m in slack.sandbox.messages(user=CUSTOMER))


async def test_of_two_agents_who_click_at_once_one_has_it_and_the_other_reads_who(slack: Slack) -> None:
    await slack.ask(PREMIUM["en"])
    card = await seen(slack, "Kustomer")
    await asyncio.gather(*(slack.sandbox.click(card, "Claim", user=agent, channel=AGENTS) for agent in (AGENT_1, AGENT_2)))
    await seen(slack, "With ")
    await slack.settled()
    (handoff,) = slack.store.handoffs()
    owner, other = (AGENT_1, AGENT_2) if handoff.assignee == f"T0HOME/{AGENT_1}" else (AGENT_2, AGENT_1)
    await seen(slack, "has this case already", user=other)
    assert not any("has this case already" in texts(message) for message in slack.sandbox.said(AGENTS, user=owner))


async def test_who_left_the_group_is_no_agent(slack: Slack) -> None:
    slack.sandbox.workspace.groups[AGENT_GROUP].users.remove(AGENT_1)
    await slack.ask(PREMIUM["en"])
    card = await seen(slack, "Kustomer")
    await slack.sandbox.click(card, "Claim", user=AGENT_1, channel=AGENTS)
    await seen(slack, "Only agents can work with these cards")
    assert slack.store.handoffs()[0].status == "waiting"


async def test_an_edit_and_a_deletion_follow_into_the_thread(slack: Slack) -> None:
    card = await claimed(slack)
    message = await slack.sandbox.say("call me on 555", user=CUSTOMER)
    await seen(slack, "call me on 555", thread_ts=card["ts"])
    await slack.sandbox.edit(message, "call me on 777")
    await seen(slack, "call me on 777", "(edited)", thread_ts=card["ts"])
    await slack.sandbox.delete(message)
    await seen(slack, "(deleted by the customer)", thread_ts=card["ts"])


async def test_a_reply_that_is_taken_back_is_gone_where_the_customer_read_it(slack: Slack) -> None:
    card = await claimed(slack)
    await reply(slack, card, "The 13th.")
    copy = await seen(slack, "The 13th.", thread_ts=card["ts"])
    await slack.sandbox.click(copy, "Take back", user=AGENT_1, channel=AGENTS)
    await seen(slack, "Taken back by", thread_ts=card["ts"])
    await slack.settled()
    assert not any("The 13th." in texts(message) for message in slack.sandbox.messages(user=CUSTOMER))


async def test_a_transcript_is_a_file_in_the_thread(slack: Slack) -> None:
    card = await claimed(slack)
    await pick(slack, card, "transcript")

    def files() -> list[Data]:
        return [file for m in slack.sandbox.messages(AGENTS, user=AGENT_1, thread_ts=card["ts"]) for file in m.get("files", [])]

    (file,) = await slack.sandbox.wait_for(files, SECONDS)
    assert file["name"].startswith(slack.store.handoffs()[0].case_id)


async def test_errors_stand_on_the_fields_of_the_form(slack: Slack) -> None:
    card = await claimed(slack)
    await pick(slack, card, "transfer")
    await form(slack, AGENT_1, "agent")
    chosen = {"type": "users_select", "selected_user": CUSTOMER}
    answer = await slack.sandbox.submit({"agent": {"agent": chosen}}, user=AGENT_1)
    assert answer["errors"] == {"agent": "This is not one of the agents."}


async def test_a_customer_whom_nobody_takes_is_told(slack: Slack) -> None:
    await slack.ask(PREMIUM["en"])
    await seen(slack, "Kustomer")
    slack.clock.ahead += timedelta(minutes=slack.settings.claim_minutes + 1)
    told = await seen(slack, "Nobody has taken your case", channel=slack.sandbox.direct(CUSTOMER), user=CUSTOMER)
    assert "Customer Success Manager" in texts(told)


async def test_back_to_the_assistant_is_one_click_away(slack: Slack) -> None:
    await claimed(slack)
    told = await seen(slack, "A person has your case now", channel=slack.sandbox.direct(CUSTOMER), user=CUSTOMER)
    await slack.sandbox.click(told, "Back to the assistant", user=CUSTOMER)
    await seen(slack, "went on with the bot")
    await seen(slack, "I answer here again", channel=slack.sandbox.direct(CUSTOMER), user=CUSTOMER)
    answer = await slack.ask("what happens to my data?")
    assert "60 days" in texts(answer)


async def test_what_agents_write_to_each_other_in_other_channels_is_none_of_this(slack: Slack) -> None:
    await slack.sandbox.say("lunch?", user=AGENT_1, channel=GENERAL)
    await slack.settled()
    assert slack.sandbox.said(GENERAL, user=AGENT_1) == []


async def test_whoever_works_it_off_knows_who_was_an_agent_when_it_was_clicked(workspace: Slack, postgres_url: str) -> None:  # noqa: F811
    """With several processes it need not be the one that Slack told of the click."""
    settings = workspace.settings.model_copy(update={"desk_agents": AGENT_GROUP})
    with Store.open(postgres_url) as first, Store.open(postgres_url) as second:
        here = replace(workspace, settings=settings, store=first)
        helper = replace(here.parts(), store=second)
        async with here.running() as receiving, running(helper, Place(), connected=False):
            receiving.service.worker.stop()
            await claimed(here)
        assert first.handoffs()[0].status == "claimed"


async def test_a_form_that_was_opened_before_a_restart_can_be_sent_after_it(workspace: Slack) -> None:  # noqa: F811
    here = replace(workspace, settings=workspace.settings.model_copy(update={"desk_agents": AGENT_GROUP}))
    async with here.running():
        card = await claimed(here)
        await pick(here, card, "transfer")
        await form(here, AGENT_1, "agent")
        await here.settled()
    async with here.running():
        chosen = {"type": "users_select", "selected_user": AGENT_2}
        answer = await here.sandbox.submit({"agent": {"agent": chosen}}, user=AGENT_1)
        assert "errors" not in answer
        await here.settled()
    assert here.store.handoffs()[0].assignee == f"T0HOME/{AGENT_2}"

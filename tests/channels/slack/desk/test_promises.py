"""What the desk promises, seen from both sides in a workspace: by the agents in their channel, and by the customer where they write."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import pytest

from bot.sandbox.population import AGENT_1, AGENT_2, AGENTS, CUSTOMER
from tests.channels.slack.conftest import SECONDS, Slack, texts, titles
from tests.channels.slack.conftest import slack as workspace  # noqa: F401  (fixture)
from tests.channels.slack.desk.conftest import PREMIUM
from tests.channels.slack.desk.test_in_slack import claimed, form, pick, reply, seen, slack  # noqa: F401  (fixture)


async def read(slack: Slack, *words: str) -> str:  # noqa: F811
    """What the customer reads last in which this stands."""
    return texts(await seen(slack, *words, channel=slack.sandbox.direct(CUSTOMER), user=CUSTOMER))


async def resolve(slack: Slack, card: dict[str, object], outcome: str) -> None:  # noqa: F811
    """The first agent closes the case."""
    await slack.sandbox.click(card, "Resolve", user=AGENT_1, channel=AGENTS)
    await form(slack, AGENT_1, "outcome")
    chosen = {"type": "static_select", "selected_option": {"text": {"type": "plain_text", "text": "x"}, "value": outcome}}
    await slack.sandbox.submit({"outcome": {"outcome": chosen}}, user=AGENT_1)


LEGAL = {
    "en": ("my lawyer will sue you", "kustomer", "just show me the steps", "Kustomer"),
    "it": ("il mio avvocato vi fa causa", "kustomer", "mostrami solo i passaggi", "Kustomer"),
}


@pytest.mark.parametrize("language", LEGAL)
async def test_1_who_was_promised_a_person_keeps_them_while_the_bot_helps_beside(slack: Slack, language: str) -> None:  # noqa: F811
    first, product, steps, name = LEGAL[language]
    await slack.ask(first)
    await seen(slack, "legal")
    await slack.ask(product)
    answer = await slack.ask(steps)
    card = await seen(slack, name, "Do: ")
    assert "Essentials" in texts(answer)
    assert [handoff.status for handoff in slack.store.handoffs()] == ["waiting"]
    await slack.sandbox.click(card, "Claim", user=AGENT_1, channel=AGENTS)
    await seen(slack, "With ")


async def test_2_a_reply_says_delivered_when_slack_has_it(slack: Slack) -> None:  # noqa: F811
    card = await claimed(slack)
    await reply(slack, card, "The 14th is fine.")
    copy = await seen(slack, "Delivered to the customer at", thread_ts=card["ts"])
    assert titles(copy) == ["Edit", "Take back"]
    assert "The 14th is fine." in texts(copy)


async def test_2_a_reply_that_slack_does_not_take_says_so_with_other_ways(slack: Slack) -> None:  # noqa: F811
    card = await claimed(slack)
    await slack.settled()
    slack.sandbox.faults.error("chat.postMessage", "user_disabled", 50, slack.sandbox.direct(CUSTOMER))
    await slack.sandbox.click(card, "Reply to customer", user=AGENT_1, channel=AGENTS)
    await form(slack, AGENT_1, "reply")
    await slack.sandbox.submit({"reply": {"reply": {"type": "plain_text_input", "value": "The 15th."}}}, user=AGENT_1)
    copy = await seen(slack, "Not delivered", thread_ts=card["ts"])
    assert "user_disabled" in texts(copy)
    assert "Other ways to reach them: your Kustomer Customer Success Manager" in texts(copy)
    assert titles(copy) == ["Try again", "Edit", "Take back"]
    assert not any("The 15th." in texts(message) for message in slack.sandbox.messages(user=CUSTOMER))
    slack.sandbox.faults.clear()
    await slack.sandbox.click(copy, "Try again", user=AGENT_1, channel=AGENTS)
    await read(slack, "The 15th.")
    await seen(slack, "Delivered to the customer at", thread_ts=card["ts"])


async def test_3_agents_are_called_before_the_customer_hears_that_nobody_is_there(slack: Slack) -> None:  # noqa: F811
    await slack.ask(PREMIUM["en"])
    card = await seen(slack, "Kustomer")
    slack.clock.ahead += timedelta(minutes=slack.settings.claim_minutes / 2 + 1)
    await seen(slack, "this case is still waiting", thread_ts=card["ts"])
    assert not any("Nobody has taken" in texts(message) for message in slack.sandbox.messages(user=CUSTOMER))
    slack.clock.ahead += timedelta(minutes=slack.settings.claim_minutes)
    await seen(slack, "Overdue since")
    await read(slack, "Nobody has taken your case")


async def test_4_the_customers_own_buttons_are_answered_while_a_person_has_the_case(slack: Slack) -> None:  # noqa: F811
    card = await claimed(slack)
    await slack.sandbox.open("home", user=CUSTOMER)
    home = await slack.sandbox.wait_for(lambda: slack.sandbox.home(CUSTOMER), SECONDS)
    assert home is not None
    await slack.sandbox.click(home, "My progress", user=CUSTOMER)
    await read(slack, "Somebody on our team has your case")
    await seen(slack, "The customer clicked", "My progress", thread_ts=card["ts"])


async def test_5_agents_open_the_customers_file_in_the_thread(slack: Slack) -> None:  # noqa: F811
    card = await claimed(slack)
    await slack.sandbox.say("the contract", user=CUSTOMER, files={"contract.pdf": b"%PDF-1.7 signed"})

    def copies() -> list[dict[str, object]]:
        thread = slack.sandbox.messages(AGENTS, user=AGENT_1, thread_ts=card["ts"])
        return [file for message in thread for file in message.get("files", [])]

    (copy,) = await slack.sandbox.wait_for(copies, SECONDS)
    assert (copy["title"], copy["size"]) == ("contract.pdf", len(b"%PDF-1.7 signed"))
    async with aiohttp.ClientSession() as http, http.get(f"{copy['url_private']}?user={AGENT_2}") as answer:
        assert await answer.read() == b"%PDF-1.7 signed"


async def test_6_deleted_words_are_nowhere(slack: Slack) -> None:  # noqa: F811
    card = await claimed(slack)
    message = await slack.sandbox.say("my password is swordfish", user=CUSTOMER)
    await seen(slack, "swordfish", thread_ts=card["ts"])
    await slack.sandbox.delete(message)
    await seen(slack, "(deleted by the customer)", thread_ts=card["ts"])
    await slack.settled()
    everything = slack.sandbox.messages(AGENTS, user=AGENT_1) + slack.sandbox.messages(AGENTS, user=AGENT_1, thread_ts=card["ts"])
    assert not any("swordfish" in str(each) for each in everything)


async def test_7_a_save_counts_after_the_customers_click_alone(slack: Slack) -> None:  # noqa: F811
    card = await claimed(slack)
    await resolve(slack, card, "kept")
    await seen(slack, "the subscription is kept (not confirmed by the customer)")
    asked = await seen(slack, "Is it solved?", channel=slack.sandbox.direct(CUSTOMER), user=CUSTOMER)
    await slack.sandbox.click(asked, "Solved", user=CUSTOMER)
    closed = await seen(slack, "the customer confirmed it")
    assert closed["ts"] == card["ts"]


async def test_7_not_solved_opens_the_same_card_with_the_same_agent(slack: Slack) -> None:  # noqa: F811
    card = await claimed(slack)
    await resolve(slack, card, "settled")
    asked = await seen(slack, "Is it solved?", channel=slack.sandbox.direct(CUSTOMER), user=CUSTOMER)
    await slack.sandbox.click(asked, "Not solved", user=CUSTOMER)
    await read(slack, "I've reopened your case")
    opened = await seen(slack, "With ", "Do: ")
    assert (opened["ts"], titles(opened)) == (card["ts"], ["Reply to customer", "Resolve"])
    await seen(slack, "this case is open again", thread_ts=card["ts"])


async def test_8_a_case_that_a_person_gave_back_does_not_go_in_a_circle(slack: Slack) -> None:  # noqa: F811
    card = await claimed(slack)
    await pick(slack, card, "return")
    await read(slack, "I answer here again")
    answer = texts(await slack.ask("cancel kustomer"))
    assert "given it back to me" in answer
    assert [handoff.status for handoff in slack.store.handoffs()] == ["returned"]
    await slack.ask("talk to a person")
    back = await seen(slack, "Do: ")
    assert (back["ts"], titles(back)) == (card["ts"], ["Claim"])
    assert len([each for each in slack.sandbox.said(AGENTS, user=AGENT_1) if "Do: " in texts(each)]) == 1


async def test_10_the_customers_date_and_all_they_say_while_waiting_reach_the_agents(slack: Slack) -> None:  # noqa: F811
    await slack.ask("talk to a person")
    await seen(slack, "Unknown product")
    await slack.ask("it's about kustomer, we are on premium")
    await slack.ask("our contract renews on December 15")
    await slack.ask("our CSM left the company")
    card = await seen(slack, "Kustomer", "15 Dec")
    for words in ("it's about kustomer", "our contract renews on December 15", "our CSM left the company"):
        await seen(slack, words, thread_ts=card["ts"])


async def test_11_a_reason_that_is_added_is_thanked_for_in_a_line(slack: Slack) -> None:  # noqa: F811
    await slack.ask(PREMIUM["en"])
    answer = texts(await slack.ask("it is because it's too expensive"))
    assert "added that to your case" in answer
    assert "You can't cancel a Premium plan" not in answer
    assert "with our team since" in texts(await slack.ask("how long will it take?"))
    card = await seen(slack, "Kustomer")
    await seen(slack, "too expensive", thread_ts=card["ts"])


async def test_12_claims_and_transfers_are_in_the_transcript(slack: Slack) -> None:  # noqa: F811
    card = await claimed(slack)
    await pick(slack, card, "transfer")
    modal = await form(slack, AGENT_1, "note")
    (options,) = [block["element"].get("options") for block in modal["blocks"] if block.get("block_id") == "agent"]
    assert [option["text"]["text"] for option in options] == ["agent1", "agent2"]
    chosen = {"type": "static_select", "selected_option": options[1]}
    note = {"type": "plain_text_input", "value": "they write Italian at home"}
    await slack.sandbox.submit({"agent": {"agent": chosen}, "note": {"note": note}}, user=AGENT_1)
    await seen(slack, "has this case now", "they write Italian at home", thread_ts=card["ts"])
    await read(slack, "Another person has your case")
    assert not any("Italian at home" in texts(message) for message in slack.sandbox.messages(user=CUSTOMER))


async def test_13_a_notification_is_one_line_without_ids(slack: Slack) -> None:  # noqa: F811
    await slack.ask("I want to cancel Kustomer. We are on the Premium plan and my contract renews on December 15.")
    card = await seen(slack, "Kustomer")
    assert "Kustomer · Premium plan · renews 15 Dec" in card["text"]
    assert "\n" not in card["text"]
    assert CUSTOMER not in card["text"]


async def test_13_agents_see_their_queue_and_customers_their_own_page(slack: Slack) -> None:  # noqa: F811
    await claimed(slack)
    homes = {}
    for person in (AGENT_1, AGENT_2, CUSTOMER):
        await slack.sandbox.open("home", user=person)
        homes[person] = str(await slack.sandbox.wait_for(lambda who=person: slack.sandbox.home(who), SECONDS))  # type: ignore[misc]
    assert "Cases at the desk" in homes[AGENT_1]
    assert "Kustomer · Premium plan" in homes[AGENT_1]
    assert "Casi al desk" in homes[AGENT_2]
    assert "Kustomer · piano Premium" in homes[AGENT_2]
    assert "Kustomer · " not in homes[CUSTOMER]


async def test_13_calling_the_bot_among_agents_starts_no_customers_case(slack: Slack) -> None:  # noqa: F811
    card = await claimed(slack)
    await slack.sandbox.say("<@U0PARTWELL> cancel listkit", user=AGENT_2, channel=AGENTS, thread_ts=card["ts"])
    await seen(slack, "In this channel I only show cases", user=AGENT_2, thread_ts=card["ts"])
    assert len(slack.store.handoffs()) == 1

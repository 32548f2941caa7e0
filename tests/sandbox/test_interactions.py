"""Clicks, modals, commands, shortcuts and the home, with Bolt on the other side."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.sandbox.errors import SlackError
from bot.sandbox.population import AGENT_1, AGENT_2, AGENTS, CUSTOMER
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import Clock, Connect, client_of, refusal

Data = dict[str, Any]
BUTTONS = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {"type": "button", "action_id": "yes", "value": "1", "text": {"type": "plain_text", "text": "Yes"}},
            {"type": "button", "action_id": "no", "value": "2", "text": {"type": "plain_text", "text": "No"}},
        ],
    }
]
MENU = [
    {
        "type": "section",
        "block_id": "menu",
        "text": {"type": "plain_text", "text": "Which?"},
        "accessory": {
            "type": "static_select",
            "action_id": "which",
            "options": [{"text": {"type": "plain_text", "text": word}, "value": word} for word in ("one", "two")],
        },
    }
]
MODAL = {
    "type": "modal",
    "callback_id": "reply",
    "title": {"type": "plain_text", "text": "Reply"},
    "submit": {"type": "plain_text", "text": "Send"},
    "private_metadata": "case 1",
    "blocks": [
        {
            "type": "input",
            "block_id": "words",
            "label": {"type": "plain_text", "text": "Your words"},
            "element": {"type": "plain_text_input", "action_id": "text", "multiline": True},
        }
    ],
}


def words(text: str | None) -> Data:
    return {"words": {"text": {"type": "plain_text_input", "value": text}}}


def loading(title: str = "Please wait") -> Data:
    return {"type": "modal", "title": {"type": "plain_text", "text": title}, "blocks": [{"type": "divider"}]}


@pytest.fixture
async def taken(sandbox: Sandbox, app: AsyncApp, connect: Connect) -> list[Data]:
    """Every interaction the app got; it acknowledges them all."""
    bodies: list[Data] = []

    @app.middleware
    async def take(body: Data, ack: Any) -> Any:
        bodies.append(body)
        return await ack()

    await connect(app)
    return bodies


async def posted(sandbox: Sandbox, client: AsyncWebClient, blocks: list[Data], channel: str = CUSTOMER) -> Data:
    ts = (await client.chat_postMessage(channel=channel, text="Choose", blocks=blocks))["ts"]
    place = sandbox.direct(CUSTOMER) if channel == CUSTOMER else channel
    return sandbox.channel(place).message(ts)


# --- clicks -----------------------------------------------------------------------------------------------------------------------


async def test_a_click_says_who_clicked_what_and_where(sandbox: Sandbox, client: AsyncWebClient, taken: list[Data]) -> None:
    message = await posted(sandbox, client, BUTTONS)
    taken.clear()

    assert await sandbox.click(message, "No") == {"ok": True}

    (body,) = [each for each in taken if each["type"] == "block_actions"]
    (action,) = body["actions"]
    assert (action["action_id"], action["block_id"], action["value"], action["text"]["text"]) == ("no", "row", "2", "No")
    assert (body["user"]["id"], body["user"]["team_id"], body["team"]["id"]) == (CUSTOMER, "T0HOME", "T0HOME")
    assert body["container"] == {"type": "message", "message_ts": message["ts"], "channel_id": "D0CUSTOMER", "is_ephemeral": False}
    assert body["channel"] == {"id": "D0CUSTOMER", "name": "directmessage"}
    assert body["message"]["ts"] == message["ts"]
    assert body["api_app_id"] == "A0PARTWELL"


async def test_two_clicks_have_times_triggers_and_answers_of_their_own(sandbox: Sandbox, client: AsyncWebClient, taken: list[Data]) -> None:
    message = await posted(sandbox, client, BUTTONS)
    for _ in range(2):
        await sandbox.click(message, "Yes")

    one, two = (body for body in taken if body["type"] == "block_actions")
    assert one["actions"][0]["action_ts"] < two["actions"][0]["action_ts"]
    assert one["trigger_id"] != two["trigger_id"]
    assert one["response_url"] != two["response_url"]


async def test_a_menu_gives_the_whole_option_and_stays_chosen(sandbox: Sandbox, client: AsyncWebClient, taken: list[Data]) -> None:
    message = await posted(sandbox, client, [*MENU, *BUTTONS])
    await sandbox.click(message, "which", selected_option="two")
    await sandbox.click(message, "Yes")

    chosen, pressed = (body for body in taken if body["type"] == "block_actions")
    assert chosen["actions"][0]["selected_option"]["text"]["text"] == "two"
    assert pressed["state"]["values"]["menu"]["which"]["selected_option"]["value"] == "two"


async def test_what_is_gone_can_still_be_clicked_by_someone_who_sees_it(
    sandbox: Sandbox, client: AsyncWebClient, taken: list[Data]
) -> None:
    message = await posted(sandbox, client, BUTTONS)
    await client.chat_update(channel="D0CUSTOMER", ts=message["ts"], text="Chosen", blocks=[])

    await sandbox.people.click(CUSTOMER, "yes", "row", channel="D0CUSTOMER", message_ts=message["ts"], value="1")

    assert taken[-1]["actions"][0]["value"] == "1"
    with pytest.raises(SlackError, match="no_such_element"):
        await sandbox.people.click(CUSTOMER, "yes", "row", channel="D0CUSTOMER", message_ts=message["ts"])


async def test_an_ephemeral_message_s_click_carries_no_message(sandbox: Sandbox, client: AsyncWebClient, taken: list[Data]) -> None:
    await client.chat_postEphemeral(channel=AGENTS, user=AGENT_1, text="Sure?", blocks=BUTTONS)
    message = sandbox.messages(AGENTS, user=AGENT_1)[-1]

    await sandbox.click(message, "Yes", user=AGENT_1, channel=AGENTS)

    assert taken[-1]["container"]["is_ephemeral"] is True
    assert "message" not in taken[-1]
    with pytest.raises(SlackError, match="message_not_found"):
        await sandbox.click(message, "Yes", user=AGENT_2, channel=AGENTS)


async def test_an_app_that_does_not_answer_in_time_fails_the_click(clock: Clock) -> None:
    async with Sandbox(app="Partwell", clock=clock, ack_seconds=0.05) as sandbox:
        message = await posted(sandbox, client_of(sandbox), BUTTONS)

        assert await sandbox.click(message, "Yes") == {"ok": False, "error": "operation_timeout"}


# --- answers through a response url -----------------------------------------------------------------------------------------------


@pytest.fixture
async def url(sandbox: Sandbox, client: AsyncWebClient, taken: list[Data]) -> str:
    await sandbox.click(await posted(sandbox, client, BUTTONS), "Yes")
    return str(taken[-1]["response_url"])


async def test_a_response_url_replaces_or_deletes_the_message(sandbox: Sandbox, url: str) -> None:
    webhook = AsyncWebhookClient(url)

    await webhook.send(text="Chosen: yes", replace_original=True)
    replaced = [(message["text"], "blocks" in message) for message in sandbox.said()]
    await webhook.send(delete_original=True)

    assert replaced == [("Chosen: yes", False)]
    assert sandbox.said() == []


async def test_a_response_url_answers_one_person_unless_it_says_otherwise(sandbox: Sandbox, url: str) -> None:
    webhook = AsyncWebhookClient(url)

    await webhook.send(text="for you")
    await webhook.send(text="for all", response_type="in_channel")

    assert [(message["text"], message.get("is_ephemeral")) for message in sandbox.said()[1:]] == [("for you", True), ("for all", None)]


async def test_a_response_url_is_worn_out_after_five_uses_or_half_an_hour(sandbox: Sandbox, url: str, clock: Clock) -> None:
    webhook = AsyncWebhookClient(url)
    answers = [(await webhook.send(text=str(number))).status_code for number in range(6)]
    clock.now += 1801
    late = await webhook.send(text="late")

    assert answers == [200] * 5 + [404]
    assert "used_url" not in late.body
    assert "expired_url" in late.body


async def test_a_response_url_takes_no_bad_blocks(url: str) -> None:
    answer = await AsyncWebhookClient(url).send(text="x", blocks=[{"type": "banner"}])

    assert (answer.status_code, "invalid_blocks" in answer.body) == (400, True)


# --- modals -----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
async def trigger(sandbox: Sandbox, client: AsyncWebClient, taken: list[Data]) -> str:
    await sandbox.click(await posted(sandbox, client, BUTTONS), "Yes")
    return str(taken[-1]["trigger_id"])


async def test_a_trigger_opens_one_modal_within_three_seconds(
    sandbox: Sandbox, client: AsyncWebClient, trigger: str, clock: Clock, taken: list[Data]
) -> None:
    opened = await client.views_open(trigger_id=trigger, view=MODAL)

    assert sandbox.modal() == opened["view"]
    assert (opened["view"]["private_metadata"], opened["view"]["app_installed_team_id"]) == ("case 1", "T0HOME")
    assert await refusal(client.views_open(trigger_id=trigger, view=MODAL)) == "exchanged_trigger_id"
    assert await refusal(client.views_open(trigger_id="1.2.3", view=MODAL)) == "invalid_trigger_id"
    await sandbox.command("/partwell")
    clock.now += 3.1
    assert await refusal(client.views_open(trigger_id=taken[-1]["trigger_id"], view=MODAL)) == "expired_trigger_id"


async def test_a_modal_is_changed_by_who_knows_its_latest_state(sandbox: Sandbox, client: AsyncWebClient, trigger: str) -> None:
    opened = (await client.views_open(trigger_id=trigger, view=loading()))["view"]

    changed = (await client.views_update(view_id=opened["id"], hash=opened["hash"], view=MODAL))["view"]

    assert sandbox.modal() == changed
    assert await refusal(client.views_update(view_id=opened["id"], hash=opened["hash"], view=MODAL)) == "hash_conflict"
    assert await refusal(client.views_update(view_id="V0", view=MODAL)) == "not_found"


async def test_at_most_three_modals_lie_on_each_other(sandbox: Sandbox, client: AsyncWebClient, trigger: str, taken: list[Data]) -> None:
    first = (await client.views_open(trigger_id=trigger, view=loading("1")))["view"]
    pushed = []
    for title in ("2", "3", "4"):
        await sandbox.command("/partwell")
        calling = client.views_push(trigger_id=taken[-1]["trigger_id"], view=loading(title))
        pushed.append(await refusal(calling) if title == "4" else (await calling)["view"]["root_view_id"])

    assert pushed == [first["id"], first["id"], "push_limit_reached"]


async def test_a_submission_carries_the_state_and_closes_the_modal(
    sandbox: Sandbox, client: AsyncWebClient, trigger: str, taken: list[Data]
) -> None:
    await client.views_open(trigger_id=trigger, view=MODAL)

    assert await sandbox.submit(words("Dear customer")) == {}

    assert taken[-1]["type"] == "view_submission"
    assert taken[-1]["view"]["state"]["values"] == words("Dear customer")
    assert taken[-1]["view"]["callback_id"] == "reply"
    assert sandbox.modal() is None


async def test_slack_itself_asks_for_what_must_be_filled(sandbox: Sandbox, client: AsyncWebClient, trigger: str, taken: list[Data]) -> None:
    await client.views_open(trigger_id=trigger, view=MODAL)
    taken.clear()

    answer = await sandbox.submit()

    assert answer["errors"].keys() == {"words"}
    assert taken == []


@pytest.mark.parametrize(
    ("response", "title"),
    [
        ({"response_action": "errors", "errors": {"words": "Too rude"}}, "Reply"),
        ({"response_action": "update", "view": loading("Sent")}, "Sent"),
        ({"response_action": "push", "view": loading("Sure?")}, "Sure?"),
        ({"response_action": "clear"}, None),
    ],
)
async def test_an_app_may_answer_a_submission(sandbox: Sandbox, app: AsyncApp, connect: Connect, response: Data, title: str | None) -> None:
    client = app.client

    @app.action("yes")
    async def clicked(ack: Any, body: Data) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("reply")
    async def submitted(ack: Any) -> None:
        await ack(response)

    await connect(app)
    await sandbox.click(await posted(sandbox, client, BUTTONS), "Yes")
    await sandbox.wait_for(sandbox.modal, 30)

    answer = await sandbox.submit(words("Hm"))

    modal = sandbox.modal()
    assert (modal and modal["title"]["text"]) == title
    assert answer.get("errors") == response.get("errors")


async def test_a_closed_modal_is_told_to_an_app_that_asked(
    sandbox: Sandbox, client: AsyncWebClient, trigger: str, taken: list[Data]
) -> None:
    view = (await client.views_open(trigger_id=trigger, view=MODAL | {"notify_on_close": True}))["view"]

    await sandbox.people.close(CUSTOMER, view["id"])

    assert (taken[-1]["type"], taken[-1]["view"]["id"], taken[-1]["is_cleared"]) == ("view_closed", view["id"], False)
    assert sandbox.modal() is None


# --- the home, commands, shortcuts ------------------------------------------------------------------------------------------------


async def test_the_home_is_published_and_clicked(sandbox: Sandbox, client: AsyncWebClient, taken: list[Data]) -> None:
    await client.views_publish(user_id=CUSTOMER, view={"type": "home", "blocks": BUTTONS})
    home = sandbox.home()
    assert home

    await sandbox.click(home, "Yes")

    assert taken[-1]["container"] == {"type": "view", "view_id": home["id"]}
    assert taken[-1]["view"]["type"] == "home"
    assert "response_url" not in taken[-1]
    outdated = client.views_publish(user_id=CUSTOMER, hash="1.2", view={"type": "home", "blocks": []})
    assert await refusal(outdated) == "hash_conflict"


async def test_a_command_is_answered_in_its_acknowledgement(sandbox: Sandbox, app: AsyncApp, connect: Connect) -> None:
    @app.command("/partwell")
    async def command(ack: Any, command: Data) -> None:
        await ack(f"{command['user_id']} wants {command['text']} in {command['channel_name']}")

    await connect(app)

    assert await sandbox.command("/partwell", "out") == {"ok": True}

    assert [(m["text"], m["is_ephemeral"]) for m in sandbox.said()] == [("U0CUSTOMER wants out in directmessage", True)]


async def test_a_command_that_nobody_takes_fails_before_the_person_s_eyes(clock: Clock) -> None:
    async with Sandbox(app="Partwell", clock=clock, ack_seconds=0.05) as sandbox:
        assert await sandbox.command("/partwell") == {"ok": False, "error": "operation_timeout"}
        assert "operation_timeout" in sandbox.messages()[-1]["text"]


async def test_a_shortcut_takes_its_message_along(sandbox: Sandbox, taken: list[Data]) -> None:
    said = await sandbox.say("I want out", user=AGENT_1, channel=AGENTS)

    await sandbox.shortcut("cancel_help", said, user=AGENT_2, channel=AGENTS)
    await sandbox.shortcut("anywhere", user=AGENT_2)

    of_message, of_nothing = (body for body in taken if body["type"] in {"message_action", "shortcut"})
    assert (of_message["callback_id"], of_message["message"]["text"], of_message["user"]["id"]) == ("cancel_help", "I want out", AGENT_2)
    assert of_message["channel"] == {"id": AGENTS, "name": "privategroup"}
    assert (of_nothing["type"], of_nothing["callback_id"]) == ("shortcut", "anywhere")

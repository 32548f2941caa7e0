"""The Web API, called by Slack's own client: messages, threads, history, and who may do what."""

from __future__ import annotations

import asyncio

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.population import AGENT_1, AGENTS, CUSTOMER, GENERAL, GUEST
from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import Channel
from tests.sandbox.conftest import client_of, refusal


async def test_a_posted_message_stands_in_the_history_with_its_author(sandbox: Sandbox, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=AGENTS, text="Good morning")

    history = await client.conversations_history(channel=AGENTS)

    message = history["messages"][0]
    assert (message["text"], message["ts"]) == ("Good morning", posted["ts"])
    assert (message["bot_id"], message["app_id"], message["bot_profile"]["name"]) == ("B0PARTWELL", "A0PARTWELL", "Partwell")


async def test_time_stamps_grow_even_while_the_clock_stands(client: AsyncWebClient) -> None:
    posted = [(await client.chat_postMessage(channel=AGENTS, text=str(number)))["ts"] for number in range(3)]

    assert posted == sorted(set(posted))


async def test_a_person_s_id_leads_to_their_direct_message(sandbox: Sandbox, client: AsyncWebClient) -> None:
    opened = await client.conversations_open(users=CUSTOMER)

    posted = await client.chat_postMessage(channel=CUSTOMER, text="Hello")

    assert posted["channel"] == opened["channel"]["id"] == sandbox.direct(CUSTOMER)
    assert sandbox.messages()[-1]["text"] == "Hello"


async def test_metadata_are_shown_only_on_demand(sandbox: Sandbox, client: AsyncWebClient) -> None:
    metadata = {"event_type": "partwell", "event_payload": {"key": "k1"}}
    await client.chat_postMessage(channel=AGENTS, text="Keyed", metadata=metadata)

    hidden = await client.conversations_history(channel=AGENTS)
    shown = await client.conversations_history(channel=AGENTS, include_all_metadata=True)

    assert "metadata" not in hidden["messages"][0]
    assert shown["messages"][0]["metadata"] == metadata


async def test_a_thread_has_its_root_first_and_stays_out_of_the_channel(client: AsyncWebClient) -> None:
    root = (await client.chat_postMessage(channel=AGENTS, text="A case"))["ts"]
    for text in ("one", "two"):
        await client.chat_postMessage(channel=AGENTS, text=text, thread_ts=root)

    thread = await client.conversations_replies(channel=AGENTS, ts=root)
    history = await client.conversations_history(channel=AGENTS)

    assert [message["text"] for message in thread["messages"]] == ["A case", "one", "two"]
    assert [(message["text"], message["reply_count"]) for message in history["messages"]] == [("A case", 2)]


async def test_an_answer_can_be_sent_to_the_channel_too(client: AsyncWebClient) -> None:
    root = (await client.chat_postMessage(channel=AGENTS, text="A case"))["ts"]
    await client.chat_postMessage(channel=AGENTS, text="done", thread_ts=root, reply_broadcast=True)

    history = await client.conversations_history(channel=AGENTS)

    assert [(message["text"], message.get("subtype")) for message in history["messages"]] == [
        ("done", "thread_broadcast"),
        ("A case", None),
    ]


async def test_an_answer_to_an_answer_goes_to_its_thread(client: AsyncWebClient) -> None:
    root = (await client.chat_postMessage(channel=AGENTS, text="root"))["ts"]
    reply = (await client.chat_postMessage(channel=AGENTS, text="reply", thread_ts=root))["ts"]

    posted = await client.chat_postMessage(channel=AGENTS, text="again", thread_ts=reply)

    assert posted["message"]["thread_ts"] == root


async def test_history_comes_in_pages_newest_first(client: AsyncWebClient, sandbox: Sandbox) -> None:
    for number in range(5):
        sandbox.people.say(AGENT_1, AGENTS, str(number))

    pages, cursor = [], ""
    while True:
        page = await client.conversations_history(channel=AGENTS, limit=2, cursor=cursor)
        pages.append([message["text"] for message in page["messages"]])
        if not page["has_more"]:
            break
        cursor = page["response_metadata"]["next_cursor"]

    assert pages == [["4", "3"], ["2", "1"], ["0"]]


@pytest.mark.parametrize(("inclusive", "expected"), [(False, ["2"]), (True, ["3", "2", "1"])])
async def test_history_between_two_times(sandbox: Sandbox, client: AsyncWebClient, inclusive: bool, expected: list[str]) -> None:
    stamps = [sandbox.people.say(AGENT_1, AGENTS, str(number))["ts"] for number in range(5)]

    found = await client.conversations_history(channel=AGENTS, oldest=stamps[1], latest=stamps[3], inclusive=inclusive)

    assert [message["text"] for message in found["messages"]] == expected


async def test_an_update_changes_what_it_names_and_keeps_the_rest(client: AsyncWebClient) -> None:
    blocks = [{"type": "section", "text": {"type": "plain_text", "text": "Choose"}}]
    ts = (await client.chat_postMessage(channel=AGENTS, text="before", blocks=blocks))["ts"]

    kept = await client.chat_update(channel=AGENTS, ts=ts, text="after")
    emptied = await client.chat_update(channel=AGENTS, ts=ts, text="bare", blocks=[])

    assert kept["message"]["blocks"][0]["text"]["text"] == "Choose"
    assert kept["message"]["edited"]["user"] == "U0PARTWELL"
    assert "blocks" not in emptied["message"]


async def test_a_deleted_message_is_gone_and_one_with_answers_leaves_a_stone(sandbox: Sandbox, client: AsyncWebClient) -> None:
    plain = (await client.chat_postMessage(channel=AGENTS, text="plain"))["ts"]
    root = (await client.chat_postMessage(channel=AGENTS, text="root"))["ts"]
    await client.chat_postMessage(channel=AGENTS, text="answer", thread_ts=root)

    await client.chat_delete(channel=AGENTS, ts=plain)
    await client.chat_delete(channel=AGENTS, ts=root)

    assert [(m["text"], m.get("subtype")) for m in sandbox.messages(AGENTS, user=AGENT_1)] == [("This message was deleted.", "tombstone")]


async def test_an_ephemeral_message_is_seen_by_one_person_and_kept_by_no_history(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postEphemeral(channel=GENERAL, user=CUSTOMER, text="For you")

    history = await client.conversations_history(channel=GENERAL)

    assert history["messages"] == []
    assert [message["text"] for message in sandbox.messages(GENERAL, user=CUSTOMER)] == ["For you"]
    assert sandbox.messages(GENERAL, user=AGENT_1) == []


async def test_blocks_and_elements_without_ids_get_some(client: AsyncWebClient) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}

    posted = await client.chat_postMessage(channel=AGENTS, text="Go?", blocks=[{"type": "actions", "elements": [button]}])

    block = posted["message"]["blocks"][0]
    assert block["block_id"]
    assert block["elements"][0]["action_id"]


async def test_reactions_are_counted_once(client: AsyncWebClient) -> None:
    ts = (await client.chat_postMessage(channel=AGENTS, text="Done"))["ts"]

    await client.reactions_add(channel=AGENTS, timestamp=ts, name="eyes")
    again = await refusal(client.reactions_add(channel=AGENTS, timestamp=ts, name="eyes"))
    await client.reactions_remove(channel=AGENTS, timestamp=ts, name="eyes")
    gone = await refusal(client.reactions_remove(channel=AGENTS, timestamp=ts, name="eyes"))

    assert (again, gone) == ("already_reacted", "no_reaction")


async def test_people_are_shown_with_their_language_on_demand(client: AsyncWebClient) -> None:
    plain = await client.users_info(user="U0CLIENTE")
    with_locale = await client.users_info(user="U0CLIENTE", include_locale=True)

    assert "locale" not in plain["user"]
    assert (with_locale["user"]["locale"], with_locale["user"]["team_id"]) == ("it-IT", "T0HOME")


async def test_what_an_app_asks_about_itself_and_its_place(sandbox: Sandbox, client: AsyncWebClient) -> None:
    me = await client.auth_test()
    bot = await client.bots_info(bot=me["bot_id"])
    group = await client.usergroups_users_list(usergroup="S0AGENTS")
    team = await client.team_info()
    channels = await client.conversations_list(types="public_channel,private_channel")
    members = await client.conversations_members(channel=AGENTS)
    link = await client.chat_getPermalink(channel=AGENTS, message_ts=sandbox.people.say(AGENT_1, AGENTS, "hi")["ts"])

    assert me["user_id"] == bot["bot"]["user_id"] == "U0PARTWELL"
    assert group["users"] == ["U0AGENT1", "U0AGENT2"]
    assert team["team"]["id"] == me["team_id"]
    assert {channel["name"]: channel["is_private"] for channel in channels["channels"]} == {"agents": True, "general": False}
    assert members["members"] == ["U0AGENT1", "U0AGENT2", "U0PARTWELL"]
    assert link["permalink"].startswith(sandbox.url)


async def test_lists_of_people_and_groups_are_of_the_own_team(client: AsyncWebClient) -> None:
    people = await client.users_list()
    groups = await client.usergroups_list(include_users=True)

    assert [user["id"] for user in people["members"]] == ["U0CUSTOMER", "U0CLIENTE", "U0AGENT1", "U0AGENT2", "U0PARTWELL"]
    assert [(group["handle"], group["users"]) for group in groups["usergroups"]] == [("agents", ["U0AGENT1", "U0AGENT2"])]
    assert await refusal(client.usergroups_users_list(usergroup="S0NONE")) == "no_such_subteam"


async def test_the_app_marks_what_it_has_read(sandbox: Sandbox, client: AsyncWebClient) -> None:
    said = await sandbox.say("hello")

    await client.conversations_mark(channel="D0CUSTOMER", ts=said["ts"])

    assert sandbox.workspace.unread(sandbox.channel("D0CUSTOMER"), "U0PARTWELL") == 0
    assert (await client.conversations_info(channel="D0CUSTOMER"))["channel"]["user"] == CUSTOMER


async def test_the_token_may_stand_in_a_form_too(sandbox: Sandbox, client: AsyncWebClient) -> None:
    blocks = '[{"type": "divider"}]'

    posted = await client.api_call(
        "chat.postMessage", data={"token": sandbox.bot_token, "channel": AGENTS, "text": "form", "blocks": blocks}
    )

    assert posted["message"]["blocks"][0]["type"] == "divider"


# --- refusals ---------------------------------------------------------------------------------------------------------------------


async def test_bad_tokens_are_told_apart(sandbox: Sandbox) -> None:
    revoked, removed = sandbox.bot_token, sandbox.install("T0GUEST")
    nobody, stranger = await refusal(client_of(sandbox, "").auth_test()), await refusal(client_of(sandbox, "xoxb-0-0").auth_test())

    await sandbox.revoke()
    await sandbox.uninstall("T0GUEST")

    assert (nobody, stranger) == ("not_authed", "invalid_auth")
    assert await refusal(client_of(sandbox, revoked).auth_test()) == "token_revoked"
    assert await refusal(client_of(sandbox, removed).auth_test()) == "account_inactive"


async def test_the_app_s_own_token_opens_sockets_and_nothing_else(sandbox: Sandbox, client: AsyncWebClient) -> None:
    assert await refusal(client_of(sandbox, sandbox.app_token).auth_test()) == "not_allowed_token_type"
    assert await refusal(client.apps_connections_open(app_token=sandbox.bot_token)) == "not_allowed_token_type"


async def test_a_missing_scope_is_named(clock: object) -> None:
    async with Sandbox(app="Partwell", scopes=["users:read", "channels:read"]) as sandbox:
        client = client_of(sandbox)

        for calling, needed in (
            (client.chat_postMessage(channel=GENERAL, text="hi"), "chat:write"),
            (client.conversations_history(channel=GENERAL), "channels:history"),
            (client.conversations_info(channel=AGENTS), "groups:read"),
        ):
            with pytest.raises(Exception, match="missing_scope") as refused:
                await calling
            assert refused.value.response["needed"] == needed
            assert refused.value.response["provided"] == "users:read,channels:read"
            assert refused.value.response.headers["x-oauth-scopes"] == "users:read,channels:read"


async def test_an_app_writes_only_where_it_is_a_member(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.workspace.add_channel(Channel("C0OPEN", "T0HOME", "channel", [CUSTOMER], name="open"))
    sandbox.workspace.add_channel(Channel("C0CLOSED", "T0HOME", "group", [CUSTOMER], name="closed"))

    assert await refusal(client.chat_postMessage(channel="C0OPEN", text="hi")) == "not_in_channel"
    assert await refusal(client.chat_postMessage(channel="C0CLOSED", text="hi")) == "channel_not_found"
    await client.conversations_join(channel="C0OPEN")
    assert (await client.chat_postMessage(channel="C0OPEN", text="hi"))["ok"]


async def test_nothing_is_written_into_an_archived_channel(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.channel(GENERAL).archived = True

    assert await refusal(client.chat_postMessage(channel=GENERAL, text="hi")) == "is_archived"
    assert await refusal(client.conversations_join(channel=GENERAL)) == "is_archived"


async def test_nobody_else_s_message_is_changed(sandbox: Sandbox, client: AsyncWebClient) -> None:
    ts = sandbox.people.say(AGENT_1, AGENTS, "mine")["ts"]

    assert await refusal(client.chat_update(channel=AGENTS, ts=ts, text="yours")) == "cant_update_message"
    assert await refusal(client.chat_delete(channel=AGENTS, ts=ts)) == "cant_delete_message"
    assert await refusal(client.chat_update(channel=AGENTS, ts="1.000001", text="none")) == "message_not_found"


async def test_who_is_not_there_is_not_written_to(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.workspace.user(AGENT_1).deleted = True

    assert await refusal(client.conversations_open(users="U0NOBODY")) == "user_not_found"
    assert await refusal(client.conversations_open(users="U0PARTWELL")) == "cannot_dm_bot"
    assert await refusal(client.conversations_open(users=AGENT_1)) == "user_disabled"
    assert await refusal(client.chat_postEphemeral(channel=AGENTS, user=CUSTOMER, text="psst")) == "user_not_in_channel"
    assert await refusal(client.chat_postMessage(channel=AGENTS, text="?", thread_ts="1.000001")) == "thread_not_found"


async def test_calls_that_make_no_sense(client: AsyncWebClient) -> None:
    assert await refusal(client.api_call("chat.postLetter")) == "unknown_method"
    assert await refusal(client.api_call("chat.postMessage", json={"text": "where?"})) == "invalid_arguments"
    assert await refusal(client.api_call("chat.postMessage", data={"channel": AGENTS, "blocks": "[{"})) == "invalid_blocks_format"
    assert await refusal(client.conversations_history(channel=AGENTS, cursor="%")) == "invalid_cursor"
    assert await refusal(client.api_test(error="my_own")) == "my_own"


async def test_a_second_team_sees_nothing_of_the_first(other_team: AsyncWebClient) -> None:
    assert (await other_team.auth_test())["team_id"] == "T0GUEST"
    assert await refusal(other_team.chat_postMessage(channel=AGENTS, text="hi")) == "channel_not_found"
    assert await refusal(other_team.users_info(user=CUSTOMER)) == "user_not_visible"
    assert (await other_team.users_info(user=GUEST))["user"]["team_id"] == "T0GUEST"


# --- how much at a time -----------------------------------------------------------------------------------------------------------


async def test_a_channel_takes_a_short_burst_and_then_one_message_a_second(sandbox: Sandbox, client: AsyncWebClient, clock: object) -> None:
    burst = [(await client.chat_postMessage(channel=AGENTS, text=str(number)))["ok"] for number in range(4)]
    with pytest.raises(Exception, match="ratelimited") as refused:
        await client.chat_postMessage(channel=AGENTS, text="too much")
    elsewhere = await client.chat_postMessage(channel=GENERAL, text="elsewhere")
    clock.now += 1  # type: ignore[attr-defined]
    later = await client.chat_postMessage(channel=AGENTS, text="later")

    assert all(burst)
    assert (refused.value.response.status_code, refused.value.response.headers["Retry-After"]) == (429, "1")
    assert elsewhere["ok"]
    assert later["ok"]
    assert "too much" not in [message["text"] for message in sandbox.messages(AGENTS, user=AGENT_1)]


async def test_history_can_be_as_scarce_as_for_an_app_outside_the_marketplace(clock: object) -> None:
    async with Sandbox(app="Partwell", clock=clock, history_limits=True) as sandbox:  # type: ignore[arg-type]
        client = client_of(sandbox)
        await client.conversations_history(channel=AGENTS)
        with pytest.raises(Exception, match="ratelimited") as refused:
            await client.conversations_history(channel=AGENTS)

    assert refused.value.response.headers["Retry-After"] == "60"


async def test_without_limits_a_load_test_can_pass(clock: object) -> None:
    async with Sandbox(app="Partwell", clock=clock, rate_limits=False) as sandbox:  # type: ignore[arg-type]
        client = client_of(sandbox)

        posted = await asyncio.gather(*[client.chat_postMessage(channel=AGENTS, text=str(number)) for number in range(50)])

    assert len({message["ts"] for message in posted}) == 50

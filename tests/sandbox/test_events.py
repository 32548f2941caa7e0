"""What the app hears of what people do, as Slack sends it. The app is a list that takes everything."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.request.internals import extract_actor_team_id, extract_team_id
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.delivery import Retry
from bot.sandbox.population import AGENT_1, AGENTS, CLIENTE, CUSTOMER, GENERAL, GUEST
from bot.sandbox.server import Sandbox


class Heard:
    """A way to the app that takes everything."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.known: list[tuple[str, Retry | None]] = []

    async def deliver(self, kind: str, payload: dict[str, Any], retry: Retry | None = None) -> dict[str, Any]:
        self.bodies.append(payload)
        self.known.append((kind, retry))
        return {}

    @property
    def events(self) -> list[dict[str, Any]]:
        return [body["event"] for body in self.bodies]


@pytest.fixture
async def heard(sandbox: Sandbox) -> AsyncIterator[Heard]:
    way = Heard()
    sandbox.courier.way = way
    yield way
    await sandbox.courier.quiet()


async def told(sandbox: Sandbox, heard: Heard) -> list[dict[str, Any]]:
    await sandbox.courier.quiet()
    return heard.events


async def test_a_message_in_an_im(sandbox: Sandbox, heard: Heard) -> None:
    said = await sandbox.say("I want to leave")

    (event,) = await told(sandbox, heard)

    assert event == said | {"channel": "D0CUSTOMER", "channel_type": "im", "event_ts": said["ts"]}
    assert (event["type"], event["user"], event["text"], event["team"]) == ("message", CUSTOMER, "I want to leave", "T0HOME")


async def test_the_envelope_names_the_team_and_the_installation(sandbox: Sandbox, heard: Heard) -> None:
    await sandbox.say("one")
    await sandbox.say("two")
    await sandbox.courier.quiet()

    one, two = heard.bodies
    assert (one["type"], one["team_id"], one["api_app_id"]) == ("event_callback", "T0HOME", "A0PARTWELL")
    assert one["authorizations"] == [
        {"enterprise_id": None, "team_id": "T0HOME", "user_id": "U0PARTWELL", "is_bot": True, "is_enterprise_install": False}
    ]
    assert one["event_id"] != two["event_id"]
    assert heard.known == [("events_api", None)] * 2


async def test_a_mention_in_a_channel_comes_twice_with_one_ts(sandbox: Sandbox, heard: Heard) -> None:
    await sandbox.say("@Partwell cancel ListKit", channel=GENERAL)

    message, mention = await told(sandbox, heard)

    assert (message["type"], message["channel_type"], mention["type"]) == ("message", "channel", "app_mention")
    assert message["ts"] == mention["ts"]
    assert message["text"] == mention["text"] == "<@U0PARTWELL> cancel ListKit"


async def test_a_mention_in_an_im_comes_once(sandbox: Sandbox, heard: Heard) -> None:
    await sandbox.say("@partwell hello")

    assert [event["type"] for event in await told(sandbox, heard)] == ["message"]


async def test_a_private_channel_s_messages_are_of_the_type_group(sandbox: Sandbox, heard: Heard) -> None:
    await sandbox.say("a note", user=AGENT_1, channel=AGENTS)

    (event,) = await told(sandbox, heard)

    assert event["channel_type"] == "group"


async def test_the_app_hears_its_own_words_too(sandbox: Sandbox, heard: Heard, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=CUSTOMER, text="Hello", metadata={"event_type": "partwell", "event_payload": {"key": "k"}})

    (event,) = await told(sandbox, heard)

    assert (event["bot_id"], event["app_id"]) == ("B0PARTWELL", "A0PARTWELL")
    assert "metadata" not in event


async def test_an_edit_carries_the_message_before_and_after(sandbox: Sandbox, heard: Heard) -> None:
    said = await sandbox.say("cancel Likstit")
    await sandbox.edit(said, "cancel ListKit")

    _, event = await told(sandbox, heard)

    assert (event["subtype"], event["hidden"], event["channel"]) == ("message_changed", True, "D0CUSTOMER")
    assert (event["message"]["text"], event["previous_message"]["text"]) == ("cancel ListKit", "cancel Likstit")
    assert event["message"]["edited"]["user"] == CUSTOMER
    assert event["ts"] > event["message"]["ts"] == said["ts"]


async def test_an_edit_to_the_same_words_is_none(sandbox: Sandbox, heard: Heard) -> None:
    said = await sandbox.say("same")
    await sandbox.edit(said, "same")

    assert len(await told(sandbox, heard)) == 1


async def test_a_link_s_preview_changes_the_message_but_not_its_words(sandbox: Sandbox, heard: Heard) -> None:
    said = await sandbox.say("see https://example.com/help.")
    sandbox.people.unfurl("D0CUSTOMER", said["ts"], "https://example.com/help")

    _, event = await told(sandbox, heard)

    assert event["subtype"] == "message_changed"
    assert event["message"]["text"] == event["previous_message"]["text"] == "see <https://example.com/help>."
    assert event["message"]["attachments"]


async def test_a_deleted_message_is_told_with_what_it_was(sandbox: Sandbox, heard: Heard) -> None:
    said = await sandbox.say("oops")
    await sandbox.delete(said)

    _, event = await told(sandbox, heard)

    assert (event["subtype"], event["deleted_ts"], event["previous_message"]["text"]) == ("message_deleted", said["ts"], "oops")


@pytest.mark.parametrize(
    ("how", "subtype"),
    [({"files": {"plan.txt": b"Premium"}}, "file_share"), ({"me": True}, "me_message")],
)
async def test_other_ways_to_say_something(sandbox: Sandbox, heard: Heard, how: dict[str, Any], subtype: str) -> None:
    await sandbox.say("my plan", **how)

    (event,) = await told(sandbox, heard)

    assert (event["subtype"], event["text"]) == (subtype, "my plan")


async def test_an_answer_in_a_thread_names_its_root(sandbox: Sandbox, heard: Heard) -> None:
    root = await sandbox.say("root", channel=GENERAL)
    await sandbox.say("answer", channel=GENERAL, thread_ts=root["ts"])
    await sandbox.say("to all", channel=GENERAL, thread_ts=root["ts"], broadcast=True)

    _, answer, broadcast = await told(sandbox, heard)

    assert (answer["thread_ts"], answer["parent_user_id"]) == (root["ts"], CUSTOMER)
    assert (broadcast["subtype"], broadcast["root"]["text"]) == ("thread_broadcast", "root")


async def test_other_apps_and_new_members_speak_as_they_do_on_slack(sandbox: Sandbox, heard: Heard) -> None:
    sandbox.people.other_bot(GENERAL, "deployed")
    sandbox.people.join(CLIENTE, GENERAL)

    posted, joined = await told(sandbox, heard)

    assert (posted["subtype"], posted["bot_id"], posted["app_id"]) == ("bot_message", "B0OTHER", "A0OTHER")
    assert (joined["subtype"], joined["user"]) == ("channel_join", CLIENTE)


async def test_a_guest_of_another_team_is_recognised_by_bolt(sandbox: Sandbox, heard: Heard) -> None:
    await sandbox.say("hello", user=GUEST)
    await sandbox.courier.quiet()

    (body,) = heard.bodies

    assert body["is_ext_shared_channel"] is True
    assert (body["event"]["user_team"], body["event"]["source_team"]) == ("T0GUEST", "T0GUEST")
    assert (extract_team_id(body), extract_actor_team_id(body)) == ("T0HOME", "T0GUEST")


async def test_opening_the_app_tells_which_tab(sandbox: Sandbox, heard: Heard, client: AsyncWebClient) -> None:
    await client.views_publish(user_id=CUSTOMER, view={"type": "home", "blocks": [{"type": "divider"}]})
    await sandbox.open("messages")
    await sandbox.open("home")

    messages, home = await told(sandbox, heard)

    assert (messages["type"], messages["tab"], messages["channel"]) == ("app_home_opened", "messages", "D0CUSTOMER")
    assert "view" not in messages
    assert home["view"]["id"] == sandbox.workspace.surfaces.homes["T0HOME", CUSTOMER]


async def test_a_removed_app_hears_of_it(sandbox: Sandbox, heard: Heard) -> None:
    await sandbox.revoke()
    sandbox.install("T0HOME")
    await sandbox.uninstall()

    events = await told(sandbox, heard)

    assert [event["type"] for event in events] == ["tokens_revoked", "tokens_revoked", "app_uninstalled"]
    assert events[0]["tokens"] == {"oauth": [], "bot": ["U0PARTWELL"]}


async def test_ephemeral_messages_and_other_people_s_channels_are_not_heard(sandbox: Sandbox, heard: Heard, client: AsyncWebClient) -> None:
    await client.chat_postEphemeral(channel=GENERAL, user=CUSTOMER, text="psst")
    sandbox.channel(GENERAL).members.remove("U0PARTWELL")
    await sandbox.say("among us", channel=GENERAL)

    assert await told(sandbox, heard) == []


async def test_only_events_that_were_asked_for_and_allowed_are_sent() -> None:
    async with Sandbox(app="Partwell", events=["message.im"], scopes=["channels:history"]) as sandbox:
        sandbox.courier.way = heard = Heard()
        await sandbox.say("to a deaf app")
        await sandbox.say("@partwell to a deaf app", channel=GENERAL)

        assert await told(sandbox, heard) == []


async def test_another_team_s_installation_hears_of_its_own_people(sandbox: Sandbox, heard: Heard, other_team: AsyncWebClient) -> None:
    await sandbox.say("at home", user=GUEST, channel=sandbox.direct(GUEST, "T0GUEST"))
    await sandbox.courier.quiet()

    (body,) = heard.bodies

    assert (body["team_id"], body["authorizations"][0]["team_id"]) == ("T0GUEST", "T0GUEST")


async def test_what_is_typed_arrives_escaped(sandbox: Sandbox, heard: Heard) -> None:
    await sandbox.say("<b> & <!channel> <@U1> mail me@example.com about example.com")

    (event,) = await told(sandbox, heard)

    assert event["text"] == (
        "&lt;b&gt; &amp; &lt;!channel&gt; &lt;@U1&gt; mail <mailto:me@example.com|me@example.com> about <http://example.com|example.com>"
    )

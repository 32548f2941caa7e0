"""What a body of Slack's means, and where silence is the answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.address import Address
from bot.channels.slack.desk.tag import Tag
from bot.channels.slack.inbound import item, position
from bot.delivery.items import Item
from tests.channels.slack.bodies import APP, CHANNEL, CUSTOMER, DIRECT, TEAM, changed, click, deleted, event, in_channel, message

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def read(body: dict[str, Any]) -> Item | None:
    return item(body, NOW)


def understood(body: dict[str, Any]) -> Item:
    found = read(body)
    assert found
    return found


SILENT = {
    "its own message": message(user=APP, bot_id="B1"),
    "its own message that only says bot_id": message(user=None, bot_id="B1"),
    "its own message in the old form": message(user=None, bot_id="B1", subtype="bot_message"),
    "its own edit": changed("new", "old", user=APP, bot_id="B1"),
    "its own edit that only says bot_id": changed("new", "old", user=None, bot_id="B1"),
    "another bot": message(user="U9", bot_id="B9"),
    "another bot with a profile": message(user="U9", bot_profile={"id": "B9"}),
    "a workflow's post": message(user=None, bot_id="B8", subtype="bot_message", workflow_id="Wf1"),
    "Slackbot": message(user="USLACKBOT"),
    "a join": in_channel("<@U1> has joined", subtype="channel_join"),
    "a leave": in_channel("<@U1> has left", subtype="channel_leave"),
    "a topic": in_channel("new topic", subtype="channel_topic"),
    "a pin": in_channel("pinned", subtype="pinned_item"),
    "a reminder": message(subtype="reminder_add"),
    "an unchanged edit, as unfurling makes it": changed("cancel it", "cancel it"),
    "the deletion of its own message": deleted(user=APP, bot_id="B1"),
    "the deletion of nobody's message": deleted(user=None),
    "a channel's message that mentions nobody": in_channel("cancel it"),
    "a channel's message that mentions somebody else": in_channel("<@U7> cancel it"),
    "an event nobody asked for": event("reaction_added", user="U1"),
    "an action of a kind we do not know": {"type": "block_suggestion"},
    "nothing at all": {},
}


@pytest.mark.parametrize("body", SILENT.values(), ids=SILENT)
def test_silence_is_the_answer_to(body: dict[str, Any]) -> None:
    assert read(body) is None


@pytest.mark.parametrize("subtype", [None, "file_share", "me_message", "thread_broadcast"])
def test_what_a_person_writes_is_read(subtype: str | None) -> None:
    found = understood(message("cancel it", subtype=subtype))
    assert (found.kind, found.data["text"], found.user, found.team) == ("message", "cancel it", CUSTOMER, TEAM)


def test_a_file_is_known_by_its_name_size_and_address() -> None:
    file = {
        "id": "F1",
        "name": "bill.pdf",
        "mimetype": "application/pdf",
        "size": 9,
        "permalink": "https://t.example/bill",
        "url_private": "https://t.example/private",
    }
    found = understood(message("", subtype="file_share", files=[file]))
    assert found.data["files"] == [file]


def test_a_mention_and_the_message_of_the_same_moment_have_one_key() -> None:
    mention = understood(in_channel(f"<@{APP}> cancel it", name="app_mention", channel_type=None))
    assert understood(in_channel(f"<@{APP}> cancel it")) == mention
    assert mention.data["text"] == "cancel it"
    assert mention.data["mentioned"]


def test_a_redelivered_event_has_the_same_key() -> None:
    body = message()
    assert understood(body) == understood(json.loads(json.dumps(body)))


def test_a_mention_is_answered_in_its_thread() -> None:
    first = understood(in_channel(f"<@{APP}> hello", ts="1700000000.000100"))
    reply = understood(in_channel("and now?", ts="1700000005.000100", thread_ts="1700000000.000100"))
    assert first.thread == reply.thread == "1700000000.000100"
    assert first.conversation == reply.conversation
    assert not reply.data["mentioned"]


def test_a_thread_of_the_direct_message_is_a_conversation_of_its_own() -> None:
    plain_one, threaded = understood(message()), understood(message(thread_ts="1600000000.000100"))
    assert plain_one.conversation == f"{TEAM}/dm/-/{CUSTOMER}"
    assert threaded.conversation == f"{TEAM}/dm/1600000000.000100/{CUSTOMER}"
    assert (plain_one.thread, threaded.thread) == (None, "1600000000.000100")
    assert plain_one.channel == threaded.channel == CUSTOMER


@pytest.mark.parametrize(
    ("text", "to_others"),
    [
        ("<@U2> what do you think?", True),
        (" :wave: <@U2|anna> done", True),
        ("&gt; <@U2> you said", False),
        ("<!subteam^S1|finance> please", True),
        ("<!here> cancel it", True),
        ("ask <@U2> first", True),
        ("thanks <@U2>!", True),
        ("&gt; <@U2> you said\nand by when?", False),
        ("&gt; you said\nand by when, <@U2>?", True),
        (f"<@U2> <@{APP}> cancel it", False),
        (f"<@{APP}> ask <@U2>", False),
        ("<#C2|billing> says so", False),
        ("", False),
    ],
)
def test_what_calls_somebody_and_not_the_bot_is_said_to_them(text: str, to_others: bool) -> None:
    assert understood(in_channel(text, thread_ts="1700000000.000100")).data["to_others"] is to_others


def test_the_state_belongs_to_team_channel_thread_and_person() -> None:
    variations = [{}, {"channel": "C2"}, {"thread_ts": "1.1"}, {"user": "U2"}]
    found = {understood(in_channel(f"<@{APP}> hi", **fields)).conversation for fields in variations}
    other = understood({**in_channel(f"<@{APP}> hi"), "authorizations": [{"team_id": "T2", "user_id": APP, "is_bot": True}]})
    assert len({*found, other.conversation}) == 5


def test_a_real_edit_says_what_was_and_what_is() -> None:
    found = understood(changed("cancel the other one", "cancel it"))
    assert (found.kind, found.data["before"], found.data["text"]) == ("edited", "cancel it", "cancel the other one")
    assert found.data["ts"] == "1700000000.000100"


def test_a_deletion_says_which_message_is_gone() -> None:
    found = understood(deleted(text="my secret"))
    assert (found.kind, found.data["ts"], found.data["before"]) == ("deleted", "1700000000.000100", "my secret")
    tombstone = understood(changed("This message was deleted.", "my secret", subtype="tombstone", user="USLACKBOT"))
    assert (tombstone.kind, tombstone.data["ts"]) == ("deleted", "1700000000.000100")


def test_a_person_of_another_workspace_is_known_as_one() -> None:
    assert understood(message()).data["home"] == TEAM
    assert understood(message(user_team="T9", source_team="T9", team="T9")).data["home"] == "T9"
    assert understood({**click(), "user": {"id": "U9", "team_id": "T9"}}).data["home"] == "T9"


def test_the_workspace_is_the_one_of_the_installation() -> None:
    assert understood({**message(), "team_id": "T9"}).team == TEAM


def test_a_second_click_on_the_same_message_is_the_same_event() -> None:
    first = understood(click(value="p.1"))
    again = understood(click(value="p.2", actions=[{"action_id": "say_2", "value": "p.2", "action_ts": "1700000003.000100"}]))
    assert first.key == again.key
    assert understood(click(message_ts="1700000009.000100")).key != first.key


def test_agents_may_click_the_same_card_more_than_once() -> None:
    first = understood(click("desk_claim", channel=CHANNEL))
    later = click("desk_claim", channel=CHANNEL, actions=[{"action_id": "desk_claim", "value": "x", "action_ts": "1700000003.000100"}])
    assert understood(later).key != first.key


def test_another_person_who_clicks_does_not_use_up_the_click() -> None:
    other = click(user={"id": "U2", "team_id": TEAM}, channel=CHANNEL)
    assert understood(other).key != understood(click(channel=CHANNEL)).key


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ({"type": "button", "value": "a"}, "a"),
        ({"type": "static_select", "selected_option": {"value": "b"}}, "b"),
        ({"type": "users_select", "selected_user": "U5"}, "U5"),
        ({"type": "overflow", "selected_option": {"value": "c"}}, "c"),
        ({"type": "datepicker", "selected_date": "2026-12-01"}, "2026-12-01"),
        ({"type": "checkboxes", "selected_options": [{"value": "d"}, {"value": "e"}]}, ["d", "e"]),
        ({"type": "static_select", "selected_option": None}, None),
    ],
)
def test_what_was_chosen_is_found_in_every_kind_of_element(action: dict[str, Any], value: Any) -> None:
    body = click(actions=[{"action_id": "say_1", "action_ts": "1700000002.000100", **action}])
    assert understood(body).data["value"] == value


def test_the_title_of_what_was_clicked_is_known() -> None:
    button = {
        "type": "button",
        "action_id": "say_1",
        "value": "a",
        "action_ts": "1.1",
        "text": {"type": "plain_text", "text": "Done &amp; dusted"},
    }
    option = {"text": {"type": "plain_text", "text": "Third"}, "value": "c"}
    menu = {"type": "static_select", "action_id": "say_2", "action_ts": "1.2", "selected_option": option}
    assert [understood(click(actions=[action])).data["title"] for action in (button, menu)] == ["Done & dusted", "Third"]


def test_whose_conversation_a_click_is_about_is_nothing_that_whoever_clicks_may_say() -> None:
    tag = Tag("PW-1")
    state: dict[str, Any] = {"values": {}}
    view = {"id": "V1", "callback_id": "desk_reply", "private_metadata": tag.value, "state": state}
    clicked = understood(click("desk_claim", tag.value, channel=CHANNEL, user={"id": "U3", "team_id": TEAM}))
    sent = understood({"type": "view_submission", "team": {"id": TEAM}, "user": {"id": "U3", "team_id": TEAM}, "view": view})
    assert (clicked.conversation, sent.conversation) == (f"T1/{CHANNEL}/1700000001.000100/U3", "T1/dm/-/U3")
    assert clicked.data["foreign"] is sent.data["foreign"] is False
    assert (clicked.user, clicked.channel, sent.user) == ("U3", CHANNEL, "U3")


def test_a_form_is_its_values_by_block() -> None:
    state = {"values": {"words": {"x": {"type": "plain_text_input", "value": "hello"}}, "who": {"y": {"selected_user": "U5"}}}}
    view = {"id": "V1", "callback_id": "reply", "private_metadata": "{}", "state": state}
    found = understood({"type": "view_submission", "team": {"id": TEAM}, "user": {"id": "U3", "team_id": TEAM}, "view": view})
    assert (found.kind, found.key, found.data["values"]) == ("view", f"view/{TEAM}/V1", {"words": "hello", "who": "U5"})


def test_a_slash_command_goes_on_in_the_direct_message() -> None:
    body = {"command": "/partwell", "text": "cancel it", "team_id": TEAM, "user_id": CUSTOMER, "channel_id": CHANNEL, "trigger_id": "1.2.3"}
    found = understood(body)
    assert (found.kind, found.channel, found.conversation) == ("command", CUSTOMER, f"{TEAM}/dm/-/{CUSTOMER}")
    assert found.position == position(NOW.timestamp())


@pytest.mark.parametrize(("author", "text"), [(CUSTOMER, "I want to leave"), ("U2", "")])
def test_a_shortcut_takes_the_customers_own_words_and_nobody_elses(author: str, text: str) -> None:
    body = {
        "type": "message_action",
        "callback_id": "cancel_help",
        "team": {"id": TEAM},
        "user": {"id": CUSTOMER, "team_id": TEAM},
        "trigger_id": "1.2.3",
        "action_ts": "1700000000.000200",
        "channel": {"id": CHANNEL, "name": "general"},
        "message": {"user": author, "text": "I want to leave", "ts": "1700000000.000100"},
    }
    data = understood(body).data
    assert data["text"] == text
    assert data.get("origin") == (f"message/{TEAM}/{CHANNEL}/1700000000.000100" if text else None)


def test_opening_the_app_says_which_tab() -> None:
    found = understood(event("app_home_opened", user=CUSTOMER, channel=DIRECT, tab="messages"))
    assert (found.kind, found.data["tab"], found.channel) == ("home", "messages", CUSTOMER)


@pytest.mark.parametrize(("name", "kind"), [("tokens_revoked", "revoked"), ("app_uninstalled", "uninstalled")])
def test_the_end_of_an_installation_is_about_its_team(name: str, kind: str) -> None:
    found = understood(event(name, tokens={"bot": ["UAPP"]}))
    assert (found.kind, found.team, found.user) == (kind, TEAM, "")


@given(st.text())
def test_any_text_is_taken_and_none_is_too_long(text: str) -> None:
    found = understood(message(text * 50))
    assert len(found.data["text"]) <= 12_000
    assert Item.of_data(json.loads(json.dumps(found.as_data()))) == found


@given(st.decimals(min_value=0, max_value=10**12, places=6), st.decimals(min_value=0, max_value=10**12, places=6))
def test_positions_sort_as_the_moments_do(one: Any, other: Any) -> None:
    assert (position(str(one)) <= position(str(other))) == (float(one) <= float(other)) or float(one) == float(other)


@pytest.mark.parametrize("place", [Address("T1", "U1", None, "U1"), Address("T1", "U1", "1.2", "U1"), Address("T1", "C1", "1.2", "U1")])
def test_a_conversation_says_where_it_takes_place(place: Address) -> None:
    assert Address.of(place.conversation) == place

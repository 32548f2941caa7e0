"""What Slack sends, as an Item: the little that the rest needs to know of a body, or None where silence is the answer.

Pure. The shapes are those of Slack's Events API, interactivity payloads and slash commands
(https://docs.slack.dev/reference/events, https://docs.slack.dev/reference/interaction-payloads).
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.address import Address
from bot.channels.slack import identity, wording
from bot.channels.slack.desk.tag import chosen
from bot.delivery.items import Item

Body = dict[str, Any]

READ = frozenset({None, "file_share", "me_message", "thread_broadcast"})
"""Subtypes of messages that a person wrote; every other one is a notice of Slack's or of a program."""
SLACKBOT = "USLACKBOT"
SAYS = "say_"
"""How the ids of a customer's buttons begin: what is clicked is said."""
FEEDBACK = "feedback_"
"""How the ids of the buttons begin that say whether it helped: once a case."""

_TO_OTHERS = re.compile(r"^(?![ \t]*&gt;)[^\n]*?<(?:@[UWB]|!subteam\^|!here|!channel|!everyone)", re.MULTILINE)
"""Calls somebody, and not in a quote: where the bot is not called too, it is said to them."""


def item(body: Body, received: datetime) -> Item | None:
    """What a body means. `received` stands in where Slack gives no time of its own (slash commands, views)."""
    match body.get("type"):
        case "event_callback":
            return _event(body)
        case "block_actions":
            return _click(body)
        case "view_submission":
            return _view(body, received)
        case "message_action" | "shortcut":
            return _shortcut(body)
    return _command(body, received) if "command" in body else None


def position(ts: str | float) -> str:
    """A ts as a text that sorts as the number does."""
    return f"{float(ts):020.6f}"


# events


def _event(body: Body) -> Item | None:
    event = body["event"]
    match event["type"]:
        case "message" | "app_mention":
            return _of_message(body, event)
        case "app_home_opened":
            return _about_user(body, "home", {"tab": event.get("tab"), "channel": event.get("channel")})
        case "tokens_revoked":
            return _about_team(body, "revoked", {"tokens": event.get("tokens") or {}})
        case "app_uninstalled":
            return _about_team(body, "uninstalled", {})
    return None


def _of_message(body: Body, event: Body) -> Item | None:
    match event.get("subtype"):
        case "message_changed":
            return _edit(body, event)
        case "message_deleted":
            return _deletion(body, event, event.get("previous_message") or {}, event.get("deleted_ts"))
        case subtype if subtype in READ and _by_person(event):
            return _message(body, event)
    return None


def _message(body: Body, event: Body) -> Item | None:
    place, app = _place(body, event, event), _app(body)
    mentioned = event["type"] == "app_mention" or wording.calls(event, app)
    if not place.direct and not mentioned and not event.get("thread_ts"):
        return None
    who = identity.of_message(body, event, event["channel"])
    data = {
        **wording.of_message(event, app),
        "ts": event["ts"],
        "mentioned": mentioned,
        "home": identity.home(who, place.team),
        "who": who,
        "channel": event["channel"],
        "under_app": app is not None and event.get("parent_user_id") == app,
        "to_others": not mentioned and _TO_OTHERS.search(event.get("text") or "") is not None,
        "files": [_file(file) for file in event.get("files") or []],
    }
    return _item(message_key(place.team, event["channel"], event["ts"]), place, event["ts"], "message", data)


def message_key(team: str, channel: str, ts: str) -> str:
    """The key of a message: its place and not the event's id, because a mention comes as two events."""
    return f"message/{team}/{channel}/{ts}"


def _edit(body: Body, event: Body) -> Item | None:
    message, before = event.get("message") or {}, event.get("previous_message") or {}
    if message.get("subtype") == "tombstone":
        return _deletion(body, event, before, message.get("ts"))
    if not wording.changed(message, before) or message.get("subtype") not in READ or not _by_person(message):
        return None
    place, app = _place(body, event, message), _app(body)
    data = {
        **wording.of_message(message, app),
        **_before(before, app),
        "ts": message["ts"],
        "channel": event["channel"],
        "of": message_key(place.team, event["channel"], message["ts"]),
    }
    return _item(body["event_id"], place, event["event_ts"], "edited", data)


def _deletion(body: Body, event: Body, before: Body, ts: str | None) -> Item | None:
    if ts is None or not _by_person(before):
        return None
    place = _place(body, event, before)
    data = {"ts": ts, **_before(before, _app(body)), "of": message_key(place.team, event["channel"], ts)}
    return _item(body["event_id"], place, event["event_ts"], "deleted", data)


def _before(message: Body, app: str | None) -> Body:
    """What a message said that was edited or deleted."""
    said = wording.of_message(message, app)
    return {"before": said["text"], "before_shown": said["shown"]}


def _by_person(message: Body) -> bool:
    """Not by this app, another bot, a workflow or Slack itself. Bots may show a user, but always carry a `bot_id`."""
    return bool(message.get("user")) and message["user"] != SLACKBOT and not message.get("bot_id") and not message.get("bot_profile")


def _place(body: Body, event: Body, message: Body) -> Address:
    """Where a message stands: in a channel, the thread that it belongs to or begins."""
    channel, user = event["channel"], message["user"]
    if _is_direct(event.get("channel_type"), channel):
        return Address(identity.installation(body), user, message.get("thread_ts"), user)
    return Address(identity.installation(body), channel, message.get("thread_ts") or message["ts"], user)


def _is_direct(kind: str | None, channel: str) -> bool:
    return kind == "im" or (kind is None and channel.startswith("D"))


def _file(file: Body) -> Body:
    """What is kept of a file; its content stays with Slack."""
    return {name: file.get(name) for name in ("id", "name", "mimetype", "size", "permalink", "url_private")}


def _about_user(body: Body, kind: str, data: Body) -> Item:
    event = body["event"]
    place = Address(identity.installation(body), event["user"], None, event["user"])
    return _item(body["event_id"], place, event.get("event_ts") or body["event_time"], kind, data)


def _about_team(body: Body, kind: str, data: Body) -> Item:
    team = identity.installation(body)
    return Item(body["event_id"], f"{team}/-/-/-", position(body["event_time"]), kind, team, "", "", None, data)


def _app(body: Body) -> str | None:
    """The user id of this app's bot."""
    authorizations = body.get("authorizations") or [{}]
    return authorizations[0].get("user_id") if authorizations[0].get("is_bot") else None


# interactions


def _click(body: Body) -> Item:
    action, container = body["actions"][0], body.get("container") or {}
    place = _clicked_place(body, container)
    message = body.get("message") or {}
    ts = container.get("message_ts") or message.get("ts")
    who = identity.of_click(body, container.get("channel_id"))
    name, value = chosen(action["action_id"], _chosen(action))
    data = {
        "action": name,
        "block": action.get("block_id"),
        "value": value,
        "title": _title(action),
        "ts": ts,
        "channel": container.get("channel_id"),
        "blocks": message.get("blocks") or [],
        "text": message.get("text") or "",
        "view": (body.get("view") or {}).get("id"),
        "metadata": (body.get("view") or {}).get("private_metadata"),
        "ephemeral": bool(container.get("is_ephemeral")),
        "home": identity.home(who, place.team),
        "who": who,
        "foreign": not identity.is_member(who, place.team),
        "trigger": body.get("trigger_id"),
    }
    return _item(_click_key(place, container, action), place, action["action_ts"], "click", data)


def _click_key(place: Address, container: Body, action: Body) -> str:
    """One click of a person for each of the messages that ask: the second one, or the same on another device, is the same event."""
    ts = container.get("message_ts")
    if action["action_id"].startswith(FEEDBACK):
        return f"feedback/{place.team}/{place.user}/{action.get('value')}"
    if ts and action["action_id"].startswith(SAYS):
        return f"click/{place.team}/{container['channel_id']}/{ts}/{place.user}"
    return f"click/{place.team}/{container.get('channel_id') or '-'}/{ts or '-'}/{place.user}/{action['action_ts']}"


def _clicked_place(body: Body, container: Body) -> Address:
    channel, message = container.get("channel_id"), body.get("message") or {}
    private, thread = _private(body), container.get("thread_ts") or message.get("thread_ts")
    if channel is None or _is_direct(None, channel):
        return replace(private, thread=thread)
    return replace(private, channel=channel, thread=thread or container.get("message_ts"))


def _chosen(action: Body) -> Any:
    """The value of whatever was pressed or chosen."""
    for name in ("value", "selected_user", "selected_date", "selected_conversation"):
        if action.get(name) is not None:
            return action[name]
    if action.get("selected_option"):
        return action["selected_option"]["value"]
    return [option["value"] for option in action.get("selected_options") or []] or None


def _title(action: Body) -> str:
    """What stands on whatever was pressed or chosen."""
    shown = (action.get("selected_option") or action).get("text") or {}
    return html.unescape(shown.get("text") or "")


def _view(body: Body, received: datetime) -> Item:
    view = body["view"]
    place, who = _private(body), identity.of_click(body)
    data = {
        "who": who,
        "foreign": not identity.is_member(who, place.team),
        "callback": view["callback_id"],
        "view": view["id"],
        "metadata": view.get("private_metadata") or "",
        "values": values(view),
    }
    return _item(f"view/{place.team}/{view['id']}", place, received.timestamp(), "view", data)


def values(view: Body) -> Body:
    """What was filled in: `{block_id: value}`."""
    fields = (view.get("state") or {}).get("values") or {}
    return {block: _chosen(action) for block, actions in fields.items() for action in actions.values()}


def _shortcut(body: Body) -> Item:
    message = body.get("message") or {}
    own = message.get("user") == body["user"]["id"]
    words = wording.read(message.get("text") or "") if own else ""
    place = _private(body)
    who = identity.of_click(body)
    data = {
        "callback": body["callback_id"],
        "text": words,
        "home": identity.home(who, place.team),
        "who": who,
        "trigger": body["trigger_id"],
    }
    if own:
        data["origin"] = message_key(place.team, body["channel"]["id"], message["ts"])
    return _item(f"shortcut/{body['trigger_id']}", place, body["action_ts"], "shortcut", data)


def _command(body: Body, received: datetime) -> Item:
    place = Address(identity.installation(body), body["user_id"], None, body["user_id"])
    data = {"command": body["command"], "text": wording.read(body.get("text") or ""), "channel": body.get("channel_id")}
    return _item(f"command/{body['trigger_id']}", place, received.timestamp(), "command", data)


def _private(body: Body) -> Address:
    """Modals, shortcuts and commands belong to one person: what follows, follows in the direct message."""
    user = body["user"]["id"]
    return Address(identity.installation(body), user, None, user)


def _item(key: str, place: Address, ts: str | float, kind: str, data: Body) -> Item:
    return Item(key, place.conversation, position(ts), kind, place.team, place.channel, place.user, place.thread, data)

"""What Slack tells the app of a change: the event itself, and the envelope of the Events API around it.

Source: https://docs.slack.dev/reference/events
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bot.sandbox.apps import Installation
from bot.sandbox.workspace import Change, Data, Workspace

SUBSCRIPTION = {"im": "message.im", "group": "message.groups", "channel": "message.channels"}
SCOPE = {"im": "im:history", "group": "groups:history", "channel": "channels:history"}
HIDDEN = ("metadata", "reply_count", "reply_users", "latest_reply", "is_ephemeral")


class Event(NamedTuple):
    """An event for one installation."""

    to: Installation
    event: Data


def events_of(workspace: Workspace, change: Change) -> Iterator[Event]:
    """The events of a change, for every installation that sees the place and asked for them."""
    if change.kind in {"revoked", "uninstalled"} and change.extra:
        yield from _ended(workspace, change.kind, change.extra["installation"])
    if change.channel is None or change.kind not in {"message", "changed", "deleted"}:
        return
    channel = change.channel
    for bot in list(workspace.apps.installed.values()):
        if bot.user not in channel.members:
            continue
        if SUBSCRIPTION[channel.kind] in workspace.apps.events and SCOPE[channel.kind] in bot.scopes:
            yield Event(bot, message_event(workspace, change))
        if mention := _mention(workspace, bot, change):
            yield Event(bot, mention)


def message_event(workspace: Workspace, change: Change) -> Data:
    """The `message` event, with Slack's subtypes for changed and deleted ones."""
    channel, message, previous = change.channel, change.message or {}, change.previous or {}
    if channel is None:
        raise ValueError("a message has a channel")
    place = {"channel": channel.id, "channel_type": channel.kind}
    if change.kind == "message":
        root = {"root": bare(channel.messages[message["thread_ts"]])} if message.get("subtype") == "thread_broadcast" else {}
        return bare(message) | root | place | {"event_ts": message["ts"]}
    at = workspace.new_ts()
    common = {"type": "message", "hidden": True, "ts": at, "event_ts": at, "previous_message": bare(previous), **place}
    if change.kind == "deleted":
        return common | {"subtype": "message_deleted", "deleted_ts": previous["ts"]}
    return common | {"subtype": "message_changed", "message": bare(message)}


def bare(message: Data) -> Data:
    """A message without what events leave out."""
    return {key: value for key, value in message.items() if key not in HIDDEN}


def home_opened(workspace: Workspace, bot: Installation, user: str, tab: str) -> Data:
    """The `app_home_opened` event of the home or the messages tab."""
    channel = workspace.direct(bot.team, user, bot.user)
    event = {"type": "app_home_opened", "user": user, "channel": channel.id, "tab": tab, "event_ts": workspace.new_ts()}
    view = workspace.surfaces.home(bot.team, user)
    return event | ({"view": view} if view and tab == "home" else {})


def callback(workspace: Workspace, to: Installation, event: Data) -> Data:
    """The envelope of the Events API."""
    channel = workspace.channels.get(event.get("channel", ""))
    return {
        "token": workspace.apps.verification,
        "team_id": to.team,
        "context_team_id": to.team,
        "enterprise_id": workspace.enterprise(to.team),
        "context_enterprise_id": workspace.enterprise(to.team),
        "api_app_id": workspace.apps.id,
        "event": event,
        "type": "event_callback",
        "event_id": workspace.new_id("Ev"),
        "event_time": int(workspace.clock()),
        "authorizations": [authorization(workspace, to)],
        "is_ext_shared_channel": bool(channel and channel.connected),
        "event_context": f"4-{workspace.new_id('')}",
    }


def authorization(workspace: Workspace, to: Installation) -> Data:
    """For which installation an event is."""
    organisation = workspace.enterprise(to.team)
    return {"enterprise_id": organisation, "team_id": to.team, "user_id": to.user, "is_bot": True, "is_enterprise_install": False}


def _mention(workspace: Workspace, bot: Installation, change: Change) -> Data | None:
    """The `app_mention` that comes beside a message; Slack sends none in an im, nor for the app's own words."""
    channel, message = change.channel, change.message or {}
    named = f"<@{bot.user}" in message.get("text", "")
    if change.kind != "message" or channel is None or channel.kind == "im" or not named or message.get("user") == bot.user:
        return None
    if "app_mention" not in workspace.apps.events or "app_mentions:read" not in bot.scopes:
        return None
    dropped = {key: value for key, value in bare(message).items() if key not in {"subtype", "parent_user_id"}}
    return dropped | {"type": "app_mention", "channel": channel.id, "event_ts": message["ts"]}


def _ended(workspace: Workspace, kind: str, bot: Installation) -> Iterator[Event]:
    """What an app hears when it loses a team."""
    at = workspace.new_ts()
    if "tokens_revoked" in workspace.apps.events:
        yield Event(bot, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot.user]}, "event_ts": at})
    if kind == "uninstalled" and "app_uninstalled" in workspace.apps.events:
        yield Event(bot, {"type": "app_uninstalled", "event_ts": at})

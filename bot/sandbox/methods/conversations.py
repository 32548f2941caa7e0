"""conversations.*: where people and bots meet."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from itertools import islice, takewhile

from bot.sandbox.errors import SlackError, invalid
from bot.sandbox.methods.call import SCOPE_OF_KIND, Call, shown
from bot.sandbox.workspace import Change, Channel, Data

MOST = 999
TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im"}


def open_(call: Call) -> Data:
    """conversations.open, for one person."""
    if call.args.get("channel"):
        channel = call.visible(str(call.args["channel"]))
    else:
        users = [name for name in str(call.need("users")).split(",") if name]
        if len(users) != 1:
            raise invalid("invalid_arguments", "conversations of several people are not known here")
        channel = call.workspace.direct(call.bot.team, call.person(users[0]).id, call.bot.user)
    return {"ok": True, "channel": as_data(call, channel) if call.flag("return_im") else {"id": channel.id}}


def info(call: Call) -> Data:
    """conversations.info."""
    channel = call.place("read")
    data = as_data(call, channel)
    return {"ok": True, "channel": data | ({"num_members": len(channel.members)} if call.flag("include_num_members") else {})}


def history(call: Call) -> Data:
    """conversations.history, newest first."""
    channel, oldest, before = inside(call, call.place("history")), call.text("oldest"), _cursor(call)
    newest = takewhile(lambda m: m["ts"] >= oldest, reversed(channel.messages.values()))
    return _page(call, (m for m in newest if (not before or m["ts"] < before) and _within(call, m) and _in_channel(m)))


def replies(call: Call) -> Data:
    """conversations.replies, oldest first."""
    channel, ts = inside(call, call.place("history")), str(call.need("ts"))
    if ts not in channel.messages:
        raise SlackError("thread_not_found")
    after = _cursor(call)
    thread = channel.replies(channel.messages[ts].get("thread_ts", ts))
    return _page(call, (m for m in thread if (not after or m["ts"] > after) and _within(call, m)))


def members(call: Call) -> Data:
    """conversations.members."""
    return {"ok": True, "members": list(call.place("read").members), "response_metadata": {"next_cursor": ""}}


def list_(call: Call) -> Data:
    """conversations.list, all on one page."""
    kinds = [TYPES.get(name.strip()) for name in (call.text("types") or "public_channel").split(",")]
    for kind in kinds:
        call.allow(f"{SCOPE_OF_KIND.get(str(kind), 'mpim')}:read")
    seen = [c for c in call.workspace.channels.values() if c.kind in kinds and (c.kind == "channel" or call.bot.user in c.members)]
    there = [c for c in seen if c.team == call.bot.team and not (c.archived and call.flag("exclude_archived"))]
    return {"ok": True, "channels": [as_data(call, c) for c in there], "response_metadata": {"next_cursor": ""}}


def join(call: Call) -> Data:
    """conversations.join."""
    channel = call.visible(str(call.need("channel")))
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    already = call.bot.user in channel.members
    if not already:
        channel.members.append(call.bot.user)
        call.workspace.tell(Change("joined", channel, user=call.bot.user))
    return {"ok": True, "channel": as_data(call, channel)} | ({"warning": "already_in_channel"} if already else {})


def mark(call: Call) -> Data:
    """conversations.mark."""
    channel = inside(call, call.visible(str(call.need("channel"))))
    call.allow("im:write" if channel.kind == "im" else "channels:manage" if channel.kind == "channel" else "groups:write")
    call.workspace.mark(channel, call.bot.user, str(call.need("ts")))
    return {"ok": True}


def inside(call: Call, channel: Channel) -> Channel:
    """A conversation the bot is in. Raises `not_in_channel`."""
    if call.bot.user not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def as_data(call: Call, channel: Channel) -> Data:
    """A conversation as Slack shows it to the bot."""
    common = {
        "id": channel.id,
        "created": channel.created,
        "is_im": channel.kind == "im",
        "is_archived": channel.archived,
        "is_ext_shared": channel.connected,
        "context_team_id": channel.team,
    }
    if channel.kind == "im":
        return common | {"user": channel.user, "is_org_shared": False}
    own = {"is_channel": channel.kind == "channel", "is_group": channel.kind == "group", "is_private": channel.kind == "group"}
    return common | own | {"name": channel.name, "is_member": call.bot.user in channel.members}


def _in_channel(message: Data) -> bool:
    """Not an answer in a thread, unless it was sent to the channel too."""
    return message.get("thread_ts", message["ts"]) == message["ts"] or message.get("subtype") == "thread_broadcast"


def _within(call: Call, message: Data) -> bool:
    ts, oldest, latest = message["ts"], call.text("oldest"), call.text("latest")
    if ts in {oldest, latest}:
        return call.flag("inclusive")
    return (not oldest or ts > oldest) and (not latest or ts < latest)


def _cursor(call: Call) -> str:
    cursor = call.text("cursor")
    try:
        return base64.b64decode(cursor, validate=True).decode().removeprefix("ts:")
    except ValueError:
        raise SlackError("invalid_cursor") from None


def _page(call: Call, messages: Iterable[Data]) -> Data:
    limit = call.number("limit", 100, MOST)
    page = [shown(m, metadata=call.flag("include_all_metadata")) for m in islice(messages, limit + 1)]
    more = len(page) > limit
    answer = {"ok": True, "messages": page[:limit], "has_more": more}
    if more:
        answer["response_metadata"] = {"next_cursor": base64.b64encode(f"ts:{page[limit - 1]['ts']}".encode()).decode()}
    return answer

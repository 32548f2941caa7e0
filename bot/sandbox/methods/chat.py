"""chat.*: what the bot says."""

from __future__ import annotations

from bot.sandbox import limits
from bot.sandbox.errors import SlackError
from bot.sandbox.ids import named
from bot.sandbox.methods.call import Call, shown
from bot.sandbox.workspace import Channel, Data


def post_message(call: Call) -> Data:
    """chat.postMessage."""
    channel = writable(call, str(call.need("channel")))
    message = author(call) | content(call)
    if call.args.get("thread_ts"):
        message["thread_ts"] = str(call.args["thread_ts"])
        if call.flag("reply_broadcast"):
            message["subtype"] = "thread_broadcast"
    posted = call.workspace.post(channel, message)
    return {"ok": True, "channel": channel.id, "ts": posted["ts"], "message": posted}


def update(call: Call) -> Data:
    """chat.update."""
    channel, ts = writable(call, str(call.need("channel"))), str(call.need("ts"))
    own(call, channel, ts, "cant_update_message")
    changes = content(call, longest=limits.LONGEST_UPDATE)
    kept = {key: value for key, value in changes.items() if key in call.args}
    if "blocks" not in kept and "attachments" not in kept:
        kept["edited"] = {"user": call.bot.user, "ts": call.workspace.new_ts()}
    empty = tuple(key for key in ("blocks", "attachments") if call.args.get(key) == [])
    message = call.workspace.change(channel, ts, kept, gone=empty)
    return {"ok": True, "channel": channel.id, "ts": ts, "text": message["text"], "message": shown(message)}


def delete(call: Call) -> Data:
    """chat.delete."""
    channel, ts = writable(call, str(call.need("channel"))), str(call.need("ts"))
    own(call, channel, ts, "cant_delete_message")
    call.workspace.delete(channel, ts)
    return {"ok": True, "channel": channel.id, "ts": ts}


def post_ephemeral(call: Call) -> Data:
    """chat.postEphemeral."""
    channel, user = writable(call, str(call.need("channel"))), call.person(str(call.need("user")))
    if user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    message = author(call) | content(call)
    if call.args.get("thread_ts"):
        message["thread_ts"] = str(call.args["thread_ts"])
    return {"ok": True, "message_ts": call.workspace.whisper(channel, user.id, message)["ts"]}


def get_permalink(call: Call) -> Data:
    """chat.getPermalink."""
    channel, ts = call.visible(str(call.need("channel"))), str(call.need("message_ts"))
    channel.message(ts)
    link = f"{call.base}/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"ok": True, "channel": channel.id, "permalink": link}


def writable(call: Call, id_: str) -> Channel:
    """Where the bot may post: a channel it is in, or a person's id. Raises `not_in_channel`, `is_archived` and their like."""
    if id_[:1] in {"U", "W"}:
        return call.workspace.direct(call.bot.team, call.person(id_).id, call.bot.user)
    channel = call.visible(id_)
    if channel.archived:
        raise SlackError("is_archived")
    if call.bot.user not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def own(call: Call, channel: Channel, ts: str, refusal: str) -> Data:
    """A message of the bot's own. Raises `message_not_found`, or the refusal."""
    message = channel.message(ts)
    if message.get("bot_id") != call.bot.bot:
        raise SlackError(refusal)
    return message


def author(call: Call) -> Data:
    """Who says it."""
    return by_app(call.workspace.apps.id, call.workspace.apps.name, call.bot.user, call.bot.bot, call.bot.team)


def by_app(app: str, name: str, user: str, bot: str, team: str) -> Data:
    """The fields of a message that say which app wrote it."""
    profile = {"id": bot, "deleted": False, "name": name, "updated": 0, "app_id": app, "icons": {}, "team_id": team}
    return {"user": user, "bot_id": bot, "app_id": app, "team": team, "bot_profile": profile}


def content(call: Call, longest: int = limits.LONGEST_TEXT) -> Data:
    """Text, blocks, attachments and metadata, checked."""
    text, blocks, attachments, metadata = (
        call.text("text"),
        call.args.get("blocks"),
        call.args.get("attachments"),
        call.args.get("metadata"),
    )
    limits.check_message(text, blocks, attachments, longest=longest)
    found: Data = {"text": text}
    if blocks:
        found["blocks"] = named(blocks, call.workspace.new_id)
    if attachments:
        found["attachments"] = attachments
    if metadata:
        limits.check_metadata(metadata)
        found["metadata"] = metadata
    return found

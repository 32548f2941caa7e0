"""files.* and reactions.*: what hangs on messages."""

from __future__ import annotations

from bot.sandbox.errors import SlackError, invalid
from bot.sandbox.files import File
from bot.sandbox.methods.call import Call
from bot.sandbox.methods.chat import author, content, writable
from bot.sandbox.workspace import Change, Channel, Data


def get_upload_url(call: Call) -> Data:
    """files.getUploadURLExternal."""
    name, length = str(call.need("filename")), call.number("length", 0, 1_000_000_000)
    new = File(call.workspace.new_id("F"), call.bot.team, call.bot.user, name, length, int(call.workspace.clock()))
    call.workspace.files.add(new)
    return {"ok": True, "file_id": new.id, "upload_url": f"{call.base}/upload/{new.id}"}


def complete_upload(call: Call) -> Data:
    """files.completeUploadExternal: shares the files, if a channel is named."""
    wanted = call.need("files")
    if not isinstance(wanted, list) or not all(isinstance(one, dict) and one.get("id") for one in wanted):
        raise invalid("invalid_arguments", "must be an array of objects with an id: files")
    files = [_uploaded(call, one) for one in wanted]
    names = [call.text("channel_id"), *call.text("channels").split(",")]
    for channel in [writable(call, name) for name in names if name]:
        share(call, channel, files)
    return {"ok": True, "files": [{"id": file.id, "title": file.title or file.name} for file in files]}


def info(call: Call) -> Data:
    """files.info."""
    file = call.workspace.files.find(str(call.need("file")))
    if not any(call.bot.user in call.workspace.channel(id_).members for id_ in file.channels) and file.user != call.bot.user:
        raise SlackError("file_not_found")
    return {"ok": True, "file": file.as_data(call.base), "comments": [], "response_metadata": {"next_cursor": ""}}


def react(call: Call) -> Data:
    """reactions.add."""
    channel, message, name = _target(call)
    users = _reacted(message, name)
    if call.bot.user in users:
        raise SlackError("already_reacted")
    _set(call, channel, message, name, [*users, call.bot.user])
    return {"ok": True}


def unreact(call: Call) -> Data:
    """reactions.remove."""
    channel, message, name = _target(call)
    users = _reacted(message, name)
    if call.bot.user not in users:
        raise SlackError("no_reaction")
    _set(call, channel, message, name, [user for user in users if user != call.bot.user])
    return {"ok": True}


def share(call: Call, channel: Channel, files: list[File]) -> None:
    """A message with files."""
    for file in files:
        file.channels.append(channel.id)
    comment = content(call) if call.args.get("blocks") else {"text": call.text("initial_comment")}
    message = author(call) | comment | {"subtype": "file_share", "upload": True, "files": [file.as_data(call.base) for file in files]}
    if call.args.get("thread_ts"):
        message["thread_ts"] = str(call.args["thread_ts"])
    call.workspace.post(channel, message)


def _uploaded(call: Call, wanted: Data) -> File:
    file = call.workspace.files.find(str(wanted["id"]))
    if file.content is None or file.user != call.bot.user:
        raise SlackError("file_not_found")
    file.title = str(wanted.get("title") or file.name)
    return file


def _target(call: Call) -> tuple[Channel, Data, str]:
    channel, ts = writable(call, str(call.need("channel"))), str(call.need("timestamp"))
    return channel, channel.message(ts), str(call.need("name"))


def _reacted(message: Data, name: str) -> list[str]:
    found: dict[str, list[str]] = {one["name"]: one["users"] for one in message.get("reactions", [])}
    return found.get(name, [])


def _set(call: Call, channel: Channel, message: Data, name: str, users: list[str]) -> None:
    others = [one for one in message.get("reactions", []) if one["name"] != name]
    mine = [{"name": name, "users": users, "count": len(users)}] if users else []
    channel.messages[message["ts"]] = message | {"reactions": [*others, *mine]}
    call.workspace.tell(Change("reaction", channel, channel.messages[message["ts"]]))

"""How an app answers an interaction: through its acknowledgement, or through a response url."""

from __future__ import annotations

from bot.sandbox import limits
from bot.sandbox.apps import Installation
from bot.sandbox.errors import SlackError
from bot.sandbox.ids import named
from bot.sandbox.methods.chat import by_app
from bot.sandbox.workspace import Channel, Data, Workspace


def answer_command(workspace: Workspace, bot: Installation, channel: Channel, user: str, answer: Data) -> None:
    """Post what the acknowledgement of a slash command says, if it says anything."""
    if answer.get("text") or answer.get("blocks"):
        _post(workspace, channel, user, _message(workspace, bot, answer), answer)


def respond(workspace: Workspace, id_: str, answer: Data) -> None:
    """Use a response url: a new message, or another one in its place. Raises what Slack says of a bad one."""
    url = workspace.surfaces.respond(id_, workspace.clock())
    channel = workspace.channel(url.channel)
    bot = workspace.apps.installed.get(channel.team)
    if bot is None:
        raise SlackError("token_revoked")
    if answer.get("delete_original") and url.message_ts:
        _remove(workspace, channel, url.message_ts)
        return
    message = _message(workspace, bot, answer)
    if answer.get("replace_original") and url.message_ts:
        _replace(workspace, channel, url.message_ts, message)
    else:
        _post(workspace, channel, url.user, message, answer)


def _message(workspace: Workspace, bot: Installation, answer: Data) -> Data:
    text, blocks = str(answer.get("text") or ""), answer.get("blocks")
    limits.check_message(text, blocks, answer.get("attachments"))
    author = by_app(workspace.apps.id, workspace.apps.name, bot.user, bot.bot, bot.team)
    thread = {"thread_ts": answer["thread_ts"]} if answer.get("thread_ts") else {}
    return author | {"text": text} | thread | ({"blocks": named(blocks, workspace.new_id)} if blocks else {})


def _post(workspace: Workspace, channel: Channel, user: str, message: Data, answer: Data) -> None:
    if answer.get("response_type") == "in_channel":
        workspace.post(channel, message)
    else:
        workspace.whisper(channel, user, message)


def _replace(workspace: Workspace, channel: Channel, ts: str, message: Data) -> None:
    if ts in channel.private:
        workspace.rewhisper(channel, ts, message)
    else:
        workspace.change(channel, ts, message, gone=() if "blocks" in message else ("blocks",))


def _remove(workspace: Workspace, channel: Channel, ts: str) -> None:
    if ts in channel.private:
        workspace.unwhisper(channel, ts)
    else:
        workspace.delete(channel, ts)

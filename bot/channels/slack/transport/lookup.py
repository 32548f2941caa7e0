"""Whether Slack has a row of the outbox already: its key stands in the message's metadata."""

from __future__ import annotations

from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.items import Data
from bot.delivery.outbox import Held, Message

EVENT = "partwell"
"""The type of our messages' metadata."""
BEFORE = timedelta(hours=1)
"""How much earlier than the row's making a message is looked for: clocks differ."""
FILE_BEFORE = timedelta(seconds=5)
OF_FIELD = {"chat.update": "ts", "chat.delete": "ts", "reactions.add": "timestamp", "reactions.remove": "timestamp"}
"""How a method calls the message that it is about; for others that is the thread."""
FOUND = frozenset({"chat.postMessage", "files.upload"})
"""Methods whose messages can be found again. The others do no harm the second time."""


def payload_of(held: Held, channel: str) -> Data:
    """What Slack gets: with its place, with the message it belongs to, and with its key."""
    out = held.outgoing
    if not out.method.startswith(("chat.", "reactions.", "files.")):
        return out.payload
    payload = {**out.payload, "channel": channel}
    if held.of:
        payload[OF_FIELD.get(out.method, "thread_ts")] = held.of.ts
    if out.method == "chat.postMessage":
        payload["metadata"] = {"event_type": EVENT, "event_payload": {"key": out.key}}
    return payload


async def search(client: AsyncWebClient, channel: str, held: Held) -> Message | None:
    """Looks through the thread, or the channel from its newest message back to shortly before the row was made.

    Never by Slack's `oldest`: the row's moment is by our clock, which may have been ahead, and then nothing would be found.
    """
    thread = payload_of(held, channel).get("thread_ts")
    since = (held.created - BEFORE).timestamp()
    look = client.conversations_replies if thread else client.conversations_history
    options: Data = {"channel": channel, "include_all_metadata": True, "limit": 200} | ({"ts": thread} if thread else {})
    while True:
        page = await look(**options)
        for message in page["messages"]:
            if is_it(message, held):
                return Message(channel, message["ts"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor or (not thread and float(page["messages"][-1]["ts"]) < since):
            return None
        options["cursor"] = cursor


def is_it(message: Data, held: Held) -> bool:
    """Whether a message of Slack's history is this row's. A file has no metadata: its name has to do."""
    out = held.outgoing
    if out.method == "files.upload":
        names = [file.get("name") for file in message.get("files") or []]
        return out.payload["filename"] in names and float(message["ts"]) >= (held.created - FILE_BEFORE).timestamp()
    metadata: Data = message.get("metadata") or {}
    return bool(metadata.get("event_type") == EVENT and (metadata.get("event_payload") or {}).get("key") == out.key)

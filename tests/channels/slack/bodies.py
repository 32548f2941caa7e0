"""Bodies as Slack sends them, small: a test names what it is about, the rest is filled in."""

from __future__ import annotations

from itertools import count
from typing import Any

TEAM, APP, CUSTOMER, DIRECT, CHANNEL = "T1", "UAPP", "U1", "D1", "C1"
NUMBERS = count(1)


def event(name: str, *, authorizations: list[dict[str, Any]] | None = None, **fields: Any) -> dict[str, Any]:
    """An event callback."""
    own = [{"enterprise_id": None, "team_id": TEAM, "user_id": APP, "is_bot": True}]
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "event_id": f"Ev{next(NUMBERS)}",
        "event_time": 1700000000,
        "authorizations": own if authorizations is None else authorizations,
        "event": {"type": name, "event_ts": "1700000000.000100", **fields},
    }


def message(text: str = "cancel it", **fields: Any) -> dict[str, Any]:
    """A message to the app, in the direct message unless another channel is named."""
    usual = {"user": CUSTOMER, "channel": DIRECT, "channel_type": "im", "ts": "1700000000.000100", "team": TEAM, "text": text}
    return event(fields.pop("name", "message"), **{**usual, **fields})


def in_channel(text: str, **fields: Any) -> dict[str, Any]:
    """A message in a channel."""
    return message(text, **{"channel": CHANNEL, "channel_type": "channel", **fields})


def changed(text: str, before: str, **fields: Any) -> dict[str, Any]:
    """A `message_changed`."""
    ts = fields.pop("ts", "1700000000.000100")
    shared = {"user": CUSTOMER, "ts": ts, "team": TEAM, "type": "message"}
    new = {**shared, "text": text, "edited": {"user": CUSTOMER, "ts": "1700000009.000000"}, **fields}
    old = {**shared, "text": before}
    place = {"channel": DIRECT, "channel_type": "im", "ts": "1700000009.000100", "event_ts": "1700000009.000100"}
    return event("message", subtype="message_changed", hidden=True, message=new, previous_message=old, **place)


def deleted(**fields: Any) -> dict[str, Any]:
    """A `message_deleted`."""
    old = {"user": CUSTOMER, "ts": "1700000000.000100", "text": "gone", "type": "message", **fields}
    place = {"channel": DIRECT, "channel_type": "im", "ts": "1700000009.000200", "event_ts": "1700000009.000200"}
    return event("message", subtype="message_deleted", hidden=True, deleted_ts=old["ts"], previous_message=old, **place)


def click(action: str = "say_1", value: str = "p.1", **fields: Any) -> dict[str, Any]:
    """A button that was clicked."""
    channel, ts = fields.pop("channel", DIRECT), fields.pop("message_ts", "1700000001.000100")
    return {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "one"},
        "user": {"id": CUSTOMER, "team_id": TEAM, "name": "customer"},
        "trigger_id": f"{next(NUMBERS)}.1.a",
        "container": {"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": False},
        "channel": {"id": channel, "name": "directmessage"},
        "message": {"ts": ts, "text": "Step 1", "blocks": [{"type": "divider"}]},
        "actions": [{"type": "button", "action_id": action, "block_id": "row", "value": value, "action_ts": "1700000002.000100"}],
        **fields,
    }

"""The tracker: what a conversation has come to, as a fold over its events (Rasa's event formats).

`fold` is the only way a tracker changes, so a tracker can always be made again from its events, and a kept snapshot is
only a shortcut.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Event = dict[str, Any]
Frame = dict[str, str]
"""`{"flow": …, "step": …}`, with `"called": "yes"` when the flow below goes on after it."""


NOTHING_SAID: dict[str, Any] = {}


class Tracker(NamedTuple):
    """A conversation at one moment. The stack's last frame is the one that is running."""

    sender_id: str
    slots: dict[str, Any]
    stack: tuple[Frame, ...] = ()
    latest_message: dict[str, Any] = NOTHING_SAID
    events: int = 0

    def collecting(self, flows: Any) -> str | None:
        """The slot that the running flow waits for, if any."""
        if not self.stack:
            return None
        frame = self.stack[-1]
        slot: str | None = flows[frame["flow"]].step(frame["step"]).collect
        return slot

    def state(self) -> dict[str, Any]:
        """As plain data: what a snapshot keeps."""
        return {"slots": self.slots, "stack": list(self.stack), "latest_message": self.latest_message, "events": self.events}


def fold(tracker: Tracker, events: list[Event]) -> Tracker:
    """The tracker after these events. Unknown events count and change nothing."""
    slots, stack, latest = tracker.slots, tracker.stack, tracker.latest_message
    for event in events:
        match event["event"]:
            case "slot":
                slots = slots if slots is not tracker.slots else dict(slots)  # copied once, however many slots change
                slots[event["name"]] = event["value"]
            case "stack":
                stack = tuple(event["update"])
            case "user":
                latest = {**event["parse_data"], "text": event["text"], "metadata": event.get("metadata") or {}}
    return Tracker(tracker.sender_id, slots, stack, latest, tracker.events + len(events))


def restored(sender_id: str, state: dict[str, Any], initial: dict[str, Any]) -> Tracker:
    """The tracker of a snapshot; slots that are new since then have their first value."""
    return Tracker(
        sender_id,
        {**initial, **state["slots"]},
        tuple(state["stack"]),
        state["latest_message"],
        state["events"],
    )

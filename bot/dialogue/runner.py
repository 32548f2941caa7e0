"""Running actions: in process, or on a Rasa action server. Both speak Rasa's protocol and give the same events."""

from __future__ import annotations

import ipaddress
import json
import logging
import urllib.request
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action
from rasa_sdk.interfaces import Tracker as RasaTracker

from bot.data_files import DataError
from bot.dialogue.engine import ActionFailed
from bot.dialogue.tracker import Event, Tracker

SECONDS = 5.0
NO_DOMAIN: Any = {}
"""Our actions know their domain."""
log = logging.getLogger(__name__)


class InProcess:
    """Runs the action classes here, as Rasa's executor does: what it checks of strangers' actions is known of our own."""

    def __init__(self, actions: Iterable[Action]) -> None:
        self._actions = {action.name(): action for action in actions}

    def __call__(self, action: str, tracker: Tracker) -> list[Event]:
        """The action's events and messages. Raises ActionFailed when it raises."""
        dispatcher = CollectingDispatcher()
        try:
            events = _finish(self._actions[action].run(dispatcher, RasaTracker.from_dict(_state(action, tracker)), NO_DOMAIN))
        except Exception as error:
            # an action is the one place where any bug may surface in mid-turn; the turn must go on without it (N13)
            log.exception("%s failed", action)
            raise ActionFailed(f"{action}: {type(error).__name__}") from error
        return _events(events, dispatcher.messages)


class Remote:
    """Runs the actions on an action server (`python -m rasa_sdk --actions actions`)."""

    def __init__(self, url: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise DataError("PARTWELL_ACTION_SERVER is not an http address")  # not repeated: it may be a token in the wrong place
        if host := in_clear(url):
            log.warning("the action server is on %s: what customers write goes there unencrypted; use https", host)
        self._url = url

    def __call__(self, action: str, tracker: Tracker) -> list[Event]:
        """The action's events and messages. Raises ActionFailed when the server does not give them."""
        call = {"next_action": action, "sender_id": tracker.sender_id, "tracker": _state(action, tracker), "domain": {}}
        body = json.dumps(call).encode()
        request = urllib.request.Request(self._url, body, {"Content-Type": "application/json"})  # noqa: S310 - see __init__
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - see __init__
                result = json.load(answer)
                return _events(result["events"], result["responses"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.error("%s failed on the action server: %s", action, type(error).__name__)
            raise ActionFailed(f"{action}: {type(error).__name__}") from error


def in_clear(url: str) -> str | None:
    """The host of an address to which everything goes unencrypted over a network; None when it does not."""
    host = urlsplit(url).hostname or ""
    if not url.startswith("http://") or host == "localhost":
        return None
    try:
        return None if ipaddress.ip_address(host).is_loopback else host
    except ValueError:
        return host


def _state(action: str, tracker: Tracker) -> Any:
    """The conversation as an action reads it."""
    return {
        "sender_id": tracker.sender_id,
        "slots": tracker.slots,
        "latest_message": tracker.latest_message,
        "latest_event_time": None,
        "followup_action": None,
        "paused": False,
        "events": [],
        "latest_input_channel": None,
        "active_loop": {},
        "latest_action_name": action,
    }


def _events(events: list[Event], responses: list[dict[str, Any]]) -> list[Event]:
    """Messages first, as Rasa does: they were decided before what the action remembers."""
    said = [{"event": "bot", "text": response.get("text"), "data": {}, "metadata": response} for response in responses]
    return [*said, *events]


def _finish(coroutine: Any) -> Any:
    """The result of a coroutine that never waits: no event loop is needed for it."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    coroutine.close()
    raise RuntimeError("an action waited for something: actions are pure")

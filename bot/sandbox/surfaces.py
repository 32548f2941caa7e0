"""Views (modals, the home), and what lets an app open or answer: trigger ids and response urls, with their short lives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.errors import SlackError

Data = dict[str, Any]
TRIGGER_SECONDS = 3
RESPONSE_SECONDS = 30 * 60
RESPONSE_USES = 5
DEEPEST = 3
"""views that may lie on each other"""


@dataclass
class Trigger:
    """Leave to open one view for the person who acted."""

    user: str
    team: str
    at: float
    used: bool = False


@dataclass
class ResponseUrl:
    """Leave to answer an interaction."""

    channel: str
    user: str
    at: float
    message_ts: str | None = None
    uses: int = 0


@dataclass
class Surfaces:
    """Everything that is open."""

    views: dict[str, Data] = field(default_factory=dict)
    stacks: dict[str, list[str]] = field(default_factory=dict)
    """by person: the views that lie on each other, the one in front last"""
    homes: dict[tuple[str, str], str] = field(default_factory=dict)
    """by team and person"""
    owners: dict[str, str] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    urls: dict[str, ResponseUrl] = field(default_factory=dict)

    def exchange(self, trigger_id: str, now: float) -> Trigger:
        """Use a trigger once, within its three seconds. Raises what Slack says otherwise."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if now - trigger.at > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def respond(self, id_: str, now: float) -> ResponseUrl:
        """Use a response url. Raises what Slack says of one that is worn out."""
        url = self.urls.get(id_)
        if url is None or now - url.at > RESPONSE_SECONDS:
            raise SlackError("expired_url")
        if url.uses >= RESPONSE_USES:
            raise SlackError("used_url")
        url.uses += 1
        return url

    def modal(self, user: str) -> Data | None:
        """The view in front of a person."""
        stack = self.stacks.get(user)
        return self.views[stack[-1]] if stack else None

    def home(self, team: str, user: str) -> Data | None:
        """A person's home of the app."""
        id_ = self.homes.get((team, user))
        return self.views[id_] if id_ else None

    def put(self, user: str, view: Data) -> Data:
        """Lay a view on what a person has open. Raises `push_limit_reached`."""
        stack = self.stacks.setdefault(user, [])
        if len(stack) >= DEEPEST:
            raise SlackError("push_limit_reached")
        stack.append(view["id"])
        return self.keep(user, view)

    def keep(self, user: str, view: Data) -> Data:
        """Remember a view, new or changed."""
        self.views[view["id"]] = view
        self.owners[view["id"]] = user
        return view

    def find(self, view_id: str | None, external_id: str | None = None) -> Data:
        """A view that is there. Raises `not_found`."""
        for view in self.views.values():
            if view["id"] == view_id or (external_id and view.get("external_id") == external_id):
                return view
        raise SlackError("not_found")

    def close(self, user: str, *, every: bool = False) -> list[Data]:
        """The views that go: the one in front, or all."""
        stack = self.stacks.get(user, [])
        gone = [stack.pop() for _ in range(len(stack) if every else min(1, len(stack)))]
        return [self.views.pop(id_) for id_ in gone]

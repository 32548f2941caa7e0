"""The app as Slack is to know it: the shipped manifest, and what another one lacks of it or has beyond it. Pure but for the file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "manifest.json"
EVENTS, INSTALL, REDIRECT = "/slack/events", "/slack/install", "/slack/oauth_redirect"
"""Paths of the HTTP side."""

Manifest = dict[str, Any]


def shipped(url: str | None = None) -> Manifest:
    """The manifest to create the app from: for Socket Mode, or for HTTP under the public address `url`."""
    manifest: Manifest = json.loads(FILE.read_text(encoding="utf-8"))
    if url is None:
        return manifest
    request = {"request_url": url.rstrip("/") + EVENTS}
    settings, features = manifest["settings"], manifest["features"]
    settings |= {
        "socket_mode_enabled": False,
        "interactivity": {**settings["interactivity"], **request},
        "event_subscriptions": {**settings["event_subscriptions"], **request},
    }
    features["slash_commands"] = [{**command, "url": request["request_url"]} for command in features["slash_commands"]]
    manifest["oauth_config"]["redirect_urls"] = [url.rstrip("/") + REDIRECT]
    return manifest


def scopes() -> list[str]:
    """The bot's scopes: the least that it works with."""
    wanted: list[str] = shipped()["oauth_config"]["scopes"]["bot"]
    return wanted


@dataclass(frozen=True)
class Drift:
    """How an app differs from the shipped manifest, as `part: name`."""

    missing: list[str]
    beyond: list[str]

    def __bool__(self) -> bool:
        return bool(self.missing or self.beyond)


def drift(theirs: Manifest) -> Drift:
    """What the app at Slack lacks and has beyond the shipped manifest: scopes, events, commands, shortcuts, tabs."""
    ours, found = _parts(shipped()), _parts(theirs)
    return Drift(sorted(ours - found), sorted(found - ours))


def _parts(manifest: Manifest) -> set[str]:
    features, settings = manifest.get("features") or {}, manifest.get("settings") or {}
    bot = ((manifest.get("oauth_config") or {}).get("scopes") or {}).get("bot") or []
    events = (settings.get("event_subscriptions") or {}).get("bot_events") or []
    home = features.get("app_home") or {}
    return {
        *(f"scope: {scope}" for scope in bot),
        *(f"event: {event}" for event in events),
        *(f"command: {command['command']}" for command in features.get("slash_commands") or []),
        *(f"shortcut: {shortcut['callback_id']}" for shortcut in features.get("shortcuts") or []),
        *(f"tab: {tab.removesuffix('_enabled')}" for tab in ("home_tab_enabled", "messages_tab_enabled") if home.get(tab)),
        *(["interactivity"] if (settings.get("interactivity") or {}).get("is_enabled") else []),
    }

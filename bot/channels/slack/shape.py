"""Whether an Item has the shape that the rest of the bot counts on. What Slack sends has it; what is only signed need not. Pure."""

from __future__ import annotations

import re
from typing import Any

from bot.delivery.items import Item

ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
"""Ids of Slack's, and times. No slash: a conversation's id is made of them."""
LONGEST_KEY = 2_500
LONGEST_VALUE = 3_000
"""Characters of a button's value or a form's metadata, as Slack allows."""
TEXTS = frozenset({"text", "before", "action", "callback", "command", "title", "of", "origin"})
IDS = frozenset({"ts", "channel", "view", "tab", "home"})
LISTS = frozenset({"blocks", "files"})
OF_TEAMS = frozenset({"revoked", "uninstalled"})


def oddity(item: Item) -> str | None:
    """The name of a part that is of another kind than it has to be; None when all is well."""
    if not _is_text(item.key, LONGEST_KEY) or not _is_id(item.team):
        return "key"
    if item.kind not in OF_TEAMS and not (_is_id(item.user) and _is_id(item.channel)):
        return "person"
    if item.thread is not None and not _is_id(item.thread):
        return "thread"
    return next((name for name, value in item.data.items() if not _fits(name, value)), None)


def _fits(name: str, value: Any) -> bool:
    if value is None:
        return True
    if name in IDS:
        return _is_id(value) or value == ""
    if name in TEXTS:
        return isinstance(value, str)
    if name in LISTS:
        return isinstance(value, list) and all(isinstance(each, dict) for each in value)
    if name in {"value", "metadata", "trigger", "block"}:
        return _is_value(value)
    if name == "who":
        named = [*value["home"], *value["near"], value["room"]]
        return all(each is None or _is_id(each) for each in named)
    if name == "values":
        return isinstance(value, dict) and all(each is None or _is_value(each, None) for each in value.values())
    return True


def _is_value(value: Any, most: int | None = LONGEST_VALUE) -> bool:
    every = value if isinstance(value, list) else [value]
    return all(_is_text(each, most) for each in every)


def _is_text(value: Any, most: int | None) -> bool:
    return isinstance(value, str) and (most is None or len(value) <= most)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and ID.fullmatch(value) is not None

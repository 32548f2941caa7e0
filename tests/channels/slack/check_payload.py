"""A strict reading of what Slack takes: `problems(payload)` names everything that is wrong with a message or a view.

The limits are those of Slack's reference (docs.slack.dev/reference/block-kit, …/views, …/methods/chat.postMessage), as
`slack_sdk`'s models check only a part of them. Our own rules are stricter: rows of five buttons, titles that are never
cut off, one primary button, no unfurling, no broadcast.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.channels.slack.block_kit import BLOCKS, IDENTIFIER, Found, at, length, markup, plain, typed

MOST_CHARACTERS = 13_000
LONGEST_TEXT = 4_000

MESSAGE = {
    "channel": str,
    "text": str,
    "blocks": list,
    "thread_ts": str,
    "ts": str,
    "user": str,
    "unfurl_links": bool,
    "unfurl_media": bool,
    "link_names": bool,
    "mrkdwn": bool,
    "parse": str,
    "metadata": dict,
    "reply_broadcast": bool,
}
VIEW = {
    "type": str,
    "title": dict,
    "blocks": list,
    "close": dict,
    "submit": dict,
    "private_metadata": str,
    "callback_id": str,
    "external_id": str,
    "clear_on_close": bool,
    "notify_on_close": bool,
    "submit_disabled": bool,
}


def problems(payload: dict[str, Any]) -> list[str]:
    """Everything wrong with a message's payload, or with a view (`type` is `modal` or `home`); none is an empty list."""
    return list(_view(payload) if payload.get("type") in ("modal", "home") else _message(payload))


def _message(payload: dict[str, Any]) -> Found:
    yield from _keys(payload, MESSAGE)
    text = payload.get("text")
    if not isinstance(text, str) or not text.strip():
        yield "text: missing; notifications and screen readers get it"
    else:
        yield from at("text", length(text, LONGEST_TEXT))
        yield from at("text", markup(text))
    for key in ("unfurl_links", "unfurl_media"):
        if "ts" not in payload and payload.get(key) is not False:
            yield f"{key}: must be false"
    if payload.get("link_names"):
        yield "link_names: must be false"
    yield from _blocks(payload.get("blocks", []), most=50, where="message")


def _view(view: dict[str, Any]) -> Found:
    modal = view["type"] == "modal"
    yield from _keys(view, VIEW)
    for key in ("title", "close", "submit"):
        if key in view and not modal:
            yield f"{key}: a home tab has none"
        elif key in view or (key == "title" and modal):
            yield from at(key, plain(24)(view.get(key)))
    for key, longest in (("private_metadata", 3000), ("callback_id", IDENTIFIER), ("external_id", IDENTIFIER)):
        yield from at(key, length(view.get(key, ""), longest))
    blocks = view.get("blocks", [])
    if modal and "submit" not in view and any(isinstance(block, dict) and block.get("type") == "input" for block in blocks):
        yield "submit: needed beside an input"
    yield from _blocks(blocks, most=100, where=view["type"])


def _blocks(blocks: Any, most: int, where: str) -> Found:
    if not isinstance(blocks, list):
        yield "blocks: must be a list"
        return
    if len(blocks) > most:
        yield f"blocks: {len(blocks)}, at most {most}"
    if len(json.dumps(blocks, ensure_ascii=False)) > MOST_CHARACTERS and where == "message":
        yield f"blocks: more than {MOST_CHARACTERS} characters"
    for number, block in enumerate(blocks):
        yield from at(f"blocks[{number}]", typed(BLOCKS)(block))
    yield from _identities([block for block in blocks if isinstance(block, dict)])


def _identities(blocks: list[dict[str, Any]]) -> Found:
    """Names are unique, and at most one button stands out."""
    found = list(_elements(blocks))
    for key, things in (("block_id", blocks), ("action_id", found)):
        names = [thing[key] for thing in things if key in thing]
        yield from (f"{key}: «{name}» twice" for name in dict.fromkeys(name for name in names if names.count(name) > 1))
    if len([element for element in found if element.get("style") == "primary"]) > 1:
        yield "style: more than one primary button"


def _elements(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        inner = [*block.get("elements", []), block.get("accessory"), block.get("element")] if block.get("type") != "rich_text" else []
        yield from (element for element in inner if isinstance(element, dict))


def _keys(thing: dict[str, Any], known: dict[str, type]) -> Found:
    for key, value in thing.items():
        if key not in known:
            yield f"{key}: unknown key"
        elif not isinstance(value, known[key]):
            yield f"{key}: must be {known[key].__name__}"

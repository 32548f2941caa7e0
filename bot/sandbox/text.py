"""What a person types, as Slack hands it on: escaped, with links and mentions marked, and as a rich_text block."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

Data = dict[str, Any]
TOKENS = re.compile(
    r"<@(?P<user>[UW][A-Z0-9]+)>"
    r"|(?<![\w@])@(?P<name>[\w.-]*\w)"
    r"|(?P<url>https?://[^\s<>|]*[^\s<>|.,;:!?)\"'])"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w@./-])(?P<host>(?:[a-z0-9-]+\.)+(?:com|org|net|io|it|app|dev|eu)\b(?:/[^\s<>|]*[^\s<>|.,;:!?)\"'])?)",
    re.IGNORECASE,
)


class Typed(NamedTuple):
    """A message as it is kept."""

    text: str
    blocks: list[Data]


def escape(text: str) -> str:
    """Slack's own escape of the three characters that could begin something."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The other way."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def typed(text: str, people: Mapping[str, str]) -> Typed:
    """The message of someone who typed this. `people` names the users that can be mentioned: name or id → id."""
    marked, elements, end = "", [], 0
    for match in TOKENS.finditer(text):
        found = _token(match, people)
        if found is None:
            continue
        before = text[end : match.start()]
        marked += escape(before) + found[0]
        elements += [*_plain(before), found[1]]
        end = match.end()
    elements += _plain(text[end:])
    block = {"type": "rich_text", "block_id": "typed", "elements": [{"type": "rich_text_section", "elements": elements}]}
    return Typed(marked + escape(text[end:]), [block] if elements else [])


def _plain(text: str) -> list[Data]:
    return [{"type": "text", "text": text}] if text else []


def _token(match: re.Match[str], people: Mapping[str, str]) -> tuple[str, Data] | None:
    """(mrkdwn, rich text element), or None for what only looked like something."""
    kind, value = match.lastgroup, match[0]
    if kind in {"user", "name"}:
        user = people.get(match[kind].casefold())
        return (f"<@{user}>", {"type": "user", "user_id": user}) if user else None
    if kind == "url":
        return f"<{escape(value)}>", {"type": "link", "url": value}
    link = f"mailto:{value}" if kind == "mail" else f"http://{value}"
    return f"<{escape(link)}|{escape(value)}>", {"type": "link", "url": link, "text": value}

"""Lines of the desk's messages as Slack's `rich_text`, in which nothing is read as markup. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from babel.dates import format_datetime

from bot.harmless import harmless

Block = dict[str, Any]
LONGEST = 2000
"""Characters of one person's words in a card."""
_MARK = "\x00"


def text(words: str, **style: bool) -> Block:
    """Literal words."""
    element: Block = {"type": "text", "text": words}
    return {**element, "style": style} if style else element


def person(team_and_user: str, home: str) -> Block:
    """Somebody by name; of another workspace than `home`, where Slack may not know them, by their ids."""
    team, _, user = team_and_user.partition("/")
    return {"type": "user", "user_id": user} if team == home and user[:1] in {"U", "W"} else text(team_and_user)


def ago(moment: datetime, language: str) -> Block:
    """How long ago, as Slack keeps counting it; whoever cannot see that reads the time in UTC."""
    fallback = format_datetime(moment.astimezone(UTC), "d MMM yyyy, HH:mm 'UTC'", locale=language)
    return {"type": "date", "timestamp": int(moment.timestamp()), "format": "{ago}", "fallback": fallback}


def clock(moment: datetime, language: str) -> Block:
    """A time of the day, as each reader's own clock shows it."""
    fallback = format_datetime(moment.astimezone(UTC), "HH:mm 'UTC'", locale=language)
    return {"type": "date", "timestamp": int(moment.timestamp()), "format": "{time}", "fallback": fallback}


def mixed(template: str, **elements: Block) -> list[Block]:
    """A template's words with elements in place of `{name}`."""
    names = list(elements)
    for name in names:
        template = template.replace(f"{{{name}}}", f"{_MARK}{name}{_MARK}")
    parts = template.split(_MARK)
    return [elements[part] if at % 2 else text(part) for at, part in enumerate(parts) if part]


def line(*elements: Block) -> Block:
    """A section of a block."""
    return {"type": "rich_text_section", "elements": list(elements)}


def labelled(label: str, *elements: Block) -> Block:
    """A section that begins with its name."""
    return line(text(f"{label}: " if elements else f"{label}:", bold=True), *elements)


def quote(words: str) -> Block:
    """Somebody's own words."""
    return {"type": "rich_text_quote", "elements": [text(words)]}


def block(*elements: Block) -> Block:
    """One block."""
    return {"type": "rich_text", "elements": list(elements)}


def fallback(*blocks: Block) -> str:
    """The words of rich text, for notifications and screen readers."""
    lines = [_said(part) for each in blocks if each["type"] == "rich_text" for part in each["elements"]]
    return "\n".join(lines)


def _said(part: Block) -> str:
    """The words of a part; each line of somebody's own is marked as one, so that none passes for ours."""
    said = harmless("".join(_spoken(element) for element in part["elements"]))
    return "\n".join(f"> {each}" for each in said.split("\n")) if part["type"] == "rich_text_quote" else said


def _spoken(element: Block) -> str:
    match element["type"]:
        case "text":
            return str(element["text"])
        case "user":
            return f"@{element['user_id']}"
        case "link":
            return str(element["url"])
    return str(element.get("fallback", ""))

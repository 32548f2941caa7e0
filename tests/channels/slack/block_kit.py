"""Block Kit as Slack's reference describes it: which keys an object of each type may hold, and how long they may be.

docs.slack.dev/reference/block-kit: blocks, block elements, composition objects. Read by `check_payload`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

A_ROW = 5
SHOWN_OF_A_BUTTON = 30
IDENTIFIER = 255
LONGEST_PIECE = 4_000
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
_SPECIAL = re.compile(r"<(?![@#][A-Z0-9]+(?:\|[^<>]*)?>|!(?:date\^|subteam\^)[^<>]*>|(?:https?://|mailto:)[^<>|\s]+(?:\|[^<>]*)?>)")
_CLOSING = re.compile(r"<[^<>]*>")


Found = Iterator[str]


@dataclass(frozen=True)
class Kind:
    """What an object of one `type` may hold: key → its check; `needs` are keys that must be there, of a tuple one of them."""

    keys: dict[str, Callable[[Any], Found]]
    needs: tuple[str | tuple[str, ...], ...] = ()
    also: tuple[Callable[[dict[str, Any]], Found], ...] = ()


# checks of one value; each takes the value and yields what is wrong with it


def at(place: str, found: Found) -> Found:
    for problem in found:
        yield f"{place}.{problem}" if re.match(r"[a-z_]+[.:\[]", problem) else f"{place}: {problem}"


def length(value: Any, longest: int, shortest: int = 0) -> Found:
    if not isinstance(value, str):
        yield "must be text"
    elif len(value) > longest:
        yield f"{len(value)} characters, at most {longest}"
    elif len(value) < shortest:
        yield "is empty"


def _text(longest: int, shortest: int = 1) -> Callable[[Any], Found]:
    return lambda value: length(value, longest, shortest)


def _one_of(*values: str) -> Callable[[Any], Found]:
    def check(value: Any) -> Found:
        if value not in values:
            yield f"«{value}» is none of {', '.join(values)}"

    return check


def _of(kind: type, least: int | None = None, most: int | None = None) -> Callable[[Any], Found]:
    def check(value: Any) -> Found:
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            yield f"must be {kind.__name__}"
        elif (least is not None and value < least) or (most is not None and value > most):
            yield f"{value} is not from {least} to {most}"

    return check


def _written(pattern: str) -> Callable[[Any], Found]:
    def check(value: Any) -> Found:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield f"«{value}» is not written as Slack takes it"

    return check


def _list(check: Callable[[Any], Found], most: int, least: int = 1) -> Callable[[Any], Found]:
    def of_list(values: Any) -> Found:
        if not isinstance(values, list):
            yield "must be a list"
            return
        if not least <= len(values) <= most:
            yield f"{len(values)} of them, from {least} to {most}"
        for number, value in enumerate(values):
            yield from at(f"[{number}]", check(value))

    return of_list


def markup(text: str) -> Found:
    """What Slack would read in a text: nothing that was not meant."""
    if _ENTITY.search(text):
        yield "& that is not escaped"
    if _SPECIAL.search(text):
        yield "< that is not escaped, or a broadcast"
    if ">" in _CLOSING.sub("", text):
        yield "> that is not escaped"


def _text_object(longest: int, types: tuple[str, ...] = ("plain_text", "mrkdwn")) -> Callable[[Any], Found]:
    def check(value: Any) -> Found:
        if not isinstance(value, dict):
            yield "must be a text object"
            return
        if value.get("type") not in types:
            yield f"type must be {' or '.join(types)}"
        only = {"plain_text": "emoji", "mrkdwn": "verbatim"}.get(str(value.get("type")))
        yield from (f"{key}: unknown key" for key in value.keys() - {"type", "text", only})
        if only in value and not isinstance(value[only], bool):
            yield f"{only}: must be true or false"
        yield from length(value.get("text"), longest, 1)
        if value.get("type") == "mrkdwn" and isinstance(value.get("text"), str):
            yield from markup(value["text"])

    return check


def plain(longest: int) -> Callable[[Any], Found]:
    return _text_object(longest, ("plain_text",))


def _title(value: Any) -> Found:
    """What stands on a button: words, all of them to be seen."""
    yield from plain(75)(value)
    text = value.get("text") if isinstance(value, dict) else None
    if isinstance(text, str):
        if len(text) > SHOWN_OF_A_BUTTON:
            yield f"{len(text)} characters, {SHOWN_OF_A_BUTTON} are shown"
        if text and not any(character.isalnum() for character in re.sub(r":[a-z0-9_+-]+:", "", text)):
            yield "no words, only signs"


def typed(kinds: dict[str, Kind], allowed: tuple[str, ...] | None = None) -> Callable[[Any], Found]:
    """An object whose `type` says what it may hold."""

    def check(value: Any) -> Found:
        if not isinstance(value, dict):
            yield "must be an object"
        elif value.get("type") not in kinds or (allowed is not None and value["type"] not in allowed):
            yield f"type «{value.get('type')}» cannot stand here"
        else:
            yield from _holds(kinds[value["type"]], value)

    return check


def _object(kind: Kind) -> Callable[[Any], Found]:
    """An object without a `type`."""

    def check(value: Any) -> Found:
        if isinstance(value, dict):
            yield from _holds(kind, value)
        else:
            yield "must be an object"

    return check


def _holds(kind: Kind, value: dict[str, Any]) -> Found:
    for key, inner in value.items():
        if key in kind.keys:
            yield from at(key, kind.keys[key](inner))
        elif key != "type":
            yield f"{key}: unknown key"
    for need in kind.needs:
        names = (need,) if isinstance(need, str) else need
        if not any(name in value for name in names):
            yield f"{' or '.join(names)}: missing"
    for also in kind.also:
        yield from also(value)


# what each kind of object may hold

YES_NO = _of(bool)
ACTION = {"action_id": _text(IDENTIFIER)}
BLOCK = {"block_id": _text(IDENTIFIER)}
URL = _text(3000)

CONFIRM = _object(
    Kind(
        {
            "title": plain(100),
            "text": _text_object(300),
            "confirm": plain(30),
            "deny": plain(30),
            "style": _one_of("primary", "danger"),
        },
        ("title", "text", "confirm", "deny"),
    )
)
_OPTION = {"text": plain(75), "value": _text(150), "description": plain(75)}
OPTION = _object(Kind(_OPTION, ("text", "value")))
OPTION_WITH_LINK = _object(Kind({**_OPTION, "url": URL}, ("text", "value")))
CHOICE = _object(Kind({**_OPTION, "text": _text_object(75), "description": _text_object(75)}, ("text", "value")))
GROUP = _object(Kind({"label": plain(75), "options": _list(OPTION, 100)}, ("label", "options")))
COMMON = {**ACTION, "confirm": CONFIRM, "focus_on_load": YES_NO}
SELECT = {**COMMON, "placeholder": plain(150)}
MULTI = {**SELECT, "max_selected_items": _of(int, 1)}
INPUT = {**ACTION, "placeholder": plain(150), "focus_on_load": YES_NO, "dispatch_action_config": _of(dict)}
FILTER = {"filter": _of(dict), "default_to_current_conversation": YES_NO, "response_url_enabled": YES_NO}


def _known_initial(element: dict[str, Any]) -> Found:
    """What is chosen at first is one of the choices."""
    options = [*element.get("options", []), *(o for group in element.get("option_groups", []) for o in group.get("options", []))]
    chosen = [*([element["initial_option"]] if "initial_option" in element else []), *element.get("initial_options", [])]
    if any(option not in options for option in chosen):
        yield "initial_option: none of the options"


def _one_list(element: dict[str, Any]) -> Found:
    if "options" in element and "option_groups" in element:
        yield "options: not beside option_groups"


def _distinct_values(element: dict[str, Any]) -> Found:
    values = [option.get("value") for option in element.get("options", []) if isinstance(option, dict)]
    if len(set(map(str, values))) < len(values):
        yield "options: the same value twice"


OPTIONS = {"options": _list(OPTION, 100), "option_groups": _list(GROUP, 100)}
LISTED = (_known_initial, _one_list, _distinct_values)

ELEMENTS = {
    "button": Kind(
        {
            **ACTION,
            "text": _title,
            "url": URL,
            "value": _text(2000),
            "style": _one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": _text(75),
        },
        ("text", "action_id"),
    ),
    "static_select": Kind({**SELECT, **OPTIONS, "initial_option": OPTION}, ("action_id", ("options", "option_groups")), LISTED),
    "multi_static_select": Kind(
        {**MULTI, **OPTIONS, "initial_options": _list(OPTION, 100)}, ("action_id", ("options", "option_groups")), LISTED
    ),
    "users_select": Kind({**SELECT, "initial_user": _text(50)}, ("action_id",)),
    "multi_users_select": Kind({**MULTI, "initial_users": _list(_text(50), 100)}, ("action_id",)),
    "conversations_select": Kind({**SELECT, **FILTER, "initial_conversation": _text(50)}, ("action_id",)),
    "channels_select": Kind({**SELECT, "initial_channel": _text(50), "response_url_enabled": YES_NO}, ("action_id",)),
    "overflow": Kind({**ACTION, "options": _list(OPTION_WITH_LINK, 5), "confirm": CONFIRM}, ("action_id", "options"), (_distinct_values,)),
    "radio_buttons": Kind({**COMMON, "options": _list(CHOICE, 10), "initial_option": CHOICE}, ("action_id", "options"), LISTED),
    "checkboxes": Kind({**COMMON, "options": _list(CHOICE, 10), "initial_options": _list(CHOICE, 10)}, ("action_id", "options"), LISTED),
    "datepicker": Kind({**SELECT, "initial_date": _written(r"\d{4}-\d\d-\d\d")}, ("action_id",)),
    "timepicker": Kind({**SELECT, "initial_time": _written(r"\d\d:\d\d"), "timezone": _text(50)}, ("action_id",)),
    "plain_text_input": Kind(
        {
            **INPUT,
            "initial_value": _text(3000, 0),
            "multiline": YES_NO,
            "min_length": _of(int, 0, 3000),
            "max_length": _of(int, 1, 3000),
        },
        ("action_id",),
    ),
    "number_input": Kind(
        {**INPUT, "is_decimal_allowed": YES_NO, "initial_value": _text(100), "min_value": _text(100), "max_value": _text(100)},
        ("action_id", "is_decimal_allowed"),
    ),
    "email_text_input": Kind({**INPUT, "initial_value": _text(3000)}, ("action_id",)),
    "url_text_input": Kind({**INPUT, "initial_value": _text(3000)}, ("action_id",)),
    "image": Kind(
        {"image_url": URL, "slack_file": _of(dict), "alt_text": _text(2000)},
        ("alt_text", ("image_url", "slack_file")),
    ),
    "plain_text": Kind({"text": _text(3000), "emoji": YES_NO}, ("text",)),
    "mrkdwn": Kind(
        {"text": lambda value: [*_text(3000)(value), *(markup(value) if isinstance(value, str) else [])], "verbatim": YES_NO}, ("text",)
    ),
}
IN_A_ROW = (
    "button",
    "checkboxes",
    "datepicker",
    "timepicker",
    "radio_buttons",
    "overflow",
    "static_select",
    "multi_static_select",
    "users_select",
    "multi_users_select",
    "conversations_select",
    "channels_select",
)
ASIDE = (*IN_A_ROW, "image")
ASKING = tuple(kind for kind in ELEMENTS if kind not in ("button", "overflow", "image", "plain_text", "mrkdwn"))

STYLE = _object(Kind(dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight", "unlink"), YES_NO)))
PIECES = {
    "text": Kind({"text": _text(LONGEST_PIECE), "style": STYLE}, ("text",)),
    "link": Kind({"url": URL, "text": _text(3000), "style": STYLE, "unsafe": YES_NO}, ("url",)),
    "emoji": Kind({"name": _text(100), "unicode": _text(100), "style": STYLE}, ("name",)),
    "user": Kind({"user_id": _text(50), "style": STYLE}, ("user_id",)),
    "channel": Kind({"channel_id": _text(50), "style": STYLE}, ("channel_id",)),
    "usergroup": Kind({"usergroup_id": _text(50), "style": STYLE}, ("usergroup_id",)),
    "date": Kind({"timestamp": _of(int), "format": _text(200), "fallback": _text(200), "url": URL}, ("timestamp", "format")),
}
"""`broadcast` is left out: nobody is called together by a bot that says goodbye."""
_PIECES = _list(typed(PIECES), 1000)
RICH = {
    "rich_text_section": Kind({"elements": _PIECES}, ("elements",)),
    "rich_text_quote": Kind({"elements": _PIECES, "border": _of(int, 0, 1)}, ("elements",)),
    "rich_text_preformatted": Kind(
        {"elements": _list(typed(PIECES, ("text", "link")), 1000), "border": _of(int, 0, 1), "language": _text(50)}, ("elements",)
    ),
}
RICH["rich_text_list"] = Kind(
    {
        "style": _one_of("bullet", "ordered"),
        "elements": _list(typed(RICH, ("rich_text_section",)), 1000),
        "indent": _of(int, 0, 8),
        "offset": _of(int, 0),
        "border": _of(int, 0, 1),
    },
    ("style", "elements"),
)


def _short_row(block: dict[str, Any]) -> Found:
    buttons = [element for element in block.get("elements", []) if isinstance(element, dict) and element.get("type") == "button"]
    if len(buttons) > A_ROW:
        yield f"elements: {len(buttons)} buttons in a row, at most {A_ROW}"


BLOCKS = {
    "header": Kind({**BLOCK, "text": plain(150)}, ("text",)),
    "section": Kind(
        {
            **BLOCK,
            "text": _text_object(3000),
            "fields": _list(_text_object(2000), 10),
            "accessory": typed(ELEMENTS, ASIDE),
            "expand": YES_NO,
        },
        (("text", "fields"),),
    ),
    "context": Kind({**BLOCK, "elements": _list(typed(ELEMENTS, ("image", "plain_text", "mrkdwn")), 10)}, ("elements",)),
    "actions": Kind({**BLOCK, "elements": _list(typed(ELEMENTS, IN_A_ROW), 25)}, ("elements",), (_short_row,)),
    "divider": Kind(BLOCK),
    "image": Kind(
        {**BLOCK, "image_url": URL, "slack_file": _of(dict), "alt_text": _text(2000), "title": plain(2000)},
        ("alt_text", ("image_url", "slack_file")),
    ),
    "input": Kind(
        {
            **BLOCK,
            "label": plain(2000),
            "element": typed(ELEMENTS, ASKING),
            "hint": plain(2000),
            "optional": YES_NO,
            "dispatch_action": YES_NO,
        },
        ("label", "element"),
    ),
    "rich_text": Kind({**BLOCK, "elements": _list(typed(RICH), 200)}, ("elements",)),
}

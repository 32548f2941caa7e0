"""What Slack takes of messages and views, and what it says when it does not.

Source: https://docs.slack.dev/reference/block-kit; the bound over all blocks of a message is undocumented, about 13,000 characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.sandbox.errors import SlackError, invalid
from bot.sandbox.shape import Check, Problems, anything, by_type, every, flag, integer, many, one_of, problem, record, string

Data = dict[str, Any]
MESSAGE_BLOCKS, VIEW_BLOCKS, BLOCK_CHARACTERS = 50, 100, 13_000
LONGEST_TEXT, LONGEST_UPDATE = 40_000, 4_000
LONGEST_VIEW, LONGEST_METADATA = 250_000, 16_000
SURFACES = {"message": MESSAGE_BLOCKS, "modal": VIEW_BLOCKS, "home": VIEW_BLOCKS}

identifier = string(255)
url = string(3000)


def plain(longest: int) -> Check:
    """A plain_text object."""
    return record({"type": one_of("plain_text"), "text": string(longest)}, {"emoji": flag})


def rich(longest: int) -> Check:
    """A plain_text or mrkdwn object."""
    mrkdwn = record({"type": one_of("mrkdwn"), "text": string(longest)}, {"verbatim": flag})
    return by_type({"plain_text": plain(longest), "mrkdwn": mrkdwn}, "text")


confirm = record({"title": plain(100), "text": rich(300), "confirm": plain(30), "deny": plain(30)}, {"style": one_of("primary", "danger")})


def option(text: Check, value: int = 150) -> Check:
    """One choice."""
    return record({"text": text, "value": string(value)}, {"description": rich(75), "url": url})


choices = many(option(plain(75)), 100)
ticks = many(option(rich(75)), 10)
groups = many(record({"label": plain(75), "options": choices}), 100)


def element(kind: str, required: dict[str, Check] | None = None, optional: dict[str, Check] | None = None) -> Check:
    """An interactive element."""
    common: dict[str, Check] = {"action_id": identifier, "confirm": confirm, "focus_on_load": flag}
    return record({"type": one_of(kind), **(required or {})}, common | (optional or {}))


placeholder: dict[str, Check] = {"placeholder": plain(150)}
dispatch: dict[str, Check] = {"dispatch_action_config": anything}
filters: dict[str, Check] = {"filter": anything, "response_url_enabled": flag, "default_to_current_conversation": flag}


def either(*names: str) -> Check:
    """Exactly one of these keys."""

    def check(value: Any, at: str) -> Problems:
        if sum(name in value for name in names) != 1:
            yield problem(f"exactly one of {', '.join(names)} is required", at)

    return check


def select(kind: str, several: dict[str, Check] | None = None) -> Check:
    """A menu of own choices."""
    menu = element(kind, optional=placeholder | {"options": choices, "option_groups": groups} | (several or {"initial_option": anything}))
    return every(menu, either("options", "option_groups"))


def of_slack(kind: str, initial: str) -> Check:
    """A menu of Slack's own people or places."""
    return element(kind, optional=placeholder | filters | {initial: anything, "max_selected_items": integer})


BUTTON = element(
    "button",
    {"text": plain(75)},
    {"value": string(2000, 0), "url": url, "style": one_of("primary", "danger"), "accessibility_label": string(75)},
)
SEVERAL: dict[str, Check] = {"initial_options": anything, "max_selected_items": integer}
MENUS = {
    "static_select": select("static_select"),
    "multi_static_select": select("multi_static_select", SEVERAL),
    "users_select": of_slack("users_select", "initial_user"),
    "multi_users_select": of_slack("multi_users_select", "initial_users"),
    "conversations_select": of_slack("conversations_select", "initial_conversation"),
    "channels_select": of_slack("channels_select", "initial_channel"),
    "overflow": element("overflow", {"options": many(option(plain(75)), 5)}),
    "radio_buttons": element("radio_buttons", {"options": ticks}, {"initial_option": anything}),
    "checkboxes": element("checkboxes", {"options": ticks}, {"initial_options": anything}),
    "datepicker": element("datepicker", optional=placeholder | {"initial_date": string(10)}),
    "timepicker": element("timepicker", optional=placeholder | {"initial_time": string(5), "timezone": identifier}),
    "datetimepicker": element("datetimepicker", optional={"initial_date_time": integer}),
}
IMAGE: dict[str, Check] = {"image_url": url, "slack_file": anything}
ICON = every(record({"type": one_of("image"), "alt_text": string(2000)}, IMAGE), either(*IMAGE))
WRITTEN = {
    "plain_text_input": element(
        "plain_text_input",
        optional=placeholder
        | dispatch
        | {"multiline": flag, "initial_value": string(3000, 0), "min_length": integer, "max_length": integer},
    ),
    "email_text_input": element("email_text_input", optional=placeholder | dispatch | {"initial_value": string(3000, 0)}),
    "url_text_input": element("url_text_input", optional=placeholder | dispatch | {"initial_value": string(3000, 0)}),
    "number_input": element(
        "number_input",
        {"is_decimal_allowed": flag},
        placeholder | dispatch | {"initial_value": string(40), "min_value": string(40), "max_value": string(40)},
    ),
    "rich_text_input": element("rich_text_input", optional=placeholder | dispatch | {"initial_value": anything}),
    "file_input": element("file_input", optional={"filetypes": anything, "max_files": integer}),
}
INPUTS = MENUS | WRITTEN
FEEDBACK = record({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
IN_CONTEXT_ACTIONS = {
    "feedback_buttons": element("feedback_buttons", {"positive_button": FEEDBACK, "negative_button": FEEDBACK}),
    "icon_button": element(
        "icon_button",
        {"icon": identifier, "text": plain(75)},
        {"value": string(2000), "accessibility_label": string(75), "visible_to_user_ids": anything},
    ),
}
ACCESSORIES = MENUS | {"button": BUTTON, "image": ICON}

# --- rich text: sections, lists, quotes and code of elements ------------------------------------------------------------------------

STYLE = record(
    {}, {"bold": flag, "italic": flag, "strike": flag, "code": flag, "underline": flag, "highlight": flag, "client_highlight": flag}
)


def bit(kind: str, required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """A piece of a line of rich text."""
    return record({"type": one_of(kind), **required}, {"style": STYLE} | (optional or {}))


BITS = by_type(
    {
        "text": bit("text", {"text": string(3000)}),
        "link": bit("link", {"url": url}, {"text": string(3000), "unsafe": flag}),
        "user": bit("user", {"user_id": identifier}),
        "usergroup": bit("usergroup", {"usergroup_id": identifier}),
        "channel": bit("channel", {"channel_id": identifier}),
        "broadcast": bit("broadcast", {"range": one_of("here", "channel", "everyone")}),
        "emoji": bit("emoji", {"name": identifier}, {"unicode": string(100), "skin_tone": integer}),
        "date": bit("date", {"timestamp": integer, "format": string(255)}, {"url": url, "fallback": string(255)}),
        "color": bit("color", {"value": string(20)}),
    },
    "rich text element",
)
BITS_OF_LINE = many(BITS, 1000, 0)
SECTION_OF_TEXT = record({"type": one_of("rich_text_section"), "elements": BITS_OF_LINE})
PARTS = {
    "rich_text_section": SECTION_OF_TEXT,
    "rich_text_preformatted": record(
        {"type": one_of("rich_text_preformatted"), "elements": BITS_OF_LINE}, {"border": integer, "language": identifier}
    ),
    "rich_text_quote": record({"type": one_of("rich_text_quote"), "elements": BITS_OF_LINE}, {"border": integer}),
    "rich_text_list": record(
        {"type": one_of("rich_text_list"), "style": one_of("bullet", "ordered"), "elements": many(SECTION_OF_TEXT, 1000)},
        {"indent": integer, "offset": integer, "border": integer},
    ),
}

# --- blocks -------------------------------------------------------------------------------------------------------------------------


def block(kind: str, required: dict[str, Check] | None = None, optional: dict[str, Check] | None = None) -> Check:
    """A block."""
    return record({"type": one_of(kind), **(required or {})}, {"block_id": identifier} | (optional or {}))


def _something(value: Data, at: str) -> Problems:
    if "text" not in value and "fields" not in value:
        yield problem("text or fields is required", at)


EVERYWHERE = {
    "section": every(
        block(
            "section",
            optional={
                "text": rich(3000),
                "fields": many(rich(2000), 10),
                "accessory": by_type(ACCESSORIES, "accessory"),
                "expand": flag,
            },
        ),
        _something,
    ),
    "header": block("header", {"text": plain(150)}, {"level": integer}),
    "divider": block("divider"),
    "image": every(block("image", {"alt_text": string(2000)}, {"title": plain(2000)} | IMAGE), either(*IMAGE)),
    "context": block(
        "context", {"elements": many(by_type({"plain_text": plain(2000), "mrkdwn": rich(2000), "image": ICON}, "element"), 10)}
    ),
    "actions": block("actions", {"elements": many(by_type(MENUS | {"button": BUTTON}, "element"), 25)}),
    "input": block(
        "input",
        {"label": plain(2000), "element": by_type(INPUTS, "input")},
        {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": block("rich_text", {"elements": many(by_type(PARTS, "rich text"), 100, 0)}),
    "video": block("video", {"alt_text": string(2000), "title": plain(199), "thumbnail_url": url, "video_url": url}, {"title_url": url}),
}
IN_MESSAGES = {
    "markdown": block("markdown", {"text": string(12_000)}),
    "context_actions": block("context_actions", {"elements": many(by_type(IN_CONTEXT_ACTIONS, "element"), 5)}),
}
BLOCKS = {
    "message": by_type(EVERYWHERE | IN_MESSAGES, "block"),
    "modal": by_type(EVERYWHERE, "block"),
    "home": by_type(EVERYWHERE, "block"),
}
VIEW: dict[str, Check] = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
    "clear_on_close": flag,
    "notify_on_close": flag,
    "title": plain(24),
    "close": plain(24),
    "submit": plain(24),
    "submit_disabled": flag,
}
VIEWS = {
    "modal": record({"type": one_of("modal"), "title": plain(24), "blocks": anything}, VIEW),
    "home": record({"type": one_of("home"), "blocks": anything}, VIEW),
}


def problems_of_blocks(blocks: Any, surface: str) -> Iterator[str]:
    """Everything that Slack would say about these blocks on `message`, `modal` or `home`."""
    yield from many(BLOCKS[surface], SURFACES[surface], 0)(blocks, "/blocks")
    if isinstance(blocks, list):
        yield from _twice(blocks)
        if surface == "home" and any(isinstance(one, dict) and one.get("type") == "input" and _files(one) for one in blocks):
            yield problem("file_input is not allowed here", "/blocks")


def check_blocks(blocks: Any, surface: str = "message") -> None:
    """Raises `invalid_blocks` with every problem, or `msg_blocks_too_long`."""
    if found := list(problems_of_blocks(blocks, surface)):
        raise invalid("invalid_blocks", *found)
    if surface == "message" and sum(map(len, texts(blocks))) > BLOCK_CHARACTERS:
        raise SlackError("msg_blocks_too_long")


def check_view(view: Any, kinds: Iterable[str]) -> None:
    """Raises `invalid_arguments` with every problem, or `view_too_large`."""
    checks = {kind: VIEWS[kind] for kind in kinds}
    found = list(by_type(checks, "view")(view, "/view"))
    if not found:
        found = [*problems_of_blocks(view["blocks"], view["type"]), *_without_submit(view)]
    if found:
        raise invalid("invalid_arguments", *found)
    if sum(map(len, texts(view))) > LONGEST_VIEW:
        raise SlackError("view_too_large")


def check_message(text: str, blocks: Any, attachments: Any, *, longest: int = LONGEST_TEXT) -> None:
    """Raises `no_text`, `msg_too_long`, or what is wrong with the blocks."""
    if blocks:
        check_blocks(blocks)
    if attachments and len(attachments) > 100:
        raise SlackError("too_many_attachments")
    if not text.strip() and not blocks and not attachments:
        raise SlackError("no_text")
    if len(text) > longest:
        raise SlackError("msg_too_long")


def check_metadata(metadata: Any) -> None:
    """Raises `invalid_metadata_format` or `metadata_too_large`."""
    shape = record({"event_type": string(255), "event_payload": anything}, {"entities": anything})
    if found := list(shape(metadata, "/metadata")):
        raise invalid("invalid_metadata_format", *found)
    if not isinstance(metadata["event_payload"], dict):
        raise invalid("invalid_metadata_format", problem("must be an object", "/metadata/event_payload"))
    if len(repr(metadata["event_payload"])) > LONGEST_METADATA:
        raise SlackError("metadata_too_large")


def texts(value: Any) -> Iterator[str]:
    """All text that people read in blocks."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "text" and isinstance(inner, str):
                yield inner
            elif isinstance(inner, dict | list):
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def _twice(blocks: list[Any]) -> Problems:
    seen: set[str] = set()
    for index, one in enumerate(blocks):
        if not isinstance(one, dict):
            continue
        if one.get("block_id") in seen:
            yield problem(f"block_id already exists: {one['block_id']}", f"/blocks/{index}/block_id")
        seen |= {one["block_id"]} if isinstance(one.get("block_id"), str) else set()
        ids = [each.get("action_id") for each in one.get("elements") or [] if isinstance(each, dict) and each.get("action_id")]
        for action_id in {id_ for id_ in ids if ids.count(id_) > 1}:
            yield problem(f"action_id already exists: {action_id}", f"/blocks/{index}/elements")


def _without_submit(view: Data) -> Problems:
    if view["type"] == "modal" and "submit" not in view and any(one["type"] == "input" for one in view["blocks"]):
        yield problem("missing required field: submit", "/view")


def _files(one: Data) -> bool:
    return isinstance(one.get("element"), dict) and one["element"].get("type") == "file_input"

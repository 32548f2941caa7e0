"""The checker itself: it finds each fault alone, and nothing in what is right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.data_files import read_any
from tests.channels.slack.check_payload import problems

BAD = read_any(Path(__file__).parent / "bad_payloads.yml")
GOOD: dict[str, Any] = {"channel": "C1", "text": "Hello", "blocks": [], "unfurl_links": False, "unfurl_media": False}
BUTTON = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "Go"}, "value": "b"}
OPTIONS = [{"text": {"type": "plain_text", "text": "One"}, "value": "1"}, {"text": {"type": "plain_text", "text": "Two"}, "value": "2"}]


def expanded(data: Any, number: int = 0) -> Any:
    """`{of: x, times: n}` and `{each: x, times: n}` written out."""
    match data:
        case {"of": text, "times": times}:
            return text * times
        case {"each": thing, "times": times}:
            return [expanded(thing, at) for at in range(times)]
        case dict():
            return {key: expanded(value, number) for key, value in data.items()}
        case list():
            return [expanded(value, number) for value in data]
        case str():
            return data.replace("#", str(number))
    return data


def payload(case: dict[str, Any]) -> dict[str, Any]:
    case = expanded(case)
    if "view" in case:
        return dict(case["view"])
    return {**GOOD, "blocks": case.get("blocks", []), **case.get("message", {})}


@pytest.mark.parametrize("case", BAD, ids=lambda case: case["why"])
def test_a_bad_payload_is_found_out_for_its_one_fault(case: dict[str, Any]) -> None:
    (found,) = problems(payload(case))
    assert case["problem"] in found


def test_there_are_enough_bad_payloads() -> None:
    assert len(BAD) >= 38
    assert len({case["why"] for case in BAD}) == len(BAD)


@pytest.mark.parametrize(
    "block",
    [
        {"type": "divider"},
        {"type": "header", "text": {"type": "plain_text", "text": "a" * 150}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "<@U1> &amp; <https://example.com|a> &lt;b&gt;", "verbatim": True}},
        {"type": "section", "fields": [{"type": "plain_text", "text": "a"}] * 10, "accessory": BUTTON},
        {"type": "context", "elements": [{"type": "image", "image_url": "https://example.com/a", "alt_text": "a"}] * 10},
        {"type": "actions", "elements": [{**BUTTON, "action_id": f"a{n}"} for n in range(5)]},
        {"type": "actions", "elements": [{"type": "radio_buttons", "action_id": "a", "options": OPTIONS, "initial_option": OPTIONS[1]}]},
        {"type": "actions", "elements": [{"type": "overflow", "action_id": "a", "options": OPTIONS}]},
        {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": "<!channel>"}]}]},
    ],
    ids=lambda block: block["type"],
)
def test_a_good_block_has_no_problem(block: dict[str, Any]) -> None:
    assert problems({**GOOD, "blocks": [block]}) == []


def test_a_good_modal_has_no_problem() -> None:
    title = {"type": "plain_text", "text": "a" * 24}
    asked = {"type": "plain_text_input", "action_id": "a", "multiline": True, "max_length": 3000}
    view = {
        "type": "modal",
        "title": title,
        "submit": title,
        "close": title,
        "blocks": [{"type": "input", "label": title, "element": asked}],
    }
    assert problems(view) == []

"""What Slack refuses, as data, and what it takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from slack_sdk.errors import SlackApiError
from slack_sdk.models import blocks as kit
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.errors import SlackError
from bot.sandbox.limits import check_blocks, check_message, check_metadata, check_view
from bot.sandbox.population import AGENTS
from tests.sandbox.conftest import refusal

BAD = YAML(typ="safe").load(Path(__file__).with_name("bad_payloads.yml"))


def grown(value: Any, number: int = 0) -> Any:
    """The payload that a case of the table stands for."""
    match value:
        case {"of": str(text), "times": int(times)}:
            return text * times
        case {"each": each, "times": int(times)}:
            return [grown(each, index) for index in range(times)]
        case dict():
            return {key: grown(inner, number) for key, inner in value.items()}
        case list():
            return [grown(inner, number) for inner in value]
        case str():
            return value.replace("#", str(number))
    return value


@pytest.mark.parametrize("case", BAD, ids=[case["why"] for case in BAD])
def test_a_bad_payload_is_refused_where_it_is_bad(case: dict[str, Any]) -> None:
    def check() -> None:
        check_view(grown(case["view"]), ["modal", "home"]) if "view" in case else check_blocks(grown(case["blocks"]))

    with pytest.raises(SlackError) as refused:
        check()

    assert refused.value.code == case["code"]
    assert case.get("says", "") in str(refused.value.details)


async def test_a_refusal_says_what_is_wrong_as_slack_does(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(
            channel=AGENTS, text="x", blocks=[{"type": "header", "text": {"type": "plain_text", "text": "a" * 151}}]
        )

    assert refused.value.response["error"] == "invalid_blocks"
    assert refused.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    ]


@pytest.mark.parametrize(
    ("text", "blocks", "code"),
    [("", None, "no_text"), ("  ", [], "no_text"), ("a" * 40_001, None, "msg_too_long")],
)
def test_a_message_must_say_something_and_not_too_much(text: str, blocks: Any, code: str) -> None:
    with pytest.raises(SlackError, match=code):
        check_message(text, blocks, None)


async def test_an_update_must_be_shorter_than_a_message(client: AsyncWebClient) -> None:
    ts = (await client.chat_postMessage(channel=AGENTS, text="a" * 5000))["ts"]

    assert await refusal(client.chat_update(channel=AGENTS, ts=ts, text="a" * 5000)) == "msg_too_long"


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        ({"event_type": "partwell"}, "invalid_metadata_format"),
        ({"event_type": "partwell", "event_payload": "key"}, "invalid_metadata_format"),
        ({"event_type": "partwell", "event_payload": {"key": "a" * 17_000}}, "metadata_too_large"),
    ],
)
def test_metadata_have_a_shape_and_a_size(metadata: dict[str, Any], code: str) -> None:
    with pytest.raises(SlackError, match=code):
        check_metadata(metadata)


OPTIONS = [kit.Option(text="One", value="1"), kit.Option(text="Two", value="2")]
GOOD = [
    kit.SectionBlock(text="*Hello*", accessory=kit.ButtonElement(text="Go", action_id="go", value="1", style="primary")),
    kit.SectionBlock(fields=["one", "two"]),
    kit.HeaderBlock(text="Step 3 of 8"),
    kit.ContextBlock(
        elements=[kit.MarkdownTextObject(text="small"), kit.ImageElement(image_url="https://example.com/a.png", alt_text="a")]
    ),
    kit.DividerBlock(),
    kit.ImageBlock(image_url="https://example.com/a.png", alt_text="a chart", title="Chart"),
    kit.ActionsBlock(
        elements=[
            kit.StaticSelectElement(placeholder="Which?", action_id="a", options=OPTIONS),
            kit.RadioButtonsElement(action_id="b", options=OPTIONS, initial_option=OPTIONS[0]),
            kit.CheckboxesElement(action_id="c", options=OPTIONS),
            kit.OverflowMenuElement(action_id="d", options=OPTIONS),
            kit.DatePickerElement(action_id="e", initial_date="2026-11-22"),
            kit.UserSelectElement(action_id="f", placeholder="Who?"),
            kit.ButtonElement(
                text="Delete", action_id="g", confirm=kit.ConfirmObject(title="Sure?", text="It is gone then.", confirm="Yes", deny="No")
            ),
        ]
    ),
    kit.InputBlock(label="Words", element=kit.PlainTextInputElement(action_id="h", multiline=True, max_length=3000), hint="Be kind"),
    kit.RichTextBlock(
        elements=[
            kit.RichTextSectionElement(elements=[kit.RichTextElementParts.Text(text="bold", style={"bold": True})]),
            kit.RichTextListElement(
                style="ordered", elements=[kit.RichTextSectionElement(elements=[kit.RichTextElementParts.Link(url="https://example.com")])]
            ),
            kit.RichTextQuoteElement(elements=[kit.RichTextElementParts.User(user_id="U0CUSTOMER")]),
            kit.RichTextPreformattedElement(elements=[kit.RichTextElementParts.Text(text="code")]),
        ]
    ),
    kit.MarkdownBlock(text="# Title"),
]


@pytest.mark.parametrize("block", GOOD, ids=lambda block: block.type)
def test_what_slack_s_own_models_build_is_taken(block: kit.Block) -> None:
    check_blocks([block.to_dict()])

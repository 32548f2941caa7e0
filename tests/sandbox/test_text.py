"""What is typed, as Slack keeps it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.text import escape, typed, unescape

PEOPLE = {"partwell": "U0PARTWELL", "u0partwell": "U0PARTWELL"}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("a < b & c", "a &lt; b &amp; c"),
        ("@Partwell hi", "<@U0PARTWELL> hi"),
        ("<@U0PARTWELL> hi", "<@U0PARTWELL> hi"),
        ("@nobody hi", "@nobody hi"),
        ("<@U1>", "&lt;@U1&gt;"),
        ("https://a.example/x?a=1&b=2.", "<https://a.example/x?a=1&amp;b=2>."),
        ("me@example.com", "<mailto:me@example.com|me@example.com>"),
        ("Example.com/pricing, please", "<http://Example.com/pricing|Example.com/pricing>, please"),
        ("version 1.2 e.g. this", "version 1.2 e.g. this"),
    ],
)
def test_links_and_mentions_are_marked_and_the_rest_is_escaped(text: str, kept: str) -> None:
    assert typed(text, PEOPLE).text == kept


@given(st.text())
def test_the_rich_text_says_what_was_typed(text: str) -> None:
    blocks = typed(text, PEOPLE).blocks

    elements = blocks[0]["elements"][0]["elements"] if blocks else []
    said = "".join(element.get("text") or element.get("url") or f"<@{element['user_id']}>" for element in elements)

    assert said == re.sub(r"<@u0partwell>|(?<![\w@])@partwell(?![\w.-]*\w)", "<@U0PARTWELL>", text, flags=re.IGNORECASE)


@given(st.text())
def test_the_escape_can_be_undone(text: str) -> None:
    assert unescape(escape(text)) == text
    assert not re.search(r"[<>]", escape(text))

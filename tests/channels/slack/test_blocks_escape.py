"""What customers and articles say is shown literally, whole, and links nowhere that no article names."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.slack.blocks.escape import escaped, hosts_in, hosts_of, linked, unescaped
from bot.channels.slack.blocks.richtext import parts, plain, rich_text, shortened
from knowledge.library import Library
from tests.channels.slack.check_payload import problems

FAMILY = "👨‍👩‍👧‍👦"
HOSTILE = [
    "<!channel>",
    "<@U1>",
    "<#C1|general>",
    "&amp;",
    "<b>bold</b>",
    "*_~`all`~_*",
    "> quoted",
    "```code```",
    ":tada:",
    "\u2067עברית\u2069",
]
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=400) | st.sampled_from(HOSTILE) | st.just(FAMILY * 20)


def words_of(block: dict[str, Any]) -> str:
    """All that a block shows, as a reader gets it: lists with their marks."""
    lines = []
    for element in block["elements"]:
        sections = element["elements"] if element["type"] == "rich_text_list" else [element]
        for number, section in enumerate(sections, 1):
            mark = {"bullet": "• ", "ordered": f"{number}. "}.get(element.get("style", ""), "")
            lines.append(mark + "".join(piece.get("text", piece.get("url")) for piece in section["elements"]))
    return "\n".join(lines)


@pytest.mark.parametrize("text", HOSTILE)
def test_marks_and_mentions_stand_in_rich_text_as_they_were_written(text: str) -> None:
    block = rich_text(f"Your words: “{text}”")
    assert words_of(block) == f"Your words: “{text}”"
    assert {piece["type"] for element in block["elements"] for piece in element["elements"]} == {"text"}


@given(WORDS)
def test_rich_text_shows_every_character_and_gives_no_formatting(text: str) -> None:
    text = f"a{text}a"
    block = rich_text(text)
    assert words_of(block) == text
    assert problems({"text": "a", "blocks": [block], "unfurl_links": False, "unfurl_media": False}) == []


@given(WORDS)
@example("&lt;")
@example("a &amp;lt; b")
def test_what_is_escaped_holds_no_control_and_comes_back_as_it_was(text: str) -> None:
    assert not {"<", ">"} & set(escaped(text))
    assert escaped(text).count("&") == sum(text.count(character) for character in "&<>")
    assert unescaped(escaped(text)) == text


def test_a_list_is_a_list_with_its_announcement_in_bold() -> None:
    first, second = rich_text("Before you begin:\n• Save your data.\n• Tell your team.")["elements"]
    assert first["elements"] == [{"type": "text", "text": "Before you begin:", "style": {"bold": True}}]
    assert (second["type"], second["style"], len(second["elements"])) == ("rich_text_list", "bullet", 2)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("All:\n1. a\n2. b", ["rich_text_section", "rich_text_list"]),
        ("2. b\n3. c", ["rich_text_section"]),
        ("1. a\nand\n2. b", ["rich_text_list", "rich_text_section"]),
        ("• \n•", ["rich_text_section"]),
        ("• a\n1. b", ["rich_text_list", "rich_text_list"]),
        ("plain:\nplain", ["rich_text_section"]),
    ],
)
def test_only_what_begins_as_a_list_is_one_so_that_no_number_changes(text: str, kinds: list[str]) -> None:
    block = rich_text(text)
    assert [element["type"] for element in block["elements"]] == kinds
    assert words_of(block) == text


@given(st.lists(WORDS, max_size=8).map("\n".join), st.integers(5, 300))
def test_parts_are_short_enough_and_lose_nothing_but_spaces(text: str, longest: int) -> None:
    found = parts(text, longest)
    assert all(len(escaped(part)) <= longest and part.strip() for part in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_parts_are_cut_between_lines_then_words_then_what_people_see_as_characters() -> None:
    assert parts("one two\nthree\nfour", 13) == ["one two\nthree", "four"]
    assert parts("one two three four", 9) == ["one two", "three", "four"]
    assert parts("e\u0301" * 4, 5) == ["e\u0301" * 2, "e\u0301" * 2]
    assert parts(FAMILY * 2, len(FAMILY) + 3) == [FAMILY, FAMILY]
    assert parts("\u2067אבג\u2069 דהו", 100) == ["\u2067אבג\u2069 דהו"]


def test_no_escape_is_ever_cut() -> None:
    assert [escaped(part) for part in parts("&" * 5, 12)] == ["&amp;&amp;", "&amp;&amp;", "&amp;"]


@given(WORDS, st.integers(2, 80))
def test_a_title_is_short_enough_and_says_that_it_was_shortened(text: str, longest: int) -> None:
    title = shortened(text, longest)
    assert len(title) <= longest
    assert title == text or title.endswith("…")


def test_a_plain_text_turns_no_colons_into_emoji() -> None:
    assert plain(":tada:", 30) == {"type": "plain_text", "text": ":tada:", "emoji": False}


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://help.example.com/cancel.", ["https://help.example.com/cancel"]),
        ("(http://HELP.example.com)", ["http://HELP.example.com"]),
        ("https://evil.example.com", []),
        ("https://help.example.com.evil.org/", []),
        ("https://help.example.com@evil.org/", []),
        ("https://evil.org/https://help.example.com", []),
        ("https://[broken", []),
        ("javascript:alert(1) ftp://help.example.com help.example.com", []),
        ("“https://help.example.com/a?b=c&d=e”", ["https://help.example.com/a?b=c&d=e"]),
    ],
)
def test_only_addresses_of_hosts_that_articles_name_are_links(text: str, links: list[str]) -> None:
    pieces = list(linked(text, frozenset({"help.example.com"})))
    assert [piece for piece, is_link in pieces if is_link] == links
    assert "".join(piece for piece, _ in pieces) == text


@given(st.text(alphabet="https:/.@#?a[]\\b ", max_size=60))
def test_no_trick_with_an_address_gets_a_link_to_another_host(text: str) -> None:
    for piece, is_link in linked(f"https://a.b/ {text}", frozenset({"a.b"})):
        if is_link:
            assert hosts_in(piece) == {"a.b"}


def test_hosts_are_read_from_the_articles(library: Library) -> None:
    product = library.products()[0]
    entry = json.loads(json.dumps(library.raw[product]))
    entry["article"]["answers"] = {"refund": [{"quote": "https://Help.Example.com/refunds"}]}
    named = Library("r", {product: entry}, library.sources)
    assert hosts_of(named) - hosts_of(library) == {"help.example.com"}

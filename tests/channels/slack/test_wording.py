"""What a message holds: what the customer said, and what people see of it."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack.wording import LONGEST, changed, mentions, of_blocks, of_message, read, shown
from tests.channels.slack.bodies import APP


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (f"<@{APP}> cancel it", "cancel it"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("see <https://example.org/x|the page>", "see the page"),
        ("see <https://example.org/x>", "see https://example.org/x"),
        ("write <mailto:me@example.org|me@example.org>", "write me@example.org"),
        ("in <#C1|billing> for <!subteam^S1|agents>", "in billing for agents"),
        ("```cancel it```", "cancel it"),
        (":wave:", "👋"),
        (":tada:", ""),
        (":wave::skin-tone-2: :tada:", "👋"),
        (":+1:", "👍"),
        ("at 10:30:15 today", "at 10:30:15 today"),
        ("أريد الإلغاء", "أريد الإلغاء"),
        ("", ""),
    ],
)
def test_slacks_own_marks_are_no_words(written: str, meant: str) -> None:
    assert read(written, APP) == meant


@pytest.mark.parametrize(
    ("written", "said", "seen"),
    [
        ("see <https://e.org/x|the page>", "see the page", "see the page (https://e.org/x)"),
        ("see <https://e.org/x|https://e.org/x>", "see https://e.org/x", "see https://e.org/x"),
        ("<https://evil.example|https://bank.example>", "https://bank.example", "https://bank.example (https://evil.example)"),
        ("<mailto:a@e.org|a@e.org>", "a@e.org", "a@e.org"),
        ("<https://e.org/?a=1&amp;b=2|A &amp; B>", "A & B", "A & B (https://e.org/?a=1&b=2)"),
        ("ask <@U7> about it", "ask @U7 about it", "ask @U7 about it"),
        ("ask <@U7|anna> about it", "ask anna about it", "ask @anna about it"),
        ("<!here> in <#C1> and <#C2|billing>", "@here in #C1 and billing", "@here in #C1 and #billing"),
        ("<!subteam^S1> and <!subteam^S1|@team>", "@S1 and @team", "@S1 and @team"),
        ("on <!date^1392734382^{date}|18 February 2014>", "on 18 February 2014", "on 18 February 2014"),
        ("~cancel kustomer~ cancel listkit", "cancel listkit", "~cancel kustomer~ cancel listkit"),
        (
            "we are ~on <https://e.org|premium>~ on essentials",
            "we are   on essentials",
            "we are ~on premium (https://e.org)~ on essentials",
        ),
        ("*~no~* yes", "yes", "*~no~* yes"),
        ("it is ~ 5 and ~6", "it is ~ 5 and ~6", "it is ~ 5 and ~6"),
        ("in ~/home and a~b~c", "in ~/home and a~b~c", "in ~/home and a~b~c"),
        ("*cancel* _now_ please_", "cancel now please_", "*cancel* _now_ please_"),
        ("my_file_name 2*3*4", "my_file_name 2*3*4", "my_file_name 2*3*4"),
        ("`~not struck~ &lt;b&gt;`", "~not struck~ <b>", "`~not struck~ <b>`"),
        ("```a\n<https://e.org|e.org>```", "a\ne.org", "```a\ne.org (https://e.org)```"),
        ("&lt;@U1&gt; &lt;!channel&gt;", "<@U1> <!channel>", "<@U1> <!channel>"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;", "&lt;b&gt;"),
        ("&gt; quoted\nmine", "> quoted\nmine", "> quoted\nmine"),
        (":white_check_mark:", "✅", "✅"),
        (":thumbsup::skin-tone-4:", "👍", "👍"),
        (":two:", "2️⃣", "2️⃣"),
        (":x:", "❌", "❌"),
        (":party-parrot: done", "done", ":party-parrot: done"),
        ("• one\n• two", "• one\n• two", "• one\n• two"),
    ],
)
def test_what_is_said_and_what_people_see(written: str, said: str, seen: str) -> None:
    assert (read(written, APP), shown(written, APP)) == (said, seen)


def test_whoever_is_called_is_known_but_not_the_app() -> None:
    assert mentions(f"<@{APP}> ask <@U7> or <@U8|anna> or <@U7>", APP) == ["U7", "U8"]


def text(words: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": words, **({"style": style} if style else {})}


def section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


RICH = [
    {
        "type": "rich_text",
        "elements": [
            section(
                text("we are on "),
                text("premium", strike=True),
                text(" <essentials>, "),
                {"type": "user", "user_id": "U7"},
                text(" knows "),
            ),
            {"type": "rich_text_list", "style": "ordered", "offset": 1, "elements": [section(text("cancel listkit")), section(text("b"))]},
            {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [section({"type": "emoji", "name": "+1"})]},
            {"type": "rich_text_quote", "elements": [text("old\nwords")]},
            {"type": "rich_text_preformatted", "elements": [text("x = 1")]},
            section({"type": "link", "url": "https://e.org", "text": "here"}, {"type": "broadcast", "range": "here"}, {"type": "color"}),
        ],
    }
]


def test_blocks_are_read_where_the_text_says_nothing() -> None:
    found = of_message({"text": "", "blocks": RICH})
    assert found["text"].split("\n") == [
        "we are on   <essentials>, @U7 knows ",
        "2. cancel listkit",
        "3. b",
        "    • 👍",
        "> old",
        "> words",
        " x = 1 ",
        "here@here",
    ]
    assert "~premium~" in found["shown"]
    assert "here (https://e.org)@here" in found["shown"]
    assert found["mentions"] == ["U7"]
    assert of_message({"text": "the text", "blocks": RICH})["text"] == "the text"


def test_what_a_file_was_given_as_a_comment_is_read() -> None:
    assert (
        of_message({"text": "", "files": [{"id": "F1", "initial_comment": {"comment": "cancel listkit"}}, {"id": "F2"}]})["text"]
        == "cancel listkit"
    )


SHARED = {
    "is_share": True,
    "is_msg_unfurl": True,
    "author_name": "Anna &amp; Co",
    "text": "cancel ~it~ <https://e.org|this>",
    "fallback": "…",
}


def test_a_forwarded_message_is_told_apart_from_what_is_said_with_it() -> None:
    found = of_message({"text": "can you help?", "attachments": [SHARED]})
    assert found["text"] == "can you help?"
    assert found["forwarded"] == [
        {"author": "Anna & Co", "text": "cancel   this", "shown": "cancel ~it~ this (https://e.org)", "files": []}
    ]


def test_the_preview_of_a_link_is_not_forwarded() -> None:
    previews = [{**SHARED, "is_share": False}, {"is_msg_unfurl": True, "text": "cancel"}, {"title": "A page", "from_url": "https://e.org"}]
    assert of_message({"text": "<https://e.org>", "attachments": previews})["forwarded"] == []


def test_a_forwarded_message_may_say_it_in_blocks_only_or_in_a_file() -> None:
    nested = {
        "is_share": True,
        "author_id": "U7",
        "message_blocks": [{"message": {"blocks": RICH}}],
        "files": [{"id": "F1", "name": "a.pdf"}],
    }
    [found] = of_message({"text": "", "attachments": [nested]})["forwarded"]
    assert "cancel listkit" in found["text"]
    assert (found["author"], found["files"]) == ("U7", ["a.pdf"])
    bare = {"is_share": True, "fallback": "[1 May] anna: hello"}
    assert of_message({"attachments": [bare]})["forwarded"][0] == {
        "author": "",
        "text": "[1 May] anna: hello",
        "shown": "[1 May] anna: hello",
        "files": [],
    }


def test_a_link_that_unfolds_changes_nothing() -> None:
    before = {"text": "<https://e.org>"}
    assert not changed({**before, "attachments": [{"title": "A page"}]}, before)
    assert changed({"text": "", "blocks": RICH}, {"text": "", "blocks": []})


@given(st.text(alphabet="<>@#!|~*_`:&;\n ab1htps/\U000f0001", max_size=200))
def test_any_markup_is_read(written: str) -> None:
    for words in (read(written, APP), shown(written, APP)):
        assert len(words) <= LONGEST
    assert of_blocks([{"type": "rich_text", "elements": [section(text(written))]}]) is not None


@given(st.text(max_size=60).filter(lambda words: not set(words) & set("<>&~*_`:@|\n")))
def test_what_has_no_markup_is_said_as_it_stands(words: str) -> None:
    kept = "".join(each for each in words if not "\U000f0000" <= each <= "\U000fffff").strip()
    assert read(words) == shown(words) == kept


FLOODS = [
    "<@",
    "<@U1",
    "~",
    "~a",
    "`",
    "```",
    "```a",
    ":",
    ":a",
    "&",
    "&amp;",
    "&#",
    "<http",
    "<https://a|",
    "<!",
    "<",
    ">",
    "*",
    "*a",
    "_a",
    " ~a",
    "a~ ",
    "\n~a",
    "<@|",
    "<<@>",
    "`a\n",
    "<@U1>",
    ":+1:",
]


@pytest.mark.parametrize("flood", FLOODS)
def test_reading_takes_time_in_proportion_to_the_length(flood: str) -> None:
    """What looks at each character again for each other one would need minutes here."""
    message = {"text": flood * (400_000 // len(flood))}
    spent = []
    for _ in range(2):
        began = time.thread_time()
        of_message(message, APP)
        spent.append(time.thread_time() - began)
    assert min(spent) < 0.5

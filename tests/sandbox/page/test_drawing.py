"""What the app posts is drawn as Slack would draw it, and what people type stays text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import expect

from bot.sandbox.population import AGENT_1, AGENTS, CUSTOMER
from bot.sandbox.server import Sandbox
from bot.sandbox.text import escape
from tests.sandbox.browser import App, Visit

pytestmark = pytest.mark.asyncio(loop_scope="module")

Block = dict[str, Any]
DIRECT = "D" + CUSTOMER[1:]
ATTACK = "<img src=x onerror=\"document.title='taken'\"><b>bold</b><script>document.title='taken'</script>"


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def options(*names: str) -> list[Block]:
    return [{"text": plain(name), "value": name.lower()} for name in names]


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def rich(*parts: Block) -> Block:
    return {"type": "rich_text", "elements": list(parts)}


def line(text: str, **style: bool) -> Block:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": text} | ({"style": style} if style else {})]}


BUTTON = {"type": "button", "action_id": "go", "text": plain("Go on"), "value": "1"}
DRAWN: list[tuple[Block, str, dict[str, Any]]] = [
    ({"type": "header", "text": plain("A title & more")}, "heading", {"name": "A title & more", "level": 3}),
    ({"type": "section", "text": mrkdwn("*Strong*")}, "strong", {}),
    ({"type": "section", "text": mrkdwn("_leaning_")}, "emphasis", {}),
    ({"type": "section", "text": mrkdwn("`code`")}, "code", {}),
    ({"type": "section", "text": mrkdwn("&gt; quoted")}, "blockquote", {}),
    ({"type": "section", "text": mrkdwn("• one\n• two")}, "list", {}),
    ({"type": "section", "text": mrkdwn("<https://example.com|the page>")}, "link", {"name": "the page"}),
    ({"type": "section", "text": plain("Words"), "accessory": BUTTON}, "button", {"name": "Go on"}),
    (
        {"type": "section", "text": plain("W"), "accessory": {"type": "image", "image_url": "http://127.0.0.1:9/i", "alt_text": "A leaf"}},
        "img",
        {"name": "A leaf"},
    ),
    ({"type": "divider"}, "separator", {}),
    ({"type": "image", "image_url": "http://127.0.0.1:9/i.png", "alt_text": "The settings page"}, "img", {"name": "The settings page"}),
    (actions(BUTTON | {"style": "primary"}), "button", {"name": "Go on"}),
    (
        actions({"type": "static_select", "action_id": "s", "placeholder": plain("Pick one"), "options": options("A", "B")}),
        "button",
        {"name": "Pick one"},
    ),
    (actions({"type": "users_select", "action_id": "u", "placeholder": plain("Hand to")}), "button", {"name": "Hand to"}),
    (actions({"type": "overflow", "action_id": "o", "options": options("A", "B")}), "button", {"name": "More choices"}),
    (actions({"type": "radio_buttons", "action_id": "r", "options": options("A", "B")}), "radio", {"name": "B"}),
    (actions({"type": "checkboxes", "action_id": "c", "options": options("A", "B")}), "checkbox", {"name": "A"}),
    (rich({"type": "rich_text_list", "style": "bullet", "elements": [line("one"), line("two")]}), "list", {}),
    (rich({"type": "rich_text_quote", "elements": [{"type": "text", "text": "so it says"}]}), "blockquote", {}),
    (rich(line("strong", bold=True)), "strong", {}),
]


async def test_every_block_is_drawn_as_what_it_is(visit: Visit, app: App) -> None:
    page = await visit()
    picture = "<svg xmlns='http://www.w3.org/2000/svg'/>"
    await page.route("http://127.0.0.1:9/**", lambda route: route.fulfill(content_type="image/svg+xml", body=picture))
    for number, (block, role, how) in enumerate(DRAWN):
        posted = await app.client.chat_postMessage(channel=AGENTS, text=f"What a notification says of {number}", blocks=[block])
        message = page.locator(f"#right .message[data-ts='{posted['ts']}'] .content")
        await expect(message.get_by_role(role, **how).first, f"{block} as {role}").to_be_attached()


async def test_fields_stand_side_by_side_and_context_is_small_print(visit: Visit, app: App) -> None:
    page = await visit()
    blocks = [
        {"type": "section", "fields": [mrkdwn("*Plan*\nPremium"), mrkdwn("*Language*\nItalian")]},
        {"type": "context", "elements": [mrkdwn("Step 3 of 8")]},
    ]
    await app.client.chat_postMessage(channel=DIRECT, text="A case", blocks=blocks)
    left = page.locator("#left .messages")
    plan, language = [await left.get_by_text(word).bounding_box() for word in ("Premium", "Italian")]
    assert plan
    assert language
    assert plan["y"] == language["y"]
    await expect(left.locator(".context")).to_have_text("Step 3 of 8")


async def test_a_date_can_be_picked(visit: Visit, app: App) -> None:
    page = await visit()
    await app.client.chat_postMessage(
        channel=DIRECT, text="When?", blocks=[actions({"type": "datepicker", "action_id": "d", "initial_date": "2026-12-24"})]
    )
    await expect(page.locator("#left").get_by_label("Choose")).to_have_value("2026-12-24")


async def test_a_primary_and_a_danger_button_look_different_from_a_plain_one(visit: Visit, app: App) -> None:
    page = await visit()
    buttons = [
        BUTTON | {"text": plain(name), "action_id": name} | style
        for name, style in (("Plain", {}), ("Yes", {"style": "primary"}), ("No", {"style": "danger"}))
    ]
    await app.client.chat_postMessage(channel=DIRECT, text="Well?", blocks=[actions(*buttons)])
    looks = []
    for name in ("Plain", "Yes", "No"):
        button = page.locator("#left").get_by_role("button", name=name, exact=True)
        looks.append(await button.evaluate("node => getComputedStyle(node).backgroundColor + getComputedStyle(node).color"))
    assert len(set(looks)) == 3


async def test_what_the_page_cannot_draw_is_said(visit: Visit) -> None:
    page = await visit()
    drawn = "async () => (await import('/blocks.js')).drawBlocks([{type: 'hologram'}], {names: {}})[0].textContent"
    assert await page.evaluate(drawn) == "This page does not draw “hologram”."


@pytest.mark.parametrize("way", ["a person", "the app, as plain text", "the app, as rich text", "the app, as mrkdwn"])
async def test_markup_in_a_message_is_shown_as_text(way: str, visit: Visit, sandbox: Sandbox, app: App) -> None:
    page = await visit()
    blocks = {
        "the app, as plain text": [{"type": "section", "text": plain(ATTACK)}],
        "the app, as rich text": [rich(line(ATTACK))],
        "the app, as mrkdwn": [{"type": "section", "text": mrkdwn(escape(ATTACK))}],
    }
    if way == "a person":
        await sandbox.say(ATTACK)
    else:
        await app.client.chat_postMessage(channel=DIRECT, text="Markup", blocks=blocks[way])
    await expect(page.locator("#left .content").last).to_have_text(ATTACK)
    assert await page.title() == "Partwell sandbox"
    assert await page.locator("#left .content img, #left .content b, #left .content script").count() == 0


MRKDWN = {
    "plain": "plain",
    "a &lt;b&gt; &amp;amp; c": "a &lt;b&gt; &amp;amp; c",
    "*bold* _it_ ~no~": "<strong>bold</strong> <em>it</em> <s>no</s>",
    "*_both_*": "<strong><em>both</em></strong>",
    "snake_case_name and 2*3*4": "snake_case_name and 2*3*4",
    "* not * bold": "* not * bold",
    "*\u200bapart\u200b*": "*\u200bapart\u200b*",
    "`*code* &lt;i&gt;`": "<code>*code* &lt;i&gt;</code>",
    "<@U1> in <#C1>": '<span class="mention">@Someone</span> in <span class="mention">#somewhere</span>',
    "<!channel>": '<span class="mention">@channel</span>',
    "<https://e.org/?a=1&amp;b=2|x>": '<a href="https://e.org/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">x</a>',
    "<javascript:alert(1)|x>": "<span>x</span>",
    "<mailto:a@e.org|a@e.org>": '<a href="mailto:a@e.org" target="_blank" rel="noopener noreferrer">a@e.org</a>',
    "see https://e.org.": 'see <a href="https://e.org" target="_blank" rel="noopener noreferrer">https://e.org</a>.',
    "&gt; one\n&gt; two\nthree": "<blockquote>one<br>two</blockquote>three",
    "a\n• b\n• c": "a<ul><li>b</li><li>c</li></ul>",
    "```\n*x* &lt;\n```": "<pre>*x* &lt;</pre>",
    ":tada: :no_such_thing:": "🎉 :no_such_thing:",
}
NAMES = "{user: id => ({U1: 'Someone'})[id], channel: id => ({C1: 'somewhere'})[id]}"
PARSE = f"""async texts => {{
  const {{ mrkdwn }} = await import('/mrkdwn.js');
  return texts.map(text => {{
    const box = document.createElement('div');
    box.append(...mrkdwn(text, {NAMES}));
    return [box.innerHTML, box.textContent, [...box.querySelectorAll('*')].map(node => node.localName)];
  }});
}}"""


async def test_mrkdwn_is_read_as_slack_reads_it(visit: Visit) -> None:
    page = await visit()
    drawn = await page.evaluate(PARSE, list(MRKDWN))
    assert {text: html for text, (html, _, _) in zip(MRKDWN, drawn, strict=True)} == MRKDWN


HARMLESS = {"strong", "em", "s", "code", "pre", "blockquote", "br", "ul", "li", "a", "span", "time"}
PIECES = st.sampled_from(
    [
        "<",
        ">",
        "&lt;",
        "*",
        "_",
        "~",
        "`",
        "```",
        "<@U1>",
        "|",
        "\n",
        "• ",
        "&gt; ",
        "<a|b>",
        "<!date^1^{x}|y>",
        ":",
        "é",
        " ",
        "a",
        "<script>",
    ]
)


async def test_whatever_is_written_only_harmless_elements_come_of_it(visit: Visit) -> None:
    page = await visit()

    async def harmless(text: str) -> None:
        [(_, _, elements)] = await page.evaluate(PARSE, [text])
        assert set(elements) <= HARMLESS

    await _for_all(harmless, st.lists(PIECES, max_size=14).map("".join))


async def test_words_without_marks_come_out_as_they_went_in(visit: Visit) -> None:
    page = await visit()

    async def same(text: str) -> None:
        [(_, words, _)] = await page.evaluate(PARSE, [escape(text)])
        assert words == text

    await _for_all(
        same,
        st.text(st.characters(exclude_characters="*_~`:/\n•◦▪", exclude_categories=("Cs", "Cc")), max_size=60).filter(
            lambda text: not text.startswith(">")
        ),
    )


async def _for_all(check: Any, values: st.SearchStrategy[str]) -> None:
    """A property over a page that is open already."""
    import asyncio

    loop = asyncio.get_running_loop()

    @given(values)
    def holds(value: str) -> None:
        asyncio.run_coroutine_threadsafe(check(value), loop).result()

    await asyncio.to_thread(holds)


async def test_an_agents_own_channel_shows_names_and_badges(visit: Visit, sandbox: Sandbox, app: App) -> None:
    page = await visit()
    await app.client.chat_postMessage(channel=AGENTS, text=f"<@{AGENT_1}>, a case is waiting")
    await sandbox.say("Mine", user=AGENT_1, channel=AGENTS)
    right = page.locator("#right")
    await expect(right.locator(".message").filter(has_text="is waiting")).to_contain_text("@Agent 1, a case is waiting")
    await expect(right.locator(".message").filter(has_text="is waiting").locator(".badge")).to_have_text("APP")
    await expect(right.locator(".message").filter(has_text="Mine").locator(".badge")).to_have_count(0)

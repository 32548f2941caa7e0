"""The page by day and by night, on a desk and on a phone, for eyes and for ears, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.sandbox.population import AGENTS, CUSTOMER
from bot.sandbox.server import Sandbox
from tests.sandbox.browser import DESKTOP, PHONE, App, Visit

pytestmark = pytest.mark.asyncio(loop_scope="module")

DIRECT = "D" + CUSTOMER[1:]
QUOTE = "To cancel, open *Settings* <here>."
INSPECTED = {
    "understanding": {
        "language": "en",
        "intent": "cancel",
        "confidence": 0.93,
        "acts": [{"act": "cancel", "confidence": 0.93}, {"act": "ask=refund", "confidence": 0.71}],
        "considered": [{"act": "pause", "confidence": 0.05}],
        "entities": [{"entity": "product", "value": "some_product"}],
    },
    "commands": [{"command": "start flow", "flow": "cancel"}, {"command": "set slot", "name": "product", "value": "some_product"}],
    "stack": [{"flow": "cancel", "step": "ask_plan"}],
    "facts": [{"quote": QUOTE, "document": "some_document.txt", "product": "some_product", "language": "en"}],
    "case": {"number": 1, "product": "some_product"},
    "status": "deciding",
}


def inspected(channel: str, user: str) -> dict[str, Any] | None:
    """A bot that can say something of the customer's conversation alone."""
    return INSPECTED if (channel, user) == (DIRECT, CUSTOMER) else None


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox() -> Any:
    async with Sandbox(app="Partwell", inspect=inspected, rate_limits=False) as sandbox:
        yield sandbox


LONG = "w" * 300
BUSY: list[dict[str, Any]] = [
    {"type": "header", "text": {"type": "plain_text", "text": LONG[:140]}},
    {
        "type": "section",
        "text": {"type": "mrkdwn", "text": f"`{LONG}`\n```{LONG}```"},
        "accessory": {"type": "overflow", "action_id": "o", "options": [{"text": {"type": "plain_text", "text": LONG[:70]}, "value": "1"}]},
    },
    {"type": "section", "fields": [{"type": "mrkdwn", "text": LONG}, {"type": "mrkdwn", "text": "short"}]},
    {
        "type": "actions",
        "elements": [{"type": "button", "action_id": f"b{at}", "text": {"type": "plain_text", "text": LONG[:70]}} for at in range(3)],
    },
    {"type": "context", "elements": [{"type": "plain_text", "text": LONG}]},
]


TOO_WIDE = """[document.documentElement, ...document.querySelectorAll('.pane, .log, .dialog')]
  .filter(node => node.scrollWidth > node.clientWidth + 1)
  .map(node => node.className || node.id)"""


async def test_day_and_night_look_different(visit: Visit) -> None:
    day, night = await visit(color_scheme="light"), await visit(color_scheme="dark")
    colours = [await page.evaluate("getComputedStyle(document.body).backgroundColor") for page in (day, night)]
    assert colours[0] != colours[1]
    assert await day.screenshot() != await night.screenshot()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_text_stands_out_from_its_ground(scheme: str, visit: Visit) -> None:
    """WCAG's contrast of 4.5 for every pair of colours that text is set in."""
    page = await visit(color_scheme=scheme)
    grounds = {
        "ink": ["card", "paper", "raised"],
        "soft": ["card", "paper", "sunken"],
        "leaf": ["leaf-wash", "card"],
        "leaf-ink": ["leaf"],
        "clay": ["clay-wash", "card", "raised"],
        "link": ["card", "raised"],
        "code": ["sunken"],
        "card": ["clay"],
    }
    pairs = [[ink, ground] for ink, under in grounds.items() for ground in under]
    contrast = """pairs => {
      const style = getComputedStyle(document.documentElement);
      const light = name => {
        const parts = style.getPropertyValue('--' + name).trim().match(/[0-9a-f]{2}/gi).map(two => parseInt(two, 16) / 255);
        const [r, g, b] = parts.map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      return pairs.map(pair => pair.map(light).sort((one, other) => one - other)).map(([low, high]) => (high + 0.05) / (low + 0.05));
    }"""
    measured = zip(pairs, await page.evaluate(contrast, pairs), strict=True)
    assert [(pair, ratio) for pair, ratio in measured if ratio < 4.5] == []


@pytest.mark.parametrize("size", [PHONE, {"width": 320, "height": 640}, DESKTOP], ids=["phone", "small phone", "desk"])
async def test_nothing_scrolls_sideways(size: dict[str, int], visit: Visit, app: App) -> None:
    page = await visit(viewport=size)
    for channel in (DIRECT, AGENTS):
        await app.client.chat_postMessage(channel=channel, text="Long", blocks=BUSY)
    await page.locator("#left .message").wait_for()
    for view in ("left", "right", "behind"):
        await page.evaluate("view => document.querySelector(`[data-view=${view}]`).click()", view)
        assert await page.evaluate(TOO_WIDE) == []


async def test_a_phone_shows_one_side_at_a_time(visit: Visit) -> None:
    page = await visit(viewport=PHONE, has_touch=True)
    left, right = page.get_by_role("region", name="Customer's side"), page.get_by_role("region", name="Agents' side")
    await expect(left).to_be_visible()
    await expect(right).to_be_hidden()
    await page.get_by_role("navigation", name="What to show").get_by_role("button", name="Agents").tap()
    await expect(right).to_be_visible()
    await expect(left).to_be_hidden()
    await page.get_by_role("button", name="Behind").tap()
    await expect(page.get_by_role("complementary", name="Behind the answer")).to_be_visible()


async def test_what_is_behind_the_answer_can_be_looked_at(visit: Visit, sandbox: Sandbox) -> None:
    page = await visit()
    await page.get_by_role("button", name="Behind the answer").click()
    panel = page.get_by_role("complementary", name="Behind the answer")
    for said in (
        "cancel93% sure",
        "ask=refund71% sure",
        "pause 5%",
        "product: some_product",
        "start flow cancel",
        "set slot product = some_product",
        "cancel, at “ask_plan”",
        "deciding",
    ):
        await expect(panel).to_contain_text(said)
    await expect(panel.get_by_role("blockquote")).to_have_text(QUOTE)
    await expect(panel).to_contain_text("some_document.txt, about some_product")
    await page.locator("#left").get_by_label("You are").select_option(label="Cliente")
    await expect(panel).to_contain_text("Nothing yet.")


async def test_both_languages_say_the_same_things(visit: Visit) -> None:
    page = await visit()
    shapes = await page.evaluate("""async () => {
      const { TEXTS } = await import('/texts.js');
      const inText = text => [...text.matchAll(/\\{\\w+\\}/g)].map(String).sort().join();
      const fields = text => typeof text === 'string' ? inText(text) : Object.keys(text).join();
      return Object.values(TEXTS).map(texts => Object.entries(texts).map(([name, text]) => [name, fields(text)]));
    }""")
    assert shapes[0] == shapes[1]


async def test_the_page_speaks_italian_when_asked_and_remembers_it(visit: Visit) -> None:
    page = await visit()
    await page.get_by_role("button", name="IT", exact=True).click()
    await expect(page.locator("html")).to_have_attribute("lang", "it")
    await expect(page.get_by_label("Scrivi a Partwell").first).to_be_visible()
    await expect(page.locator("#examples").get_by_role("button").first).to_have_text("Vorrei disdire un abbonamento")
    await page.reload()
    await expect(page.get_by_label("Scrivi a Partwell").first).to_be_visible()


async def test_an_italian_browser_is_met_in_italian(visit: Visit) -> None:
    page = await visit(locale="it-IT")
    await expect(page).to_have_title("Sandbox di Partwell")


async def test_everything_that_can_be_used_has_a_name(visit: Visit, app: App) -> None:
    page = await visit()
    for channel in (DIRECT, AGENTS):
        await app.client.chat_postMessage(channel=channel, text="Long", blocks=BUSY)
    await page.locator("#right .message").wait_for()
    nameless = await page.evaluate("""() => {
      const named = id => document.getElementById(id)?.textContent ?? '';
      const labelled = node => (node.getAttribute('aria-labelledby') ?? '').split(' ').map(named).join('');
      const label = node => [...(node.labels ?? [])].map(one => one.textContent).join('');
      const words = node => node.matches('button, a') && node.textContent.trim();
      return [...document.querySelectorAll('button, select, textarea, input, a, dialog, .pane, nav')]
        .filter(node => !(node.getAttribute('aria-label') || labelled(node) || label(node) || words(node)))
        .map(node => node.outerHTML.slice(0, 120));
    }""")
    assert nameless == []


async def test_what_arrives_is_announced(visit: Visit) -> None:
    page = await visit()
    await expect(page.get_by_role("log", name="Messages in Partwell").first).to_be_visible()
    await expect(page.get_by_role("log", name="Messages in #agents")).to_be_visible()


async def test_a_sandbox_that_went_away_is_noticed_and_found_again(visit: Visit, sandbox: Sandbox) -> None:
    page = await visit()
    await sandbox._driver.stop()
    warning = page.locator("#left .toast")
    await expect(warning).to_contain_text("The sandbox does not answer.")
    await expect(warning).to_have_text("")
    await sandbox.say("Still there?")
    await expect(page.locator("#left .message")).to_contain_text("Still there?")

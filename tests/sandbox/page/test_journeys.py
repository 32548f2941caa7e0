"""The whole product in a browser: from the first words of a customer to the receipt, or to an agent's answer."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect
from pydantic import SecretStr

from bot.address import Address
from bot.channels.slack.inspector import behind
from bot.sandbox.population import AGENT_1, AGENTS, TEAM
from bot.sandbox.server import Sandbox
from bot.settings import Settings
from bot.store.store import Store
from bot.turn import Conversations
from tests.channels.slack.conftest import Slack
from tests.sandbox.browser import PHONE, Visit, answered, answers, press

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONGEST = 20
"""more steps than any document has"""


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox(settings: Settings, shared_conversations: Conversations, tmp_path: Path) -> AsyncIterator[Sandbox]:
    """A workspace in which the bot runs, as `partwell demo` has it."""

    def look(channel: str, user: str) -> Any:
        return behind(parts.reception, store, Address(TEAM, user, None, user))

    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(app="Partwell", rate_limits=False, inspect=look))
        store = stack.enter_context(Store.open(f"sqlite:///{tmp_path}/partwell.db"))
        known = {"slack_url": sandbox.api_url, "desk_channel": AGENTS, "desk_agents": AGENT_1}
        tokens = {f"slack_{name}": SecretStr(getattr(sandbox, name)) for name in ("bot_token", "app_token", "signing_secret")}
        slack = Slack(sandbox, settings.model_copy(update={**known, **tokens}), store, shared_conversations)
        parts = slack.parts()
        async with slack.running(parts):
            yield sandbox


async def as_italian(page: Page, label: str) -> None:
    """Becomes the Italian customer, to whom the bot has said hello then."""
    await page.locator("#left").get_by_label(label).select_option(label="Cliente")
    await expect(answers(page).first).to_contain_text("assistente automatico")


async def write(page: Page, text: str) -> None:
    """As the customer."""
    async with answered(page):
        await page.locator("#left textarea.write").fill(text)
        await page.locator("#left textarea.write").press("Enter")


async def press_until(page: Page, title: str, finished: str) -> None:
    """The same button again and again, step by step."""
    for _ in range(LONGEST):
        await press(page, title)
        if finished in await answers(page).last.inner_text():
            return
    raise AssertionError("the steps do not end")


WINDOWS: dict[str, dict[str, Any]] = {"desk": {}, "phone": {"viewport": PHONE, "has_touch": True}}
LEAVING = {
    "en-GB": {
        "choices": ["ListKit", "No thanks, show me the steps"],
        "step": "Done",
        "finished": "that was the last step",
        "chosen": "You chose: ListKit",
        "receipt": "receipt",
        "words": "Your words: “I want to cancel a subscription”",
    },
    "it-IT": {
        "choices": ["ListKit", "No, mostrami i passaggi"],
        "step": "Fatto",
        "finished": "era l'ultimo passaggio",
        "chosen": "Scelta: ListKit",
        "receipt": "ricevuta",
        "words": "Richiesta: “Vorrei disdire un abbonamento”",
    },
}


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("locale", LEAVING)
async def test_somebody_leaves_by_clicking_alone(locale: str, window: str, visit: Visit) -> None:
    said: dict[str, Any] = LEAVING[locale]
    page = await visit(locale=locale, **WINDOWS[window])
    if locale == "it-IT":
        await as_italian(page, "Sei")
    async with answered(page):
        await page.locator("#examples button").first.click()
    await press(page, *said["choices"])
    await press_until(page, said["step"], said["finished"])
    await expect(page.locator("#left").get_by_text(said["chosen"])).to_be_visible()
    await write(page, said["receipt"])
    await expect(answers(page).last).to_contain_text(said["words"])


PREMIUM = {
    "en": {
        "wish": "I want to cancel Kustomer",
        "handed over": "You can't cancel a Premium plan on your own",
        "claimed": "A person has your case now",
        "suggested": "On a Premium plan the contact is your Kustomer Customer Success Manager.",
        "answer": "Your manager writes to you today.",
        "thanks": "Thank you, I'll wait",
    },
    "it": {
        "wish": "Vorrei disdire Kustomer",
        "handed over": "Un piano Premium non si può disdire in autonomia",
        "claimed": "Ora una persona del nostro team segue la richiesta",
        "suggested": "Con un piano Premium il contatto è il Customer Success Manager",
        "answer": "Oggi ti scrive il tuo referente.",
        "thanks": "Grazie, aspetto",
    },
}


async def look_at(page: Page, side: str, window: str) -> None:
    """A phone shows one side at a time."""
    if window == "phone":
        await page.get_by_role("navigation", name="What to show").get_by_role("button", name=side).tap()


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("language", PREMIUM)
async def test_a_premium_customer_reaches_an_agent_who_answers(language: str, window: str, visit: Visit, sandbox: Sandbox) -> None:
    said = PREMIUM[language]
    page = await visit(**WINDOWS[window])
    if language == "it":
        await as_italian(page, "You are")
    await write(page, said["wish"])
    await press(page, "Premium")
    await expect(answers(page).last).to_contain_text(said["handed over"])

    await look_at(page, "Agents", window)
    card = page.locator("#right .message").first
    await expect(card).to_contain_text("Kustomer")
    await card.get_by_role("button", name="Claim").click()
    await expect(answers(page).last).to_contain_text(said["claimed"])
    await card.get_by_role("button", name="Reply to customer").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("textbox")).to_have_value(re.compile(said["suggested"]))
    await dialog.get_by_role("textbox").fill(said["answer"])
    await dialog.get_by_role("button", name="Send").click()
    await look_at(page, "Customer", window)
    await expect(answers(page).last).to_contain_text(said["answer"])

    await page.locator("#left textarea.write").fill(said["thanks"])
    await page.locator("#left textarea.write").press("Enter")
    await look_at(page, "Agents", window)
    await card.locator(".replies").click()
    await expect(page.locator("#right .message").filter(has_text=said["thanks"])).to_have_count(1)
    await expect(page.locator("#left .message").last).to_contain_text(said["thanks"])


async def test_an_italian_leaves_on_a_phone(visit: Visit) -> None:
    page = await visit(viewport=PHONE, has_touch=True, locale="it-IT")
    await as_italian(page, "Sei")
    await write(page, "Vorrei disdire ListKit")
    await press(page, "Mostrami solo i passaggi")
    await press(page, "Tutto fatto")
    await expect(answers(page).last).to_contain_text("Non vedo l'account")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.get_by_role("button", name="Operatori").tap()
    await expect(page.get_by_label("Scrivi a #agents")).to_be_visible()


async def test_somebody_leaves_with_the_keyboard_alone(visit: Visit) -> None:
    page = await visit()
    async with answered(page):
        await page.keyboard.type("I want to cancel ListKit")
        await page.keyboard.press("Enter")
    for title in ("Just show me the steps", "All done"):
        button = page.locator("#left").get_by_role("button", name=title, exact=True).last
        await button.wait_for()
        async with answered(page):
            await back_to(page, button)
            await page.keyboard.press("Enter")
    await expect(answers(page).last).to_contain_text("I can't see your account")


async def back_to(page: Page, target: Locator) -> None:
    """From the composer back to a button, as somebody without a mouse goes."""
    await page.keyboard.press("F6")
    await page.keyboard.press("F6")
    for _ in range(40):
        if await target.evaluate("node => node === document.activeElement"):
            return
        await page.keyboard.press("Shift+Tab")
    raise AssertionError("the keyboard does not get there")


async def test_why_and_what_is_behind_show_the_documents_words(visit: Visit) -> None:
    page = await visit()
    await write(page, "I want to cancel ListKit")
    await press(page, "Just show me the steps")
    await page.get_by_role("button", name="Behind the answer").click()
    panel = page.get_by_role("complementary", name="Behind the answer")
    quote = await panel.get_by_role("blockquote").last.inner_text()
    await expect(panel).to_contain_text("listkit")
    await answers(page).last.get_by_role("button", name="Why?").click()
    await expect(page.get_by_role("dialog")).to_contain_text(quote)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_the_home_shows_the_open_case_and_goes_on_with_it(visit: Visit) -> None:
    page = await visit()
    await write(page, "I want to cancel ListKit")
    await press(page, "Just show me the steps")
    before = await answers(page).count()
    await page.locator("#left").get_by_role("button", name="Home").click()
    home = page.locator("#left .home")
    await expect(home).to_contain_text("ListKit")
    await home.get_by_role("button", name="Where we were").click()
    await page.locator("#left").get_by_role("button", name="Partwell").first.click()
    await expect(answers(page)).to_have_count(before + 1)
    await expect(answers(page).last).to_contain_text("All the steps")

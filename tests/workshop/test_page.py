"""What editors do with clicks alone: from a pasted help page to what a customer reads, and back again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.sandbox.browser import PHONE, answered, answers
from tests.workshop.conftest import Enter, Open, accessible, invite

pytestmark = pytest.mark.asyncio(loop_scope="module")

PASTED = """# Cancel your Brightleaf plan

1. Open the “Billing” page.
2. Click “Cancel plan”.
3. Click “Confirm”.

You can use Brightleaf until the end of the billing period.

# Invite colleagues

1. Open the “Team” page.
2. Click “Invite”.
"""
ITALIAN = {
    "Cancel your Brightleaf plan": "Disdire il piano Brightleaf",
    "Open the “Billing” page.": "Apri la pagina “Billing”.",
    "Click “Cancel plan”.": "Fai clic su “Cancel plan”.",
    "Click “Confirm”.": "Fai clic su “Confirm”.",
    "You can use Brightleaf until the end of the billing period.": "Puoi usare Brightleaf fino alla fine del periodo di fatturazione.",
}


def card(page: Page, words: str) -> Locator:
    return page.locator("li.card").filter(has=page.locator("p[lang=en]", has_text=words))


async def change(page: Page, words: str, **now: str) -> None:
    """Other words for a fact."""
    there = card(page, words).first
    form = there.locator("form.stack").first
    if not await form.is_visible():
        await there.locator("summary").first.click()
    for language, text in now.items():
        await form.locator(f"textarea[name={language}]").fill(text)
    await form.locator("button.main").click()


async def check(page: Page, url: str, product: str) -> None:
    """The walk through the conversations, to its end."""
    await page.goto(f"{url}/article/{product}/publish")
    await page.get_by_role("button", name="Check the conversations").click()
    await expect(page.locator("#walk .fine")).to_be_visible(timeout=90_000)
    await page.reload()


async def publish(page: Page, why: str) -> None:
    await page.get_by_label("What did you change, and why?").last.fill(why)
    await page.get_by_role("button", name="Publish to customers").click()
    await expect(page.get_by_role("status").first).to_contain_text("is published")


async def import_brightleaf(page: Page, url: str) -> None:
    """Paste, tick, and go through the cards."""
    await page.goto(f"{url}/new")
    await page.get_by_label("Name of the product").fill("Brightleaf")
    await page.get_by_label("The help page's text").fill(PASTED)
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_role("checkbox", name=re.compile("Cancel your Brightleaf plan"))).to_be_checked()
    await expect(page.get_by_role("checkbox", name=re.compile("Invite colleagues"))).not_to_be_checked()
    await page.get_by_role("button", name="Propose facts").click()
    for english, italian in ITALIAN.items():
        await change(page, english, it=italian)


async def asked(page: Page, words: str, until: str) -> None:
    """A customer writes in the demo, until the answer is the one that is expected; publishing takes some seconds."""
    for _ in range(8):
        async with answered(page):
            await page.locator("#left textarea.write").fill(words)
            await page.locator("#left textarea.write").press("Enter")
        if until in await answers(page).last.inner_text():
            return
        await page.wait_for_timeout(700)
    raise AssertionError(await answers(page).last.inner_text())


async def test_a_product_is_pasted_published_and_answered_in_the_running_demo(demo: Open, enter: Enter) -> None:
    assert demo.sandbox
    page = await enter(demo.shop.link(demo.url), "Ada")
    await import_brightleaf(page, demo.url)
    await expect(page.locator("li.card.unread")).to_have_count(0)
    await page.get_by_role("link", name="Try it").click()
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator(".said.ours").last).to_be_visible()
    await expect(page.locator(".talk")).to_contain_text("Billing")
    await check(page, demo.url, "brightleaf")
    await publish(page, "A new product")
    customer = await enter(demo.sandbox.url)
    await asked(customer, "I want to cancel Brightleaf", "Billing")
    assert "brightleaf.yml" in {path.name for path in (demo.shop.settings.knowledge / "articles").iterdir()}


async def test_an_article_is_taken_back_to_the_version_before(workshop: Open, enter: Enter) -> None:
    page = await enter(workshop.shop.link(workshop.url), "Ada")
    await page.goto(f"{workshop.url}/article/listkit/facts")
    await change(
        page, "Log in to the ListKit account", en="Log in to the ListKit account. Then, in the bottom left corner, click your initials."
    )
    await check(page, workshop.url, "listkit")
    await expect(page.get_by_text("answers change")).to_be_visible()
    await publish(page, "Shorter")
    await expect(page.locator("li.card").first).to_contain_text("Version 2")
    older = page.locator("li.card").nth(1)
    await older.get_by_text("Go back to this").click()
    await older.get_by_label("What did you change, and why?").fill("It was clearer before")
    await older.get_by_role("button", name="Publish version 1 again").click()
    await expect(page.locator("li.card").first).to_contain_text("Version 3")
    assert "you want to cancel" in workshop.shop.bench.library().article("listkit").paths["account"].steps[0].en


async def two(workshop: Open, enter: Enter, name: str, role: str) -> tuple[Page, Page]:
    """Ada, who is at home here, and somebody else."""
    ada = await enter(workshop.shop.link(workshop.url), "Ada")
    other = await enter(await invite(ada, workshop.url, name, role))
    return ada, other


async def test_a_reviewer_refuses_and_then_approves_exactly_what_they_read(workshop: Open, enter: Enter) -> None:
    ada, bruno = await two(workshop, enter, "Bruno", "Reviewer")
    await ada.goto(f"{workshop.url}/article/listkit/facts")
    await change(
        ada,
        "Click “Confirm”",
        en="A final pop-up asks you to confirm. Press “Confirm”, and your subscription will be scheduled for cancellation.",
    )
    for answer, note, said in (
        ("Ask for changes", "Say “click”, as everywhere else.", "wants changes"),
        ("Approve", "", "has approved exactly this text"),
    ):
        await check(ada, workshop.url, "listkit")
        await expect(ada.get_by_role("button", name="Publish to customers")).to_have_count(0)
        await ada.get_by_label("Who should review it?").select_option("Bruno")
        await ada.get_by_label("What did you change, and why?").fill("The last step")
        await ada.get_by_role("button", name="Ask for a review").click()
        await bruno.goto(workshop.url)
        await bruno.get_by_role("link", name="ListKit, from Ada").click()
        await expect(bruno.get_by_text("1 facts are different")).to_be_visible()
        await bruno.get_by_label("Your note").fill(note)
        await bruno.get_by_role("button", name=answer).click()
        await ada.goto(f"{workshop.url}/article/listkit/publish")
        await expect(ada.get_by_text(said)).to_be_visible()
        if note:
            await expect(ada.get_by_text(note)).to_be_visible()
            await ada.goto(f"{workshop.url}/article/listkit/facts")
            await change(
                ada,
                "Press “Confirm”",
                en="A final pop-up asks you to confirm. Click “Confirm” there, and your subscription will be scheduled for cancellation.",
            )
    await publish(ada, "The last step")
    assert workshop.shop.bench.articles.history("listkit")[0].reviewer == "Bruno"


async def test_two_editors_of_one_article_lose_nothing_of_each_other(workshop: Open, enter: Enter) -> None:
    ada, carla = await two(workshop, enter, "Carla", "Administrator")
    facts = f"{workshop.url}/article/listkit/facts"
    await ada.goto(facts)
    await carla.goto(facts)
    await change(ada, "From the dropdown menu", en="In the menu, click “Settings” to open the settings page of your account.")
    await change(
        ada,
        "If you decide to resume",
        it="Per riprendere l'abbonamento, torna alla dashboard e fai clic su “Resume Subscription” quando viene proposto.",
    )
    await change(carla, "From the dropdown menu", en="From the menu, click “Settings” to open your account's settings page.")
    workshop.shop.bench.articles.review(
        workshop.shop.bench.draft("listkit", "Ada"),
        {"state": "approved", "by": "Carla", "why": "x", "note": ""},
        "Carla",
        "approved",
        workshop.shop.clock(),
    )
    await check(ada, workshop.url, "listkit")
    await publish(ada, "Simpler words")
    await carla.goto(facts)
    await carla.get_by_role("link", name="Take their changes in").click()
    await carla.get_by_role("button", name="Take in").click()
    await expect(carla.get_by_text("You both changed these facts")).to_be_visible()
    await accessible(carla)
    await carla.get_by_role("radio", name=re.compile("Theirs")).check()
    await carla.get_by_role("button", name="Take in").click()
    await expect(card(carla, "In the menu, click “Settings”")).to_be_visible()
    await expect(carla.get_by_text("Per riprendere l'abbonamento, torna").first).to_be_visible()


async def test_a_fact_that_was_changed_in_another_window_is_not_overwritten(workshop: Open, enter: Enter) -> None:
    page = await enter(workshop.shop.link(workshop.url), "Ada")
    await page.goto(f"{workshop.url}/article/listkit/facts")
    second = await page.context.new_page()
    await second.goto(f"{workshop.url}/article/listkit/facts")
    await change(page, "You can still use ListKit", en="You can still use ListKit until the end of your billing cycle.")
    await change(second, "You can still use ListKit", en="Overwritten.")
    await expect(second.get_by_role("status").first).to_contain_text("Nothing was overwritten")
    await expect(second.get_by_text("until the end of your billing cycle.", exact=False).first).to_be_visible()


async def test_a_sentence_of_the_page_is_left_out_and_made_a_fact_of(workshop: Open, enter: Enter) -> None:
    page = await enter(workshop.shop.link(workshop.url), "Ada")
    await page.goto(f"{workshop.url}/article/listkit/source")
    sentence = page.locator("li.left_out", has_text="Did this answer your question?")
    await sentence.locator("summary").click()
    await sentence.get_by_role("button", name="It is needed after all").click()
    await page.locator("li.open", has_text="Did this answer your question?").locator("summary").click()
    await accessible(page)
    await page.get_by_role("link", name="Make a fact of it").click()
    await expect(page.get_by_label("The sentence of the help page, word for word").last).to_have_value("Did this answer your question?")


SCREENS = ("", "article/kustomer/facts", "article/listkit/source", "article/listkit/try", "article/listkit/publish", "new", "people")


@pytest.mark.parametrize(
    "how", [{"color_scheme": "light"}, {"color_scheme": "dark", "viewport": PHONE, "locale": "it-IT"}], ids=["light", "dark phone"]
)
async def test_every_screen_can_be_used_by_everybody(how: dict[str, Any], workshop: Open, enter: Enter) -> None:
    page = await enter(workshop.url, **how)
    await accessible(page)
    await page.goto(workshop.shop.link(workshop.url))
    await accessible(page)
    await page.locator("#name").fill("Ada")
    await page.locator("button.main").click()
    for screen in SCREENS:
        await page.goto(f"{workshop.url}/{screen}")
        await accessible(page)


async def test_the_facts_are_changed_with_the_keyboard_alone(workshop: Open, enter: Enter) -> None:
    page = await enter(workshop.shop.link(workshop.url), "Ada")
    await page.goto(f"{workshop.url}/article/listkit/facts")
    await card(page, "You can still use ListKit").locator("summary").first.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Control+a")
    await page.keyboard.type("You can use ListKit until the end of your billing cycle.")
    for _ in range(3):
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").first).to_contain_text("Saved")

"""A workshop beside a bot that runs in a Slack of its own, as `partwell demo` has it, and browsers for the people at it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect
from pydantic import SecretStr

from bot import bootstrap
from bot.operations.running import Place, running
from bot.sandbox.population import AGENT_1, AGENTS
from bot.sandbox.server import Sandbox
from bot.settings import Settings
from bot.store.store import Store
from bot.workshop.app import Workshop
from bot.workshop.server import serving
from knowledge.library import HOME
from tests.conftest import CACHE
from tests.sandbox.browser import DESKTOP, PATIENCE, chromium

expect.set_options(timeout=PATIENCE)
AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class Open:
    """A workshop that is open."""

    shop: Workshop
    url: str
    sandbox: Sandbox | None = None


def own(tmp_path: Path) -> Settings:
    """Settings with a copy of the articles."""
    for name in ("articles", "sources"):
        shutil.copytree(HOME / name, tmp_path / "knowledge" / name)
    return Settings(knowledge=tmp_path / "knowledge", data=tmp_path / "data", cache=CACHE, _env_file=None)


def now() -> datetime:
    return datetime.now(UTC)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def workshop(tmp_path: Path) -> AsyncIterator[Open]:
    """Without a bot beside it."""
    settings = own(tmp_path)
    with Store.open(f"sqlite:///{tmp_path}/partwell.db") as store:
        shop = Workshop(settings, store, now)
        async with serving(shop, "127.0.0.1", 0) as url:
            yield Open(shop, url)


@pytest_asyncio.fixture(loop_scope="module")
async def demo(tmp_path: Path) -> AsyncIterator[Open]:
    """With a bot that runs beside it."""
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(app="Partwell", rate_limits=False))
        tokens = {f"slack_{name}": SecretStr(getattr(sandbox, name)) for name in ("bot_token", "app_token", "signing_secret")}
        known = {"slack_url": sandbox.api_url, "desk_channel": AGENTS, "desk_agents": AGENT_1, **tokens}
        settings = own(tmp_path).model_copy(update=known)
        store = stack.enter_context(Store.open(f"sqlite:///{tmp_path}/partwell.db"))
        parts = bootstrap.slack(settings, store, now)
        shop = Workshop(settings, store, now, demo=sandbox.url)
        await stack.enter_async_context(running(replace(parts), Place()))
        url = await stack.enter_async_context(serving(shop, "127.0.0.1", 0))
        yield Open(shop, url, sandbox)


Enter = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="module")
async def enter(browser: Browser) -> AsyncIterator[Enter]:
    """Somebody's browser; whatever it complains about fails the test."""
    complaints: list[str] = []
    opened = []

    async def enter(address: str, name: str = "", **how: Any) -> Page:
        context = await browser.new_context(**({"viewport": DESKTOP, "locale": "en-GB", "reduced_motion": "reduce"} | how))
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        page = await context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(address)
        if name:
            await page.locator("#name").fill(name)
            await page.locator("button.main").click()
        return page

    yield enter
    for context in opened:
        await context.close()
    assert complaints == []


async def accessible(page: Page) -> None:
    """What axe-core finds in a page as it stands."""
    await page.evaluate(AXE)
    found = await page.evaluate("levels => axe.run(document, {runOnly: levels})", LEVELS)
    broken = [f"{each['id']}: {[node['html'] for node in each['nodes']][:3]}" for each in found["violations"]]
    assert broken == [], page.url
    width = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, f"{page.url} is wider than the window"


async def invite(page: Page, url: str, name: str, role: str) -> str:
    """The link of somebody new."""
    await page.goto(f"{url}/people")
    await page.get_by_label("Name").fill(name)
    await page.get_by_role("radio", name=re.compile(role)).check()
    await page.get_by_role("button", name="Invite").click()
    return await page.get_by_label(f"Link for {name}").input_value()

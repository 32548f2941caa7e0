"""A browser a module, a sandbox a test; whatever the browser complains about fails the test."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from bot.sandbox.server import Sandbox
from tests.sandbox.browser import DESKTOP, PATIENCE, App, Visit, chromium

expect.set_options(timeout=PATIENCE)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    async with async_playwright() as playwright:
        sandboxed = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = await playwright.chromium.launch(executable_path=path, args=sandboxed)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(app="Partwell", rate_limits=False) as sandbox:
        yield sandbox


@pytest_asyncio.fixture(loop_scope="module")
async def visit(browser: Browser, sandbox: Sandbox) -> AsyncIterator[Visit]:
    """Open the page in a browser of its own; whatever it complains about fails the test."""
    complaints: list[str] = []
    opened = []

    async def visit(**how: Any) -> Page:
        context = await browser.new_context(**({"viewport": DESKTOP, "locale": "en-GB", "reduced_motion": "reduce"} | how))
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        opened.append(context)
        page.on("console", lambda message: complaints.extend(_complaint(message)))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(sandbox.url)
        await page.wait_for_selector("body[data-ready]")
        return page

    yield visit
    for context in opened:
        await context.close()
    assert complaints == []


def _complaint(message: ConsoleMessage) -> list[str]:
    return [message.text] if message.type in {"error", "warning"} else []


@pytest_asyncio.fixture(loop_scope="module")
async def app(sandbox: Sandbox) -> AsyncIterator[App]:
    app = App(sandbox)
    await app.handler.connect_async()
    yield app
    await app.handler.close_async()

"""What the page's tests need: the Chromium of this machine, a customer's hands, and an app that notes what it hears."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Locator, Page
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.server import Sandbox

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
HOW = "no Chromium here: `apt install chromium` gives one"
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
PATIENCE = 20_000
"""milliseconds that a slow machine may take for what takes a quick one a few"""

Visit = Callable[..., Awaitable[Page]]


def chromium() -> str:
    """Its path; the test is skipped where there is none, unless PARTWELL_CHROMIUM is `required`."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        (pytest.fail if os.environ.get("PARTWELL_CHROMIUM") == "required" else pytest.skip)(HOW)
    return found


def answers(page: Page) -> Locator:
    """What the bot has written to the customer."""
    return page.locator("#left .message:has(.badge)")


@asynccontextmanager
async def answered(page: Page) -> AsyncIterator[None]:
    """Ends once the bot has answered what is done inside; it has said hello before."""
    await answers(page).first.wait_for()
    before = await answers(page).count()
    yield
    await answers(page).nth(before).wait_for()


async def press(page: Page, *titles: str) -> None:
    """The latest buttons with these titles, one after the other."""
    for title in titles:
        async with answered(page):
            await page.locator("#left").get_by_role("button", name=title, exact=True).last.click()


class App:
    """An app that does nothing but note what people do; a test may give it answers to submissions."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.client = AsyncWebClient(sandbox.bot_token, base_url=f"{sandbox.url}/api/")
        self.app = AsyncApp(client=self.client, signing_secret=sandbox.signing_secret)
        self.handler = AsyncSocketModeHandler(self.app, sandbox.app_token)
        self.heard: list[dict[str, Any]] = []
        self.news = asyncio.Event()
        self.errors: dict[str, str] = {}
        self.modal: dict[str, Any] | None = None
        for listen in (self.app.action, self.app.shortcut, self.app.command):
            listen(re.compile(".*"))(self._note)
        self.app.view(re.compile(".*"))(self._submitted)
        self.app.event(re.compile(".*"))(self._hear)

    async def _hear(self, body: dict[str, Any]) -> None:
        self.heard.append(body)
        self.news.set()

    async def _note(self, ack: Any, body: dict[str, Any]) -> None:
        await self._hear(body)
        await ack()
        if self.modal and "trigger_id" in body:
            await self.client.views_open(trigger_id=body["trigger_id"], view=self.modal)

    async def _submitted(self, ack: Any, body: dict[str, Any]) -> None:
        await self._hear(body)
        await (ack(response_action="errors", errors=self.errors) if self.errors else ack())

    def of(self, kind: str) -> list[dict[str, Any]]:
        """What it heard of a kind, such as `block_actions`."""
        return [body for body in self.heard if body.get("type") == kind or ("command" in body and kind == "command")]

    async def hear(self, kind: str, count: int = 1) -> dict[str, Any]:
        """The latest that it heard of a kind, once it has heard so many."""
        async with asyncio.timeout(PATIENCE / 1000):
            while len(self.of(kind)) < count:
                await self.news.wait()
                self.news.clear()
        return self.of(kind)[-1]

"""`partwell run` and `partwell demo`: the bot in Slack, and in a Slack of its own on this machine, until somebody stops it."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import signal
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import ClientError
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError

from bot import bootstrap
from bot.address import Address
from bot.channels.slack.inspector import behind
from bot.operations import logs
from bot.operations.running import Parts, Place, running
from bot.operations.stopping import SIGNALS, Stop, stoppable
from bot.operations.workers import Helpers
from bot.settings import Settings
from bot.store.store import Store

if sys.platform == "win32":
    from asyncio import run as run_loop
else:
    from uvloop import run as run_loop  # with it a message costs the processor about a tenth less

log = logging.getLogger(__name__)

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Refused(Exception):
    """Slack does not let us in. Says why, for the person who starts it."""


def now() -> datetime:
    """The clock of everything that runs here."""
    return datetime.now(UTC)


def missing(settings: Settings, *, http: bool, workers: int) -> Iterator[str]:
    """What keeps the bot from running."""
    by_oauth = settings.slack_client_id and settings.slack_client_secret
    if not by_oauth and settings.slack_bot_token is None:
        yield "PARTWELL_SLACK_BOT_TOKEN is not set; `partwell doctor` says where to get it, `partwell demo` needs none"
    if http and settings.slack_signing_secret is None:
        yield "PARTWELL_SLACK_SIGNING_SECRET is not set; without it nobody knows whether a request is Slack's"
    if not http and settings.slack_app_token is None:
        yield "PARTWELL_SLACK_APP_TOKEN is not set; Socket Mode needs it (or use --http)"
    if workers > 1 and settings.database_url.startswith("sqlite"):
        yield "SQLite serves one process; --workers needs PostgreSQL (--database postgresql://…)"


def run(settings: Settings, place: Place, workers: int, stop: Stop) -> None:
    """The bot, with as many processes as were asked for. Raises what `told` tells, and OSError for a port that is taken."""
    logs.to_stderr(settings.log, settings.log_level)
    if place.host not in LOOPBACK:
        log.warning("listening on %s: reached from elsewhere and not encrypted; put a proxy with TLS in front", place.host)
    with bootstrap.store(settings) as kept:
        parts = bootstrap.slack(settings, kept, now)
        run_loop(_serve(parts, place, Helpers(workers - 1, help_out, (settings,)), stop))


def help_out(settings: Settings) -> None:
    """A process that only works off what the first one receives. That one is told when to stop, and tells it."""
    with stoppable(frozenset({signal.SIGTERM})) as stop:
        logs.to_stderr(settings.log, settings.log_level)
        with bootstrap.store(settings) as kept:
            run_loop(_serve(bootstrap.slack(settings, kept, now), Place(), None, stop))


async def _serve(parts: Parts, place: Place, helpers: Helpers | None, stop: Stop) -> None:
    """One process until it is stopped; without `helpers` it is one itself."""

    async def work(begun: asyncio.Event, asked: asyncio.Event) -> None:
        async with running(parts, place, connected=helpers is not None) as bot, AsyncExitStack() as beside:
            if helpers:
                await beside.enter_async_context(helpers.running(bot.watch.alarm))
            log.info("running; health at http://%s:%d/health", place.host, bot.port)
            begun.set()
            await asked.wait()
            log.info("stopping: what is in hand is finished")

    try:
        await stop.governs(work)
    except SlackApiError as error:
        raise Refused(f"Slack says {error.response['error']}; `partwell doctor` says how to mend it") from error
    except ClientError as error:
        raise Refused(f"Slack cannot be reached ({type(error).__name__})") from error


# the demo


def demo(settings: Settings, port: int, stop: Stop, *, browse: bool, say: Callable[[str], None], tell: Callable[[str], None]) -> None:
    """A Slack on this machine with the bot in it, and a page to chat on. It begins empty each time, and leaves nothing behind."""
    logs.to_stderr("text", "warning")
    with tempfile.TemporaryDirectory(prefix="partwell-demo-") as folder, Store.open(f"sqlite:///{Path(folder) / 'demo.db'}") as kept:
        parts = bootstrap.slack(in_sandbox(settings, Path(folder)), kept, now)
        run_loop(_demo(parts, port, stop, browse=browse, say=say, tell=tell))


def in_sandbox(settings: Settings, folder: Path) -> Settings:
    """The settings without anybody's Slack, and with data in this folder."""
    from bot.sandbox.population import AGENT_GROUP, AGENTS

    for name in ("articles", "sources"):  # what is published in the demo is gone with it
        shutil.copytree(settings.knowledge / name, folder / "knowledge" / name)
    nobody: dict[str, Any] = dict.fromkeys(("slack_client_id", "slack_client_secret", "slack_config_token"))
    return settings.model_copy(
        update={**nobody, "data": folder, "knowledge": folder / "knowledge", "desk_channel": AGENTS, "desk_agents": AGENT_GROUP}
    )


async def _demo(parts: Parts, port: int, stop: Stop, *, browse: bool, say: Callable[[str], None], tell: Callable[[str], None]) -> None:
    from bot.sandbox.population import TEAM
    from bot.sandbox.server import Sandbox
    from bot.workshop.app import Workshop
    from bot.workshop.server import serving

    def look(channel: str, user: str) -> dict[str, Any] | None:
        direct = channel.startswith("D")
        return behind(parts.reception, parts.store, Address(TEAM, user if direct else channel, None, user))

    async with Sandbox(port=port, inspect=look, app="Partwell") as sandbox:
        keys = {
            "slack_bot_token": SecretStr(sandbox.bot_token),
            "slack_app_token": SecretStr(sandbox.app_token),
            "slack_signing_secret": SecretStr(sandbox.signing_secret),
            "slack_url": sandbox.api_url,
        }

        async def work(begun: asyncio.Event, asked: asyncio.Event) -> None:
            shop = Workshop(parts.settings, parts.store, now, demo=sandbox.url)
            bot = running(replace(parts, settings=parts.settings.model_copy(update=keys)), Place())
            async with bot, serving(shop, "127.0.0.1", 0) as workshop_url:
                begun.set()
                say(sandbox.url)
                tell(f"The workshop, where its articles are written, is at {shop.link(workshop_url)}")
                if browse and can_browse():
                    threading.Thread(target=show, args=(sandbox.url,), daemon=True).start()
                await asked.wait()

        await stop.governs(work)


# the workshop


def workshop(settings: Settings, place: Place, stop: Stop, *, browse: bool, say: Callable[[str], None]) -> None:
    """The editors' page, until somebody stops it. It shares the database with the bot that runs."""
    logs.to_stderr("text", "warning")
    if place.host not in LOOPBACK:
        log.warning("listening on %s: reached from elsewhere and not encrypted; put a proxy with TLS in front", place.host)
    with bootstrap.store(settings) as kept:
        run_loop(_workshop(settings, kept, place, stop, browse=browse, say=say))


async def _workshop(settings: Settings, kept: Store, place: Place, stop: Stop, *, browse: bool, say: Callable[[str], None]) -> None:
    from bot.workshop.app import Workshop
    from bot.workshop.server import serving

    shop = Workshop(settings, kept, now, secure=bool(settings.public_url and settings.public_url.startswith("https")))

    async def work(begun: asyncio.Event, asked: asyncio.Event) -> None:
        async with serving(shop, place.host, place.port) as url:
            begun.set()
            say(f"The workshop is at {shop.link(url)} (Ctrl-C ends it)")
            if browse and can_browse():
                threading.Thread(target=show, args=(shop.link(url),), daemon=True).start()
            await asked.wait()

    await stop.governs(work)


def show(url: str) -> None:
    """The page in a browser, which takes its own signals. For a thread of its own."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    webbrowser.open(url)


def can_browse() -> bool:
    """Whether there is a display to open a page on."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

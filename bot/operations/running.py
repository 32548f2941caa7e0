"""One process of the bot in Slack: the service, the door, Slack's connection and the HTTP side, begun and ended together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import ClientError
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from bot.channels.slack.desk.entry import Entry
from bot.channels.slack.handlers.apology import Apologies
from bot.channels.slack.handlers.reception import Reception
from bot.channels.slack.ingress import Door, build
from bot.channels.slack.oauth.installations import Installations
from bot.channels.slack.oauth.removal import Removal
from bot.channels.slack.people import People
from bot.channels.slack.transport.clients import Clients, pool
from bot.channels.slack.transport.gate import Gate
from bot.channels.slack.transport.posting import Poster
from bot.delivery.worker import Chores
from bot.operations.health import Watch
from bot.operations.http import listening, web
from bot.operations.published import Following
from bot.operations.retention import USUAL, Retention
from bot.operations.service import Service
from bot.settings import Settings
from bot.store.store import Store
from bot.store.tables import Handoff
from knowledge.serving import Served

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
EVERY = 120.0
"""Seconds between two looks at who the agents are."""
HANDOFF = 1.0
"""Seconds for looking up whose case it is that an agent clicks at."""
ASKING = 50
"""Connections at once for what is asked beside sending: who somebody is, a modal to open."""
NEVER = frozenset({
    "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope", "not_allowed_token_type",
})  # fmt: skip
"""What Slack says of a token that will not get better by waiting."""


@dataclass(frozen=True)
class Place:
    """Where the HTTP side listens, and whether Slack's requests come to it instead of through a socket."""

    host: str = "127.0.0.1"
    port: int = 0
    requests: bool = False


@dataclass(frozen=True)
class Bot:
    """What runs. `port` is that of the HTTP side."""

    service: Service
    door: Door
    app: AsyncApp
    watch: Watch
    port: int


@dataclass(frozen=True)
class Parts:
    """What a process is made of; `bootstrap` builds it. `installations` and `oauth` are None with a single bot token."""

    settings: Settings
    store: Store
    reception: Reception
    clock: Clock
    installations: Installations | None = None
    oauth: AsyncOAuthSettings | None = None
    retention: Retention = USUAL
    knowledge: Served | None = None
    published: int = 0
    """the newest publication of editors that `knowledge` holds"""
    read: Callable[[], Served] | None = None
    """the knowledge as it is published by now"""
    take: Callable[[Served], None] | None = None


@asynccontextmanager
async def running(parts: Parts, place: Place, *, connected: bool = True) -> AsyncIterator[Bot]:
    """The bot, until the end of the block: then what is in hand is finished. Not `connected` it only works off what others receive."""
    settings, reception, watch = parts.settings, parts.reception, Watch(parts.store, parts.clock, parts.knowledge)
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token and not parts.oauth else None
    async with pool() as session, pool(ASKING) as beside:
        clients, asking = (Clients(settings.slack_url, each, token, parts.installations) for each in (session, beside))
        if parts.oauth:
            clients.rotator = asking.rotator = AsyncTokenRotator(
                client_id=parts.oauth.client_id, client_secret=parts.oauth.client_secret, client=clients.plain()
            )
        apologies = Apologies(reception, parts.clock)
        service = Service(
            parts.store,
            reception.handlers(),
            Poster(clients.of, parts.clock, watch.alarm),
            parts.clock,
            apologies.failed,
            watch.alarm,
            apologies.offline,
            retention=parts.retention,
            following=lambda upkeep: _following(parts, watch, upkeep),
        )
        async with service, _knowing(parts, asking):
            door = _door(parts, service, asking, watch)
            app = build(settings, door, parts.oauth)
            gate = Gate(app, settings.signing_secret, parts.clock) if place.requests else None
            application = web(watch.health, service.intake.prove, watch.registry, app, gate)
            async with (
                listening(application, place.host, place.port) as port,
                _connected(app, settings, watch, wanted=connected and not place.requests),
            ):
                yield Bot(service, door, app, watch, port)
            await door.close()


def _following(parts: Parts, watch: Watch, upkeep: Chores) -> Chores:
    """Serves what editors publish while it runs."""
    read, take = parts.read, parts.take
    if read is None or take is None:
        return upkeep

    def taken(served: Served) -> None:
        take(served)
        watch.knowledge = served

    return Following(parts.store, read, taken, upkeep, watch.alarm, seen=parts.published)


def _door(parts: Parts, service: Service, clients: Clients, watch: Watch) -> Door:
    desk, talk = parts.reception.desk, parts.reception.conversations

    async def refresh(team: str) -> None:
        try:
            async with asyncio.timeout(2 * desk.agents.patience):
                await desk.agents.refresh(await clients.of(desk.home or team))
        except (SlackApiError, ClientError, OSError, TimeoutError) as error:  # whoever waits for it must not wait long
            log.error("who the agents are cannot be asked: %s", type(error).__name__)

    intake, people = service.intake, People(clients.of)
    keep = (intake.receive, intake.promise, intake.complete)

    async def handoff_of(case: str) -> Handoff | None:
        try:
            async with asyncio.timeout(HANDOFF):  # whoever clicked waits, and Slack does
                return await asyncio.to_thread(parts.store.handoff, case)
        except TimeoutError:
            raise parts.store.silent() from None

    entry = Entry(desk, handoff_of, refresh)
    removal = Removal(parts.installations, watch.token_lost, clients.works)
    return Door(*keep, clients, people, talk.responses, entry, parts.clock, removal, talk.default_language)


@asynccontextmanager
async def _knowing(parts: Parts, clients: Clients) -> AsyncIterator[None]:
    """Who the agents are is asked from time to time while inside: they may have to be told something before any of them clicks."""
    desk = parts.reception.desk

    async def ask() -> None:
        while desk.agents.groups and (desk.home or clients.token):
            await asyncio.sleep(EVERY)
            try:
                await desk.agents.refresh(await clients.of(desk.home or ""))
            except (SlackApiError, ClientError, OSError, TimeoutError) as error:
                log.warning("who the agents are cannot be asked: %s", type(error).__name__)

    asking = asyncio.create_task(ask())
    try:
        yield
    finally:
        asking.cancel()


@asynccontextmanager
async def _connected(app: AsyncApp, settings: Settings, watch: Watch, *, wanted: bool) -> AsyncIterator[None]:
    """Socket Mode while inside. slack_sdk's client reconnects by itself."""
    if not wanted or settings.slack_app_token is None:
        yield
        return
    token = settings.slack_app_token.get_secret_value()
    await _let_in(app, token)
    handler: Any = AsyncSocketModeHandler(app, token)
    watch.socket = handler.client
    try:
        await handler.connect_async()
        yield
    finally:
        watch.socket = None
        await handler.close_async()


async def _let_in(app: AsyncApp, token: str) -> None:
    """Raises SlackApiError for a token that will never do. slack_sdk's client would try it again for ever; all else it may."""
    try:
        await app.client.apps_connections_open(app_token=token)
    except SlackApiError as error:
        if error.response["error"] in NEVER:
            raise
        log.warning("Slack says %s; it is tried again", error.response["error"])

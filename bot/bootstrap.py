"""The only place that builds things. Nothing is built at import."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.dialogue import domain as domains
from bot.dialogue import flows
from bot.dialogue.replies import Responses
from bot.settings import Settings
from knowledge import library as libraries
from knowledge import serving
from knowledge.library import Library
from knowledge.schema import LANGUAGES
from knowledge.serving import Served

if TYPE_CHECKING:
    from bot.channels.slack.desk.desk import Desk
    from bot.channels.slack.handlers.reception import Reception
    from bot.dialogue.engine import Engine, Runner
    from bot.operations.retention import Retention
    from bot.operations.running import Parts
    from bot.store.store import Store
    from bot.turn import Conversations
    from bot.understanding.reader import Reader

log = logging.getLogger(__name__)
DIALOGUE = Path(__file__).parent / "dialogue"
FIRST_USE = "The invoice is on 3 december"
"""Needs everything that understanding has."""


@dataclass(frozen=True)
class Dialogue:
    """The dialogue's data, loaded and checked."""

    engine: Engine
    responses: dict[str, Responses]


@cache
def dialogue(folder: Path = DIALOGUE) -> Dialogue:
    """Flows, domain and responses, read once. Raises DataError for a file with mistakes."""
    from bot.dialogue.engine import Engine

    engine = Engine(flows.load(folder / "flows"), domains.load(folder / "domain.yml"))
    responses = {language: Responses(language, folder / "responses") for language in LANGUAGES}
    for language, other in zip(LANGUAGES, reversed(LANGUAGES), strict=True):
        responses[language].beside = responses[other]
    return Dialogue(engine, responses)


def library(settings: Settings) -> Library:
    """The knowledge, whole: for those who check it. Raises KnowledgeError with every problem."""
    return libraries.load(settings.knowledge, settings.cache)


def served(settings: Settings, *, remember: bool = True, kept: Store | None = None) -> Served:
    """The knowledge as it is served: one bad article keeps no other from its customers. Raises KnowledgeError when there is none.

    With what editors published in the store `kept`.
    """
    home = settings.knowledge
    if kept:
        from bot.articles import Articles
        from bot.operations.published import folder_of

        home = folder_of(home, settings.data / "published", Articles(kept))
    found = serving.serve(home, settings.cache, settings.data / "articles", remember=remember, of=settings.knowledge)
    for trouble in found.troubles:
        log.error("article %s", trouble)
    return found


def knowledge_mark(home: Path) -> str:
    """Another one whenever a file of the knowledge is."""
    return libraries.fingerprint(home)


def reader(settings: Settings, knowledge: Library) -> Reader:
    """Understanding, with the model that comes with the program. Raises DataError when that is missing or damaged."""
    from bot.understanding import encoder, shipped
    from bot.understanding.reader import Reader

    return Reader(shipped.load(), encoder.encoder(settings.cache), knowledge, settings.language)


def runner(settings: Settings, knowledge: Library) -> Runner:
    """Actions in process, or on an action server when the settings name one."""
    from bot.dialogue.runner import InProcess, Remote

    if settings.action_server:
        return Remote(settings.action_server)
    from actions import ALL

    return InProcess(action(knowledge) for action in ALL)


def store(settings: Settings) -> Store:
    """The store. Raises StoreError when it cannot be used."""
    from bot.store.store import Store

    return Store.open(settings.database_url)


def fresh_store() -> Store:
    """A store of its own that is gone afterwards: in memory."""
    from bot.store.store import Store

    return Store.open("sqlite://")


def decisions(settings: Settings, knowledge: Library, profile: Mapping[str, Any]) -> Conversations:
    """What decides and speaks, for messages that are understood already; nothing is kept."""
    from bot.dialogue.decide import Policy
    from bot.turn import Conversations

    talk = dialogue()
    return Conversations(
        reader=None,
        policy=Policy(talk.engine.flows, knowledge),
        engine=talk.engine,
        domain=talk.engine.domain,
        run=runner(settings, knowledge),
        responses=talk.responses,
        store=None,
        profile=profile,
        default_language=settings.language,
    )


def conversations(settings: Settings, kept: Store, knowledge: Library | None = None) -> Conversations:
    """Everything that a turn needs."""
    from bot.articles import Articles
    from bot.operations.published import Earlier

    knowledge = knowledge or served(settings, kept=kept).library
    profile: dict[str, Any] = {"offers": settings.offers, "cool_down_days": settings.cool_down_days}

    def of(library: Library) -> Conversations:
        return replace(decisions(settings, library, profile), reader=reader(settings, library), store=kept, waiting={}, recent={})

    talk = of(knowledge)
    talk.earlier = Earlier(Articles(kept), lambda library: replace(of(library), waiting=talk.waiting), lambda: talk.policy.library)
    return talk


def renewed(reception: Reception, settings: Settings, kept: Store, knowledge: Served) -> None:
    """Has a bot that runs serve another library, between two turns."""
    from bot.channels.slack.blocks.escape import hosts_of
    from bot.operations.published import Earlier

    talk, fresh = reception.conversations, conversations(settings, kept, knowledge.library)
    talk.policy, talk.reader, talk.run = fresh.policy, fresh.reader, fresh.run
    if isinstance(talk.earlier, Earlier):
        talk.earlier.renew()
    desk = reception.desk
    desk.library, reception.hosts = knowledge.library, hosts_of(knowledge.library)
    desk.hosts = reception.hosts


def desk(settings: Settings, talk: Conversations, clock: Callable[[], datetime]) -> Desk:
    """Where agents take handoffs. Without a channel nobody sees them in Slack, and customers are told that nobody is there."""
    from bot.channels.slack.blocks.escape import hosts_of
    from bot.channels.slack.desk.agents import Agents
    from bot.channels.slack.desk.desk import Desk

    home, _, channel = (settings.desk_channel or "").rpartition("/")
    return Desk(
        channel=channel,
        home=home or None,
        agents=Agents(settings.agents, clock),
        trackers=talk,
        responses=talk.responses,
        library=talk.policy.library,
        language=settings.desk_language,
        minutes=settings.claim_minutes,
        hosts=hosts_of(talk.policy.library),
    )


def retention(settings: Settings) -> Retention:
    """What is kept how long."""
    from bot.operations.retention import Retention

    return Retention(timedelta(days=settings.retention_days), timedelta(days=settings.cool_down_days))


def slack(settings: Settings, kept: Store, clock: Callable[[], datetime]) -> Parts:
    """What a process of the bot in Slack is made of. What is loaded on first use is loaded here: no customer waits for it."""
    from bot.articles import Articles
    from bot.channels.slack.blocks.escape import hosts_of
    from bot.channels.slack.handlers.reception import Reception
    from bot.clock import Steady
    from bot.operations.running import Parts
    from bot.turn import Turn

    clock = Steady(clock)
    published = Articles(kept).latest_id()  # before what was published is read: what comes meanwhile is read again
    knowledge = served(settings, kept=kept)
    talk = conversations(settings, kept, knowledge.library)
    talk.decide(Turn("", FIRST_USE, clock()), talk.tracker("", None))
    reception = Reception(talk, desk(settings, talk, clock), hosts_of(talk.policy.library))
    parts = Parts(
        settings,
        kept,
        reception,
        clock,
        retention=retention(settings),
        knowledge=knowledge,
        published=published,
        read=lambda: served(settings, kept=kept),
        take=lambda newer: renewed(reception, settings, kept, newer),
    )
    if not (settings.slack_client_id and settings.slack_client_secret):
        return parts
    return installable(parts, settings.slack_client_id, settings.slack_client_secret.get_secret_value())


def installed(settings: Settings, kept: Store) -> dict[str, str]:
    """The bot tokens of the workspaces that have installed the app, by the team's id. Raises StoreError."""
    from bot.channels.slack.oauth.installations import opened

    with kept.explained():
        return opened(kept, settings.slack_client_id or "", settings.keys)[0].tokens()


def installable(parts: Parts, client_id: str, client_secret: str) -> Parts:
    """The same for any number of workspaces."""
    from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings

    from bot.channels.slack import manifest
    from bot.channels.slack.oauth.installations import opened

    public = parts.settings.public_url
    installations, states = opened(parts.store, client_id, parts.settings.keys)
    oauth = AsyncOAuthSettings(
        client_id=client_id,
        client_secret=client_secret,
        scopes=manifest.scopes(),
        redirect_uri=f"{public.rstrip('/')}{manifest.REDIRECT}" if public else None,
        install_path=manifest.INSTALL,
        redirect_uri_path=manifest.REDIRECT,
        authorization_url=parts.settings.slack_url.removesuffix("api/") + "oauth/v2/authorize",
        installation_store=installations,
        installation_store_bot_only=True,
        state_store=states,
    )
    return replace(parts, installations=installations, oauth=oauth)

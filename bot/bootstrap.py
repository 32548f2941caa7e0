"""The only place that builds things. Nothing is built at import."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.dialogue import domain as domains
from bot.dialogue import flows
from bot.dialogue.replies import Responses
from bot.settings import Settings
from knowledge import library as libraries
from knowledge.library import Library
from knowledge.schema import LANGUAGES

if TYPE_CHECKING:
    from bot.conversation import Conversations
    from bot.dialogue.engine import Engine, Runner
    from bot.store.store import Store
    from bot.understanding.classifier import Progress
    from bot.understanding.pipeline import Pipeline

DIALOGUE = Path(__file__).parent / "dialogue"


@dataclass(frozen=True)
class Dialogue:
    """The dialogue's data, loaded and checked."""

    engine: Engine
    responses: dict[str, Responses]


def silent(_what: str, _share: float) -> None:
    """Progress that nobody watches."""


def dialogue(folder: Path = DIALOGUE) -> Dialogue:
    """Flows, domain and responses. Raises DataError for a file with mistakes."""
    from bot.dialogue.engine import Engine

    engine = Engine(flows.load(folder / "flows"), domains.load(folder / "domain.yml"))
    responses = {language: Responses(language, folder / "responses") for language in LANGUAGES}
    for language, other in zip(LANGUAGES, reversed(LANGUAGES), strict=True):
        responses[language].beside = responses[other]
    return Dialogue(engine, responses)


def library(settings: Settings) -> Library:
    """The knowledge. Raises KnowledgeError with every problem."""
    return libraries.load(settings.knowledge, settings.cache)


def pipeline(settings: Settings, knowledge: Library, intents: list[str], progress: Progress = silent) -> Pipeline:
    """Understanding, trained on first use."""
    from bot.understanding import encoder, model_cache
    from bot.understanding.pipeline import Pipeline

    sentences = encoder.encoder(settings.cache)
    model = model_cache.obtain(settings.cache, sentences, progress)
    return Pipeline(model, sentences, knowledge, intents, settings.language)


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


def decisions(settings: Settings, knowledge: Library, profile: dict[str, Any]) -> Conversations:
    """What decides and speaks, for messages that are understood already; nothing is kept."""
    from bot.conversation import Conversations
    from bot.dialogue.policy import Policy

    talk = dialogue()
    return Conversations(
        pipeline=None,
        policy=Policy(talk.engine.flows, talk.engine.domain, knowledge),
        engine=talk.engine,
        domain=talk.engine.domain,
        run=runner(settings, knowledge),
        responses=talk.responses,
        store=None,
        profile=profile,
        default_language=settings.language,
    )


def conversations(settings: Settings, kept: Store, progress: Progress = silent) -> Conversations:
    """Everything that a turn needs."""
    knowledge = library(settings)
    profile: dict[str, Any] = {"offers": settings.offers, "cool_down_days": settings.cool_down_days}
    decided = decisions(settings, knowledge, profile)
    understanding = pipeline(settings, knowledge, decided.domain.intents, progress)
    return replace(decided, pipeline=understanding, store=kept, waiting={}, recent={})

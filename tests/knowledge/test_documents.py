"""Eleven documents of others as articles: the schema can say all that is in them, and customers are helped in both languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot import bootstrap
from bot.settings import Settings
from bot.turn import Conversations
from knowledge.checks import run
from knowledge.library import build
from knowledge.schema import LANGUAGES, VERSION
from tests.conftest import CACHE, Talk

LIBRARY = Path(__file__).parent / "library"
TALKS: list[dict[str, Any]] = YAML(typ="safe").load((LIBRARY / "conversations.yml").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 22)
TWO = 2


@pytest.fixture(scope="module")
def conversations(tmp_path_factory: pytest.TempPathFactory) -> Conversations:
    settings = Settings(knowledge=LIBRARY, cache=CACHE, data=tmp_path_factory.mktemp("data"), _env_file=None)
    return bootstrap.conversations(settings, None)  # type: ignore[arg-type]  # these tests decide and never store


def test_no_article_breaks_a_rule() -> None:
    assert run(LIBRARY, TODAY) == []


def test_every_document_is_quoted_and_talked_about_in_both_languages() -> None:
    library = build(LIBRARY)
    quoted = {library.source(product, quote) for product in library.products() for quote in library.quotes(product)}
    assert quoted == set(library.sources)
    for slug in library.sources:
        assert {talk["language"] for talk in TALKS if talk["document"] == slug} == set(LANGUAGES)
        assert sum(talk["document"] == slug for talk in TALKS) >= TWO


def test_every_article_has_the_present_form() -> None:
    library = build(LIBRARY)
    assert {library.article(product).version for product in library.products()} == {VERSION}


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk["name"])
def test_customers_are_helped(talk: dict[str, Any], conversations: Conversations) -> None:
    speaker = Talk(conversations, language=talk["language"])
    for turn in talk["turns"]:
        speaker.say(turn["say"])
        heard = "\n".join([speaker.text(), *speaker.titles()])
        assert not [words for words in turn["hear"] if words not in heard], heard
        assert not [words for words in turn.get("never", ()) if words in heard], heard

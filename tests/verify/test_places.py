"""Where to look: the file and line that a counter-example names are the right ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import bootstrap
from bot.bootstrap import DIALOGUE
from bot.dialogue.flows import Flows
from bot.dialogue.tracker import Tracker
from bot.verify import places
from bot.verify.world import World, facts_of
from knowledge.schema import LANGUAGES

ROOT = DIALOGUE.parent.parent
SOME = 7
"""Every so many responses are looked for."""


def line(where: str, root: Path = ROOT) -> str:
    """The line of a place."""
    file, _, number = where.partition(" ")[0].rpartition(":")
    return (root / file).read_text(encoding="utf-8").splitlines()[int(number) - 1]


@pytest.fixture(scope="module")
def flows() -> Flows:
    return bootstrap.dialogue().engine.flows


def at(flow: str, step: str) -> Tracker:
    return Tracker("places", {}, ({"flow": flow, "step": step},), {}, 0)


def test_every_step_of_every_flow_is_found_inside_its_flow(flows: Flows) -> None:
    for name, flow in flows.items():
        begins = int(places.flow_step(at(name, "no such step")).partition(" ")[0].rpartition(":")[2])
        for step in flow.steps:
            where = places.flow_step(at(name, step.id))
            number = int(where.partition(" ")[0].rpartition(":")[2])
            assert line(where).strip() == f"- id: {step.id}"
            assert 0 < number - begins < 200
            assert where.endswith(f" {name}.{step.id}")


def test_steps_of_the_same_name_stand_at_different_places(flows: Flows) -> None:
    found = [places.flow_step(at(name, step.id)) for name, flow in flows.items() for step in flow.steps]
    assert len({where.partition(" ")[0] for where in found}) == len(found)


def test_without_an_open_flow_it_says_so() -> None:
    assert places.flow_step(Tracker("places", {}, (), {}, 0)) == "bot/dialogue/flows: nothing open"


@pytest.mark.parametrize("language", LANGUAGES)
def test_responses_are_found_in_its_language(language: str) -> None:
    for name in sorted(bootstrap.dialogue().responses[language].names())[::SOME]:
        where = places.response(name, language)
        assert where.startswith(f"bot/dialogue/responses/{language}.yml:")
        assert line(where).strip() == f"{name}:"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_is_found_in_its_article(small: World, language: str) -> None:
    for fact in facts_of(small.article):
        where = places.article(small.home, small.product, fact.text(language))
        found = line(where.replace("knowledge/", ""), small.home)
        assert fact.text(language)[:10] in found


def test_what_stands_nowhere_is_looked_for_at_the_beginning(small: World) -> None:
    assert places.article(small.home, small.product, "Nobody has ever written this") == "knowledge/articles/sample.yml:1"
    assert places.response("utter_nothing_like_it", "en").startswith("bot/dialogue/responses/en.yml:1 ")

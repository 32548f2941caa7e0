"""Single norms on single messages, with a past that no conversation has: where their borders run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.settings import Settings
from bot.verify import faults
from bot.verify.check import SETTINGS, START, Task, Unknown, chosen, world_of
from bot.verify.edge import Edge
from bot.verify.memory import Memory
from bot.verify.moves import say
from bot.verify.norms import NORMS
from bot.verify.norms.norm import Text
from bot.verify.reading import Reader
from bot.verify.world import World
from tests.verify.said import CANCEL, SOLO, TEAM, Along

TODAY = START.date()


def found(norm: str, edge: Edge) -> list[str]:
    """What a norm says about a transition."""
    (wanted,) = chosen([norm])
    assert wanted.edge
    return [each.message for each in wanted.edge(edge)]


def of_text(norm: str, text: str, *, ours: bool = True, language: str = "en", **values: Any) -> list[str]:
    """What a norm says about a text."""
    (wanted,) = chosen([norm])
    assert wanted.text
    return [each.message for each in wanted.text(Text(language, text, "here", values.pop("name", "utter_thanks"), ours, **values))]


@pytest.fixture
def question(small: World) -> Edge:
    """The plan is asked."""
    return Along(small).say(CANCEL)


@pytest.fixture
def offer(small: World) -> Edge:
    """The offer is made."""
    return Along(small).say(CANCEL, SOLO)


@pytest.fixture
def steps(small: World) -> Edge:
    """The steps come."""
    return Along(small).say(CANCEL, SOLO, say("no"))


@pytest.fixture
def person(small: World) -> Edge:
    """A person has it."""
    return Along(small).say(CANCEL, TEAM)


@pytest.fixture(scope="module")
def shipped() -> World:
    """A shipped article."""
    return world_of(Settings(_env_file=None), Task("infusionsoft"))


def test_nothing_is_wrong_with_these(question: Edge, offer: Edge, steps: Edge, person: Edge) -> None:
    assert [found(norm.id, edge) for norm in NORMS if norm.edge for edge in (question, offer, steps, person) if found(norm.id, edge)] == []


@pytest.mark.parametrize(("replies", "broken"), [(1, False), (2, True)])
def test_the_third_reply_has_to_be_a_way_out(offer: Edge, replies: int, broken: bool) -> None:
    assert bool(found("N2", replace(offer, memory=Memory(replies=replies)))) is broken


def test_however_long_it_took_the_steps_are_a_way_out(steps: Edge, person: Edge) -> None:
    assert found("N2", replace(steps, memory=Memory(replies=9))) == found("N2", replace(person, memory=Memory(replies=9))) == []


@pytest.mark.parametrize(("days", "broken"), [(0, True), (364, True), (365, False)])
def test_an_offer_after_a_no_is_wrong_until_the_cool_down_ends(offer: Edge, days: int, broken: bool) -> None:
    memory = Memory(refused=TODAY - timedelta(days=days))
    assert bool(found("N4", replace(offer, memory=memory))) is broken


def test_a_second_offer_is_one_too_many(offer: Edge) -> None:
    assert found("N5", replace(offer, memory=Memory(offers=1))) == ["a second offer in one case"]


@pytest.mark.parametrize(("settings", "broken"), [(("normal",), False), (("strict",), True), (("none",), True), (SETTINGS, True)])
def test_an_offer_is_held_against_every_setting_that_it_stands_for(offer: Edge, settings: tuple[str, ...], broken: bool) -> None:
    assert bool(found("N5", replace(offer, settings=settings))) is broken


def test_consequences_that_were_told_before_need_not_come_again(steps: Edge) -> None:
    silent = replace(steps, decided=steps.decided._replace(events=[e for e in steps.events if not _before_steps(e)]))
    assert found("N9", silent) == ["not said before the step: “Your access ends at once.”"]
    assert found("N9", replace(silent, memory=Memory(told=frozenset({"Your access ends immediately."})))) == []


def _before_steps(event: dict[str, Any]) -> bool:
    return event["event"] == "bot" and event["metadata"]["response"] == "utter_before_steps"


def _spoiled(edge: Edge, **values: Any) -> Edge:
    """The same with a receipt that says something else."""

    def events() -> Iterator[dict[str, Any]]:
        for event in edge.events:
            is_receipt = event["event"] == "slot" and event["name"] == "receipt" and event["value"]
            yield {**event, "value": {**event["value"], **values}} if is_receipt else event

    return replace(edge, decided=edge.decided._replace(events=list(events())))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"revision": None}, "the receipt lacks revision"),
        ({"words": "", "name": None}, "the receipt lacks words, name"),
        ({"words": "something else"}, "the receipt does not hold the customer's own words"),
        ({"case": "PW-OTHER"}, "the customer is not told the case's name"),
        ({"outcome": "steps_given", "given": []}, "the receipt does not say what was given, and when it takes effect"),
    ],
)
def test_a_receipt_is_complete(person: Edge, values: dict[str, Any], message: str) -> None:
    assert message in found("N10", _spoiled(person, **values))


def test_numbers_of_a_fact_stand_in_its_quote() -> None:
    fact: dict[str, Any] = {"ours": False, "name": "fact", "quote": "Cancel 5 days before.", "document": "Cancel 5 days before."}
    assert of_text("N7", "Cancel 5 days before.", **fact) == []
    assert of_text("N7", "Cancel 7 days before.", **fact) == ["7 is not in the quote of “Cancel 7 days before.”"]
    assert of_text("N7", "Cancel 5 days before.", **{**fact, "document": "Another."}) == ["not in the document: “Cancel 5 days before.”"]


@pytest.mark.parametrize(
    "text", ["It costs 9 a month.", "See https://sample.example.", "Write to help@sample.example.", "It is € and more."]
)
def test_our_own_words_state_nothing_concrete(text: str) -> None:
    assert of_text("N7", text)
    assert of_text("N7", "At {day:date} it is {number} of {total}.") == []


def test_what_the_document_says_of_its_product_is_no_claim_of_ours() -> None:
    text = "Your account is cancelled at the end of the month."
    assert of_text("N14", text)
    assert of_text("N14", text, ours=False) == []


@pytest.mark.parametrize(("language", "text"), [("en", "Hi, I'm an automated assistant."), ("it", "Sono un assistente automatico.")])
def test_the_first_words_say_that_it_is_automated(language: str, text: str) -> None:
    assert of_text("N16", text, language=language, name="utter_introduce") == []
    assert of_text("N16", "Partwell.", language=language, name="utter_introduce") == ["does not say that it is automated"]
    assert of_text("N16", "Partwell.", language=language, name="utter_thanks") == []


def test_norms_are_chosen_by_their_names_however_written() -> None:
    assert [norm.id for norm in chosen(["n13", "N2"])] == ["N2", "N13"]
    assert [norm.id for norm in chosen([])] == [norm.id for norm in NORMS]
    with pytest.raises(Unknown, match=r"no norm N99; there are N1, N2"):
        chosen(["N1", "N99"])


def test_a_part_that_fails_beside_a_step_that_stays_on_the_screen_loses_nothing(shipped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "_TRIED", set())
    edge = Along(shipped).say(say("cancel", "product=infusionsoft", "fact=role:owner"), say("dont_know"), say("not_fact=role:owner"))
    assert edge.runs("action_consider_offer")
    assert not edge.gives_steps
    assert found("N13", edge) == []


def test_who_hears_that_something_was_noted_hears_what(shipped: World) -> None:
    along = Along(shipped)
    along.say(say("steps_now", "product=infusionsoft"), say("human"), say("done=2"))
    reader = Reader(shipped, [say("cancel", "product=infusionsoft", "reason=too_expensive"), say("date")])
    assert [len(group.moves) for group in reader.groups(along.node.trackers) if not group.moves[0].said["en"].from_button] == [1, 1]

"""What every flow must hold, whichever product, language and state: found by walking the dialogue, not by listing it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache

import pytest

from bot.turn import Conversations
from knowledge.library import build
from knowledge.schema import LANGUAGES
from knowledge.topics import GROUPS
from tests.conftest import Talk

GIBBERISH = "zxqv wrrk plmf"
DEPTH = 4
STEPS = {"utter_nothing_to_do", "utter_step", "utter_step_again", "utter_all_steps", "utter_only_step"}
OFFERS = {"utter_offer", "utter_ask_permission"}
QUESTIONS = [*(group for group in GROUPS if group != "cancel_trial"), "refund", "deadline"]
WITH_A_PAUSE = {"listkit"}
"""Whoever says «pause» there takes it: that is no question."""
DIGRESSIONS = [*QUESTIONS, "status", "source", "receipt", "are_you_bot", "thanks", "goodbye", "help", "out_of_scope", "complaint"]


@cache
def products() -> list[str]:
    return build().products()


def moves(talk: Talk) -> list[str]:
    """Every button on the screen, and gibberish."""
    shown = [payload for _, payload in talk.slots["buttons"]]  # type: ignore[attr-defined]
    return [*dict.fromkeys(shown), GIBBERISH]


def signature(talk: Talk) -> str:
    """What the future can depend on, without times and words."""
    names = (
        "product",
        "status",
        "path",
        "turns_left",
        "offer",
        "offer_answer",
        "step",
        "all_shown",
        "hurry",
        "question",
        "stuck",
        "waiting",
    )
    values = {name: talk.slots[name] for name in names} | {n: e["value"] for n, e in talk.slots["attributes"].items()}  # type: ignore[attr-defined]
    return json.dumps([values, list(talk.tracker.stack)], sort_keys=True)


def states(conversations: Conversations, product: str, language: str) -> Iterator[Talk]:
    """Every state with something open that buttons and gibberish lead to, up to a depth."""
    first = Talk(conversations, language=language)
    first.say(f'/cancel{{"product": "{product}"}}')
    seen, edge = {signature(first)}, [first]
    while edge:
        yield from edge
        following = []
        for talk in edge:
            for text in moves(talk) if len(talk.outcomes) < DEPTH else []:
                after = copied(talk)
                after.say(text)
                if after.tracker.stack and signature(after) not in seen:
                    seen.add(signature(after))
                    following.append(after)
        edge = following


def copied(talk: Talk) -> Talk:
    other = copy.copy(talk)
    other.outcomes = list(talk.outcomes)
    return other


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=products())
def product(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def everywhere(shared_conversations: Conversations, product: str, language: str) -> list[Talk]:
    return list(states(shared_conversations, product, language))


def test_cancel_now_gets_the_steps_or_a_person_in_that_reply(everywhere: list[Talk]) -> None:
    for talk in everywhere:
        after = copied(talk)
        after.say("/cancel_now")
        handed_off = after.outcomes[-1].handoff is not None
        assert STEPS & set(after.responses()) or handed_off, (after.outcomes, after.text())
        assert not OFFERS & set(after.responses())


def test_a_person_is_there_for_the_asking(everywhere: list[Talk]) -> None:
    for talk in everywhere:
        after = copied(talk)
        after.say("/human")
        assert after.outcomes[-1].handoff
        assert not OFFERS & set(after.responses())
        assert after.slots["receipt"]


def test_a_question_in_between_is_answered_and_the_case_goes_on(everywhere: list[Talk]) -> None:
    for talk in everywhere:
        for intent in DIGRESSIONS:
            if intent == "pause" and talk.slots["product"] in WITH_A_PAUSE:
                continue
            after = copied(talk)
            outcome = after.say(f"/{intent}")
            assert len(outcome.replies) >= 1, intent
            assert all(reply.text for reply in outcome.replies), intent
            assert after.tracker.stack or after.slots["status"] == "handed_off", intent


def test_keeping_closes_the_case_from_everywhere_and_claims_nothing(everywhere: list[Talk]) -> None:
    for talk in everywhere:
        after = copied(talk)
        after.say("/keep")
        assert not after.tracker.stack
        assert after.slots["status"] == "kept"
        assert after.slots["receipt"]


def test_starting_over_forgets_the_case_from_everywhere(everywhere: list[Talk]) -> None:
    for talk in everywhere:
        after = copied(talk)
        after.say("/start_over")
        assert not after.tracker.stack
        assert after.slots["product"] is None
        assert after.slots["attributes"] == {}


def test_an_offer_comes_once_with_the_way_past_it_first(everywhere: list[Talk]) -> None:
    for talk in everywhere:
        made = [reply for outcome in talk.outcomes for reply in outcome.replies if reply.response == "utter_offer"]
        assert len({reply.text for reply in made}) <= 1
        for reply in made:
            assert reply.buttons[0].payload == "/deny"


def test_no_means_no(everywhere: list[Talk]) -> None:
    for talk in everywhere:
        if talk.tracker.collecting(talk.conversations.engine.flows) != "offer_answer":
            continue
        after = copied(talk)
        after.say("/deny")
        assert STEPS & set(after.responses())
        after.say("/keep", f'/cancel{{"product": "{after.slots["product"]}"}}')
        assert not OFFERS & set(after.responses())
        assert "utter_ask_reason" not in after.responses()


def test_whatever_is_answered_the_third_reply_has_the_steps_or_a_person(
    shared_conversations: Conversations, product: str, language: str
) -> None:
    """N2, over every way to answer with buttons, gibberish and questions."""
    first = Talk(shared_conversations, language=language)
    first.say(f'/cancel{{"product": "{product}"}}')
    edge = [first]
    for _ in range(2):
        edge = [_after(talk, text) for talk in edge for text in [*moves(talk), "/refund", "/back", "/cancel"] if not _out(talk)]
    assert all(_out(talk) for talk in edge)


def _after(talk: Talk, text: str) -> Talk:
    after = copied(talk)
    after.say(text)
    return after


def _out(talk: Talk) -> bool:
    """Whether the steps, a handoff, or what the customer chose instead has come."""
    said = {reply.response for outcome in talk.outcomes for reply in outcome.replies}
    return bool(STEPS & said) or talk.slots["status"] in ("handed_off", "kept", "offer_accepted")


def test_the_same_message_twice_moves_nothing_that_is_final(everywhere: list[Talk]) -> None:
    for talk in everywhere:
        once = copied(talk)
        once.say("/keep")
        closed = once.slots["case"], once.slots["receipt"]
        once.say("/keep")
        assert (once.slots["case"], once.slots["receipt"]) == closed


def test_both_languages_have_the_same_states(shared_conversations: Conversations, product: str) -> None:
    english, italian = ([signature(t) for t in states(shared_conversations, product, language)] for language in LANGUAGES)
    assert english == italian

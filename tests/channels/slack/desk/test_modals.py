"""What agents fill in, and what they may be told about it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.slack.desk.modals import MOST, NAMES, Modals
from bot.channels.slack.desk.tag import Tag
from bot.dialogue.replies import Responses
from bot.turn import Conversations
from knowledge.pressure import found
from knowledge.schema import LANGUAGES
from tests.channels.slack.check_payload import problems
from tests.channels.slack.desk.conftest import ONE
from tests.channels.slack.desk.test_card import CASES, brief_of, handoff

TAG = Tag("PW-1")


def modals(language: str) -> Modals:
    return Modals(Responses(language), {each: Responses(each) for each in LANGUAGES}, lambda user: user == ONE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_modal_is_what_slack_takes(name: str, language: str, shared_conversations: Conversations) -> None:
    made = handoff(brief_of(shared_conversations, CASES["premium"]))
    form = modals(language).form(name, TAG, made, "as it was sent")
    assert problems(form) == []
    assert (form["callback_id"], Tag.of(form["private_metadata"])) == (f"desk_{name}", TAG)
    assert problems(modals(language).loading(name)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_for_a_rule_of_ours_nothing_of_the_document_is_suggested(language: str, shared_conversations: Conversations) -> None:
    brief = {**brief_of(shared_conversations, CASES["premium"]), "house": True, "language": language}
    suggested = modals("en").suggested(handoff(brief))
    assert brief["case"] in suggested
    assert "Success Manager" not in suggested
    assert found(suggested, language) == []


@pytest.mark.parametrize("rule", CASES)
def test_an_answer_is_suggested_for_every_case_in_the_customers_language(rule: str, shared_conversations: Conversations) -> None:
    brief = brief_of(shared_conversations, CASES[rule])
    for language in LANGUAGES:
        suggested = modals("en").suggested(handoff({**brief, "language": language}))
        assert brief["case"] in suggested
        assert "None" not in suggested
        assert found(suggested, language) == []


@pytest.mark.parametrize(
    ("name", "values", "wrong"),
    [
        ("reply", {"reply": "hello"}, {}),
        ("reply", {"reply": " \n"}, {"reply": "Please write something."}),
        ("reply", {"reply": None}, {"reply": "Please write something."}),
        ("edit", {"reply": "x" * (MOST + 1)}, {"reply": f"At most {MOST} characters."}),
        ("transfer", {"agent": ONE}, {}),
        ("transfer", {"agent": "U0STRANGER"}, {"agent": "This is not one of the agents."}),
        ("transfer", {}, {"agent": "This is not one of the agents."}),
        ("resolve", {"outcome": "kept", "note": None}, {}),
    ],
)
def test_what_is_wrong_stands_on_its_field(name: str, values: dict[str, Any], wrong: dict[str, str]) -> None:
    assert modals("en").errors(name, values) == wrong


def test_a_tag_survives_the_way_through_slack() -> None:
    tag = Tag("PW-1", "view/T/V1")
    assert Tag.of(tag.value) == tag
    with pytest.raises(ValueError, match="no tag"):
        Tag.of("something else")

"""What is known of a message: by name, by topic, and as JSON and Rasa's formats carry it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.acts import ALPHABET, Act
from bot.understanding.reading import Reading

SAID = Reading(
    "cancel List Kit, we go to Notion",
    "en",
    (Act("product", "listkit", words="List Kit"), Act("cancel", "", 0.9), Act("moves_to", "Notion", 0.95, words="Notion")),
    (Act("ask", "refund", 0.97),),
)
acts = st.lists(st.builds(Act, st.sampled_from(sorted(ALPHABET)), st.text(max_size=5), st.floats(0, 1)), max_size=5).map(tuple)


def test_acts_are_found_by_name_in_the_order_said() -> None:
    assert [act.name for act in SAID.all("cancel")] == ["cancel"]
    assert SAID.first("moves_to", "cancel") == SAID.acts[1]
    assert SAID.says("keep", "cancel")
    assert not SAID.says("ask")


def test_a_topic_is_asked_once() -> None:
    asked = Reading("?", "en", (Act("ask", "refund"), Act("ask", "data_kept"), Act("ask", "refund")))
    assert asked.topics == ["refund", "data_kept"]


def test_the_intent_is_what_is_said_most_surely_besides_names() -> None:
    assert (SAID.intent, SAID.confidence) == ("cancel", 0.9)


def test_a_name_alone_is_the_intent() -> None:
    assert Reading("ListKit", "en", (Act("product", "listkit"),)).intent == "product=listkit"


def test_what_says_nothing_is_out_of_scope_and_sure_of_nothing() -> None:
    assert (Reading("", "en").intent, Reading("", "en").confidence) == ("out_of_scope", 0.0)


def test_names_have_their_place_in_the_text() -> None:
    product, destination = SAID.as_data()["entities"]
    assert product == {"entity": "product", "value": "listkit", "start": 7, "end": 15}
    assert SAID.text[destination["start"] : destination["end"]] == "Notion"


def test_a_click_carries_the_values_that_it_names() -> None:
    found = Reading("Premium", "en", values={"plan": "premium"}, from_button=True).as_data()
    assert found["entities"] == [{"entity": "attribute", "name": "plan", "value": "premium"}]


@given(acts, acts)
def test_any_reading_is_json(said: tuple[Act, ...], considered: tuple[Act, ...]) -> None:
    found = Reading("…", "en", said, considered).as_data()
    assert json.loads(json.dumps(found))["acts"] == [act.as_data() for act in said]
    assert 0 <= found["confidence"] <= 1
    assert len(found["ranked"]) <= 5

"""A click says exactly what its button says; a title or a number that is typed is a click; anything else is words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.acts import ALPHABET, VALUED, Act
from bot.understanding.recognisers.button import NAMES, pressed, typed
from knowledge.topics import GROUPS, TOPICS

SHOWN = [("Premium", "/a"), ("Essentials", "/b"), ("I'm not an admin", "/c"), ("Talk to our team", "/d")]


def written(payload: str) -> list[str]:
    found = pressed(payload)
    assert found is not None
    return [act.written() for act in found.acts]


@pytest.mark.parametrize("name", sorted(ALPHABET - VALUED - GROUPS.keys()))
def test_an_act_is_a_button(name: str) -> None:
    assert written(f"/{name}") == [name]


@pytest.mark.parametrize("name", [*TOPICS, *GROUPS])
def test_a_topic_is_a_button(name: str) -> None:
    assert written(f"/{name}") == [f"ask={name}"]


@pytest.mark.parametrize(("name", "act"), NAMES.items())
def test_a_button_of_an_earlier_message_is_still_heard(name: str, act: str) -> None:
    values = '{"language": "en"}' if act == "language" else ""
    assert written(f"/{name}{values}")[0].startswith(act)


def test_values_come_with_a_click() -> None:
    assert written('/cancel{"product": "listkit"}') == ["product=listkit", "cancel"]
    assert written('/reason{"reason": "other"}') == ["reason=other"]
    assert written('/at{"step": "5"}') == ["at=5"]


def test_a_click_may_name_what_the_account_has() -> None:
    found = pressed('/inform{"plan": "premium", "role": "permitted", "product": "kustomer"}')
    assert found == ((Act("product", "kustomer", agreed=True),), {"plan": "premium", "role": "permitted"})


def test_a_click_is_sure() -> None:
    found = pressed("/keep")
    assert found
    assert [(act.confidence, act.agreed) for act in found.acts] == [(1.0, True)]


def test_blanks_behind_a_payload_do_not_count() -> None:
    assert written("/yes \n") == written("/yes{}") == ["yes"]


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "/",
        "//yes",
        "/ yes",
        "/yes now",
        "yes",
        "/nothing_like_it",
        "/inform{",
        "/inform{]}",
        '/inform{"plan": }',
        '/inform{"plan": "premium"} and more',
        '/inform["plan"]',
        '/inform{"plan": 1}',
        '/inform{"plan": null}',
        '/inform{"plan": ["premium"]}',
        '/inform{"plan": {"a": "b"}}',
        '/inform{"plan": NaN}',
        '/inform{"a": ' * 40,
        '/inform{"a":' + "[" * 100_000 + "}",
    ],
)
def test_what_is_no_proper_payload_is_words(payload: str) -> None:
    assert pressed(payload) is None


@given(st.text())
def test_no_text_breaks_a_click(text: str) -> None:
    pressed(text)
    pressed("/inform" + text)
    pressed("/cancel" + json.dumps({"product": text}))


# typed


@pytest.mark.parametrize(
    "text",
    ["Essentials", "essentials.", "ESSENTIALS!", "essentials, please", "2", "2.", "#2", "the second one", "la seconda, grazie", "option 2"],
)
def test_a_title_or_a_number_is_a_click(text: str) -> None:
    assert typed(text, SHOWN) == SHOWN[1]


@pytest.mark.parametrize("text", ["I’m not an admin", "i'm not an admin", "I`m not an admin."])
def test_a_title_is_typed_with_any_apostrophe(text: str) -> None:
    assert typed(text, SHOWN) == SHOWN[2]


def test_of_two_alike_the_first_is_meant() -> None:
    assert typed("same", [("Same", "/1"), ("Same", "/2")]) == ("Same", "/1")


@pytest.mark.parametrize("text", ["7", "essentials or premium?", "2 users", "is it essentials", "", "the last invoice"])
def test_what_is_not_on_the_screen_is_words(text: str) -> None:
    assert typed(text, SHOWN) is None


@given(st.text(max_size=80), st.lists(st.tuples(st.text(max_size=10), st.text(max_size=10)), max_size=4))
def test_any_text_and_any_buttons_are_taken(text: str, shown: list[tuple[str, str]]) -> None:
    found = typed(text, shown)
    assert found is None or found in shown

"""Whatever the dialogue can say is a message that Slack takes, in both languages: found by walking it, and by saying
every response with the longest and strangest values.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.slack.blocks.escape import unescaped
from bot.channels.slack.blocks.rendering import clicked, dialogue_fingerprint, messages
from bot.dialogue.replies import Button, Reply, Responses
from bot.turn import Conversations, Outcome
from knowledge.schema import LANGUAGES
from tests.channels.slack.check_payload import problems
from tests.conftest import Talk
from tests.dialogue.test_every_flow import DIGRESSIONS, WITH_A_PAUSE, copied, products, states

PLACE = "abcdef-0123456789ab"
TEXTS = {language: Responses(language) for language in LANGUAGES}
LATELY = [
    "/current_step",
    "/cancel_now",
    "/human",
    "/keep",
    "/start_over",
    "/receipt",
    "zxqv wrrk plmf",
    "my next invoice is on 15 December",
]
EXTREME = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=2000),
    st.sampled_from(
        [
            "&" * 2000,
            "<" * 2000,
            "w" * 2000,
            "\u2067" + "א" * 1998 + "\u2069",
            "👨‍👩‍👧" * 400,
            "```\n" * 500,
            "<!channel> " * 180,
            "• \n" * 600,
        ]
    ),
)
"""What a customer may send: `conversation.LONGEST` characters of anything."""
VALUES = {
    "date": st.dates().map(str),
    "time": st.datetimes().map(lambda moment: moment.isoformat()),
    "moment": st.datetimes().map(lambda moment: moment.isoformat()),
    "count": st.integers(0, 10**6),
}
LISTS = ("bullets", "numbers", "list", "or")


def outcomes(conversations: Conversations, product: str, language: str) -> Iterator[tuple[Talk, Outcome]]:
    """Every reply of a walk: of each state, and of what can be said in between where something else is asked or shown."""
    seen = set()
    for talk in states(conversations, product, language):
        yield talk, talk.outcomes[-1]
        where = tuple(str(talk.slots[name]) for name in ("path", "all_shown", "question", "offer", "stuck"))
        digressions = [*(f"/{intent}" for intent in DIGRESSIONS), *LATELY] if where not in seen else []
        seen.add(where)
        for said in digressions:
            after = copied(talk)
            yield after, after.say(said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("product", products())
def test_every_turn_of_the_dialogue_is_a_right_message(shared_conversations: Conversations, product: str, language: str) -> None:
    responses = shared_conversations.responses[language]
    offers = 0
    for talk, outcome in outcomes(shared_conversations, product, language):
        place = dialogue_fingerprint(talk.tracker)
        (payload,) = messages(outcome.replies, responses, place)
        elements = [element for block in payload["blocks"] if block["type"] == "actions" for element in block["elements"]]
        assert problems(payload) == [], payload
        assert not [element for element in elements if "accessibility_label" in element], "a title that cannot be seen whole"
        values = [element["value"] for element in elements if element["action_id"] != "why"]
        shown = {payload for _, payload in talk.slots["buttons"]}  # type: ignore[attr-defined]
        assert {clicked(value, talk.tracker) for value in values} == shown
        offers += _offer_is_fair(outcome, elements)
    assert offers or product not in WITH_A_PAUSE


def _offer_is_fair(outcome: Outcome, elements: list[dict[str, Any]]) -> bool:
    """The way on to cancelling is there beside an offer, before it, and as heavy (N3)."""
    if not outcome.offer:
        return False
    made = next(reply for reply in outcome.replies if "offer" in reply.custom)
    titles = [element["text"]["text"] for element in elements]
    assert titles.index(made.buttons[0].title) < titles.index(made.buttons[1].title)
    assert made.buttons[0].payload == "/deny"
    assert {element.get("style") for element in elements} == {None}
    return True


def values_of(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Something for every field of a response."""
    fields = {field: spec.split(" ")[0] for _, field, spec, _ in string.Formatter().parse(TEXTS["en"].raw(name)) if field}
    chosen = {field: st.lists(EXTREME, max_size=12) if kind in LISTS else VALUES.get(kind or "", EXTREME) for field, kind in fields.items()}
    return st.fixed_dictionaries(chosen)


CUSTOM = st.fixed_dictionaries(
    {},
    optional={
        "facts": st.lists(st.fixed_dictionaries({"product": st.just("kustomer"), "quote": EXTREME}), max_size=80),
        "offer": st.just({"kind": "pause"}),
        "translated": st.booleans(),
    },
)
BUTTONS = st.lists(st.builds(Button, st.text("ab &<*", min_size=1, max_size=90).map("t{}".format), EXTREME), max_size=40)


@settings(max_examples=6)
@pytest.mark.parametrize("name", sorted(name for name in TEXTS["en"].names() if name.startswith("utter_")))
@given(data=st.data())
def test_every_response_with_any_values_is_right_messages(name: str, data: st.DataObject) -> None:
    language, custom = data.draw(st.sampled_from(LANGUAGES)), data.draw(CUSTOM)
    text = TEXTS[language].text(name, **data.draw(values_of(name)))
    if name in ("utter_step", "utter_step_again"):
        custom = {**custom, "step": {"number": 2, "total": 4}}
    for payload in messages([Reply(text, tuple(data.draw(BUTTONS)), name, custom)], TEXTS[language], PLACE):
        assert problems(payload) == []


@settings(max_examples=25)
@given(st.sampled_from(LANGUAGES), st.lists(st.builds(Reply, EXTREME, BUTTONS.map(tuple), st.just(""), CUSTOM), max_size=6))
def test_any_replies_in_one_turn_are_right_messages_that_say_all_of_it(language: str, replies: list[Reply]) -> None:
    payloads = messages(replies, TEXTS[language], PLACE)
    assert [problem for payload in payloads for problem in problems(payload)] == []
    said = unescaped("".join(payload["text"] for payload in payloads))
    assert all(word in said for reply in replies for word in reply.text.split() if len(word) < 200)

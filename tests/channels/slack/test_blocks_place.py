"""What a click means: only what its button meant where it was shown, and only to whom it was shown."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack.blocks.rendering import clicked, dialogue_fingerprint, is_owner, mark_of, understood
from bot.dialogue.tracker import fold, restored
from bot.turn import Conversations
from tests.conftest import Talk

ESSENTIALS = '/inform{"plan": "essentials"}'
BEGINNING = '/cancel{"product": "kustomer"}'


def value(talk: Talk, payload: str) -> str:
    """The value of a button that is shown now."""
    assert payload in [shown for _, shown in talk.slots["buttons"]]  # type: ignore[attr-defined]
    return f"{dialogue_fingerprint(talk.tracker)}.{mark_of(payload)}"


@pytest.fixture
def stepping(talk: Talk) -> Talk:
    talk.say(BEGINNING, ESSENTIALS)
    assert talk.slots["step"] == 1
    return talk


def test_every_button_that_is_shown_means_its_payload(talk: Talk) -> None:
    for said in (BEGINNING, "/none_of_these", "/step_done", "/step_stuck", "/refund", "/all_steps", "/keep"):
        talk.say(said)
        for _, payload in talk.slots["buttons"]:  # type: ignore[attr-defined]
            assert clicked(value(talk, payload), talk.tracker) == payload


def test_a_second_click_is_stale_once_the_first_has_moved_on(stepping: Talk) -> None:
    done = value(stepping, "/step_done")
    stepping.say("/step_done")
    assert clicked(done, stepping.tracker) is None
    assert stepping.slots["step"] == 2


def test_a_question_in_between_leaves_the_buttons_before_it_good(stepping: Talk) -> None:
    done = value(stepping, "/step_done")
    stepping.say("/refund", "thanks", "/status")
    assert clicked(done, stepping.tracker) == "/step_done"


def test_a_button_of_another_case_or_product_is_stale(stepping: Talk) -> None:
    done = value(stepping, "/step_done")
    stepping.say("/keep", '/cancel{"product": "octopus_crm"}', "/cancel_now")
    assert stepping.slots["step"] == 1
    assert clicked(done, stepping.tracker) is None


def test_the_same_step_of_the_same_product_in_a_later_case_is_another_place(stepping: Talk) -> None:
    done = value(stepping, "/step_done")
    stepping.say("/keep", BEGINNING, "/dont_know")
    assert stepping.slots["step"] == 1
    assert clicked(done, stepping.tracker) is None


@pytest.mark.parametrize(
    ("slot", "other"),
    [
        ("product", "listkit"),
        ("status", "kept"),
        ("path", "other"),
        ("offer", "pause"),
        ("step", 2),
        ("all_shown", True),
        ("question", ["plan"]),
    ],
)
def test_whatever_changes_what_a_button_means_changes_the_place(stepping: Talk, slot: str, other: object) -> None:
    assert dialogue_fingerprint(fold(stepping.tracker, [{"event": "slot", "name": slot, "value": other}])) != dialogue_fingerprint(
        stepping.tracker
    )


def test_an_old_offer_is_stale_once_it_was_refused(talk: Talk) -> None:
    talk.say('/cancel{"product": "listkit"}', '/reason{"reason": "taking_a_break"}')
    taken = value(talk, "/take_offer")
    talk.say("/deny")
    assert clicked(taken, talk.tracker, understood(["take_offer", "cancel_now"], [])) is None


def test_a_person_is_never_refused(stepping: Talk) -> None:
    person = value(stepping, "/human")
    stepping.say("/keep")
    assert clicked(person, stepping.tracker) == "/human"


def test_another_persons_click_means_nothing_not_even_the_one_for_a_person(stepping: Talk) -> None:
    other = stepping.tracker._replace(sender_id="somebody else")
    for payload in ("/step_done", "/human"):
        assert clicked(value(stepping, payload), other) is None
        assert not is_owner(value(stepping, payload), other.sender_id)
        assert is_owner(value(stepping, payload), stepping.tracker.sender_id)


def test_a_button_of_small_talk_still_works_after_more_of_it(talk: Talk) -> None:
    talk.say("/help")
    product = value(talk, '/cancel{"product": "listkit"}')
    talk.say("thanks")
    assert clicked(product, talk.tracker) is None
    assert clicked(product, talk.tracker, understood(["cancel"], ["kustomer", "listkit"])) == '/cancel{"product": "listkit"}'


def test_a_place_is_the_same_for_a_tracker_that_was_kept_and_read_again(talk: Talk, shared_conversations: Conversations) -> None:
    initial = shared_conversations.domain.initial_slots()
    for said in (BEGINNING, "/none_of_these", "/step_done", "/back", "/human"):
        talk.say(said)
        again = restored(talk.tracker.sender_id, json.loads(json.dumps(talk.tracker.state())), initial)
        assert dialogue_fingerprint(again) == dialogue_fingerprint(talk.tracker)


def test_both_languages_stand_at_the_same_places(shared_conversations: Conversations) -> None:
    english, italian = (Talk(shared_conversations, language=language) for language in ("en", "it"))
    for said in (BEGINNING, "/none_of_these", "/step_done", "/all_steps"):
        english.say(said)
        italian.say(said)
        assert dialogue_fingerprint(english.tracker) == dialogue_fingerprint(italian.tracker)


def test_a_value_tells_nothing_to_whoever_reads_it(stepping: Talk) -> None:
    for _, payload in stepping.slots["buttons"]:  # type: ignore[attr-defined]
        written = value(stepping, payload)
        assert set(written) <= set("0123456789abcdef-.")
        assert len(written) <= 150


@given(st.text(max_size=60) | st.from_regex(r"[0-9a-f]{6}-[0-9a-f]{12}\.[0-9a-f]{10}", fullmatch=True))
def test_a_value_that_nobody_was_shown_means_nothing(shared_conversations: Conversations, written: str) -> None:
    talk = Talk(shared_conversations)
    assert clicked(written, talk.tracker, understood(["cancel_now"], ["listkit"])) is None


@given(st.text(max_size=40), st.text(max_size=40))
def test_different_payloads_have_different_marks(one: str, other: str) -> None:
    assert (mark_of(one) == mark_of(other)) == (one == other)


def test_a_lone_half_of_a_character_breaks_nothing() -> None:
    assert mark_of("\ud800") != mark_of("a")

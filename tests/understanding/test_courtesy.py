"""Please, thanks and sorry stand around an answer, and the answer counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.courtesy import without_courtesy

MEANT = [
    ("Done, thanks", "Done"),
    ("thanks, done", "done"),
    ("perfect, that worked, thank you", "that worked"),
    ("done thank you so much!", "done"),
    ("Great, done. Many thanks for your help!", "done"),
    ("I'm stuck, please help", "I'm stuck"),
    ("I'm stuck please", "I'm stuck"),
    ("sorry, I'm stuck. Can you help me?", "I'm stuck"),
    ("yes please", "yes"),
    ("no, thank you", "no"),
    ("fatto, grazie", "fatto"),
    ("fatto grazie mille", "fatto"),
    ("grazie, fatto!", "fatto!"),
    ("ottimo, ha funzionato, grazie dell'aiuto", "ha funzionato"),
    ("scusi, non riesco, mi può aiutare?", "non riesco"),
    ("sono bloccato, aiuto", "sono bloccato"),
    ("no grazie", "no"),
    ("sì, per favore", "sì"),
]
ONLY = [
    "thanks",
    "thanks a lot!",
    "ok thanks",
    "Ok perfect, thanks",
    "please",
    "please help",
    "grazie mille",
    "va bene, grazie",
    "scusa",
    "aiuto",
    "",
    "?",
]
NOT_COURTESY = [
    "thanks for nothing, I'm stuck",
    "please cancel listkit",
    "good morning team",
    "help me cancel",
    "sorry that I must cancel it",
]


@pytest.mark.parametrize(("text", "meant"), MEANT)
def test_the_answer_is_left(text: str, meant: str) -> None:
    assert without_courtesy(text) == meant


@pytest.mark.parametrize("text", ONLY + NOT_COURTESY)
def test_what_is_courtesy_alone_or_none_stays(text: str) -> None:
    assert without_courtesy(text) == text


@given(st.text(alphabet=st.sampled_from("thanks please,. grazieok!?"), max_size=200))
def test_something_is_always_left(text: str) -> None:
    rest = without_courtesy(text)
    assert rest in text
    assert bool(rest.strip()) == bool(text.strip())

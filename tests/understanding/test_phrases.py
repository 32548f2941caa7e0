"""A phrase that means one thing is that thing when it is the whole message, where it can be meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.expectation import Open
from bot.language.lexicon import languages, lexicon
from bot.understanding.phrases import LONGEST, ONLY_WHERE, Phrases

PHRASES = Phrases.load()
LISTED = [(act, str(phrase)) for language in languages() for act, listed in lexicon(language)["exact"].items() for phrase in listed]


@pytest.mark.parametrize(("act", "phrase"), LISTED)
def test_every_listed_phrase_means_its_act_where_it_can_be_meant(act: str, phrase: str) -> None:
    found = PHRASES.act(phrase, min(ONLY_WHERE.get(act, [Open.steps])))
    assert found
    assert (found.name, found.confidence, found.agreed) == (act, 1.0, True)


@pytest.mark.parametrize("text", ["Done!", "DONE", " done. ", "Done :)", "All  done", "Sì, fatto"])
def test_case_and_marks_do_not_count(text: str) -> None:
    assert PHRASES.act(text, Open.steps)


@pytest.mark.parametrize("text", ["not done", "done?? no", "keep it away from me", "non resto", "fatto male", ""])
def test_a_phrase_within_a_message_is_no_phrase(text: str) -> None:
    assert PHRASES.act(text, Open.steps) is None


@pytest.mark.parametrize(("text", "place"), [("done", Open.offer), ("back", Open.nothing), ("i accept", Open.steps), ("skip", Open.kept)])
def test_a_phrase_means_nothing_where_it_cannot_be_meant(text: str, place: Open) -> None:
    assert PHRASES.act(text, place) is None


def test_what_means_different_things_means_neither() -> None:
    meanings: dict[str, set[str]] = {}
    for act, phrase in LISTED:
        meanings.setdefault(phrase.lower(), set()).add(act)
    assert not [phrase for phrase, acts in meanings.items() if len(acts) > 1 and PHRASES.act(phrase, Open.steps)]


@given(st.text(max_size=LONGEST * 2), st.sampled_from(Open))
def test_any_text_is_taken(text: str, place: Open) -> None:
    PHRASES.act(text, place)

"""A wish for another language is told from a mention of one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.reader import Reader
from bot.understanding.reading import Context
from bot.understanding.recognisers.tongue import ASKED, HEARD, wished

WISHES = {
    "it": ["in english please", "in inglese per favore", "inglese", "possiamo continuare in inglese?", "puoi scrivere in inglese?",
           "can you write in English", "preferirei in inglese", "switch to english"],
    "en": ["in italiano per favore", "Italian please", "italiano", "parli italiano?", "can we do this in Italian please",
           "could you switch to Italian", "I'd rather have it in Italian", "scrivi in italiano"],
}  # fmt: skip
MENTIONS = {
    "it": ["ma mi toccherà in inglese?", "ma mi toccherà scrivere in inglese?", "il loro supporto è in inglese?",
           "se chiamo mi parlano in inglese?", "devo compilare il modulo in inglese?", "il team è inglese", "la schermata è in inglese",
           "a me è tutto in inglese, non capisco quale bottone", "me lo traduci dall'inglese?", "io non parlo inglese"],
    "en": ["will I have to write to them in Italian?", "is their support in Italian only?", "my screen is in Italian",
           "my colleague is Italian", "we are an Italian company", "how do I set it to Italian?", "what is that in Italian?",
           "does their team answer in Italian?", "do they speak Italian there?", "I don't speak Italian"],
}  # fmt: skip
OTHER = {"it": "en", "en": "it"}


@pytest.mark.parametrize(("language", "text"), [(language, text) for language, texts in WISHES.items() for text in texts])
def test_a_wish_is_heard(reader: Reader, language: str, text: str) -> None:
    acts = reader.read(text, context=Context(language)).acts
    assert [act.value for act in acts if act.name == "language"] == [OTHER[language]]


@pytest.mark.parametrize(("language", "text"), [(language, text) for language, texts in MENTIONS.items() for text in texts])
def test_a_mention_is_no_wish(reader: Reader, language: str, text: str) -> None:
    reading = reader.read(text, context=Context(language))
    assert not reading.says("language")
    assert reading.language == language


@given(st.text(), st.floats(0, 1))
def test_what_was_hardly_heard_is_no_wish_whatever_is_said(clause: str, share: float) -> None:
    assert 0 <= wished(clause, share) <= max(share, ASKED)
    assert share >= HEARD or wished(clause, share) <= share

"""Which words of a message tell a fact: the article's own phrase for it, which a brief and a receipt quote."""

from __future__ import annotations

import pytest

from bot.understanding.recognisers.facts import phrase_of
from knowledge.library import Library

TOLD = [
    ("seller:reseller", "we pay monthly and bought it through a reseller, please end it", "through a reseller"),
    ("seller:reseller", "l'abbiamo preso tramite un rivenditore, si paga ogni mese", "tramite un rivenditore"),
    ("seller:reseller", "it wasn’t bought direct but through a reseller", "through a reseller"),
    ("stage:trial", "Siamo ancora In Prova", "In Prova"),
]
UNTOLD = [
    ("seller:reseller", "somebody in Leeds sold it to us"),
    ("stage:trial", "bought it through a reseller"),
    ("seats:12", "through a reseller, twelve seats"),
]


@pytest.mark.parametrize(("fact", "text", "words"), TOLD)
def test_the_articles_own_phrase_is_found_as_it_was_written(fact: str, text: str, words: str, library: Library) -> None:
    assert phrase_of(fact, library.article("activecampaign"), text) == words


@pytest.mark.parametrize(("fact", "text"), UNTOLD)
def test_words_for_another_fact_or_for_none_are_not_taken(fact: str, text: str, library: Library) -> None:
    assert phrase_of(fact, library.article("activecampaign"), text) is None

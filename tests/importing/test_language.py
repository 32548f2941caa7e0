"""A language is a file with the same keys as the others."""

from __future__ import annotations

import re

import pytest

from knowledge.importing.words import languages, likely_language, words


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_same_lists(language: str) -> None:
    one, other = words(language), words("en")
    assert set(one.patterns) == set(other.patterns)
    assert {name: set(group) for name, group in one.groups.items()} == {name: set(group) for name, group in other.groups.items()}


@pytest.mark.parametrize("language", languages())
def test_no_entry_matches_nothing_at_all(language: str) -> None:
    for name, pattern in words(language).patterns.items():
        if name != "governs":
            assert not re.fullmatch(pattern, ""), name


def test_the_language_of_a_page_is_found_out() -> None:
    assert likely_language("Per annullare il tuo abbonamento, fai clic su Settings e poi su Billing.") == "it"
    assert likely_language("To cancel your subscription, click Impostazioni and then Fatturazione.") == "en"

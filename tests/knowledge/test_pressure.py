"""What may not be said is found however it is written, and what has to be said is left alone."""

from __future__ import annotations

import pytest

from knowledge.pressure import HARMLESS, PRESSURE, found, phrases
from knowledge.schema import LANGUAGES


def test_both_languages_name_the_same_kinds_of_pressure() -> None:
    assert set(PRESSURE) == set(HARMLESS) == set(LANGUAGES)
    assert len({tuple(kinds) for kinds in PRESSURE.values()}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_finds_itself(language: str) -> None:
    for phrase in phrases(language):
        assert phrase in found(f"«{phrase.upper()}!»", language)
    assert len(set(phrases(language))) == len(phrases(language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Are you  sure\nyou want to cancel?"),
        ("en", "We’ll miss you!"),
        ("en", "Don't not cancel"),
        ("en", "Please don’t go."),
        ("it", "Sei sicuro di voler annullare?"),
        ("it", "Che peccato!"),
        ("it", "È l’ultima occasione"),
    ],
)
def test_pressure_is_found(language: str, text: str) -> None:
    assert found(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "You lose access immediately, and your data is deleted after 60 days."),
        ("en", "If you are not sure, say so. There is no hurry."),
        ("en", "Nothing is charged unless you upgrade by hand."),
        ("en", "You can dismiss your plan."),
        ("it", "Non ti addebiteremo nulla a meno che non esegui l'upgrade."),
        ("it", "Se non sei sicuro, scegli “Non lo so”."),
        ("it", "Perdi subito l'accesso e i dati sono eliminati."),
    ],
)
def test_what_has_to_be_said_is_no_pressure(language: str, text: str) -> None:
    assert found(text, language) == []

"""The bank's article passes what ours pass, and brings no new kind of thing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot import bootstrap
from bot.bootstrap import DIALOGUE
from bot.data_files import read
from knowledge import checks
from knowledge.conditions import completions, eligible, matching
from knowledge.library import Library
from knowledge.pressure import found
from knowledge.schema import LANGUAGES, Reason
from tests.conftest import BEGAN
from tests.retention.bank import PRODUCT, REASONS, TIERS, Account
from tests.retention.conftest import HERE, HOME, conversations
from tests.retention.play import Closure


def test_the_article_passes_every_check() -> None:
    assert checks.run(HOME, date(2026, 11, 22)) == []


def test_the_first_thing_in_the_way_names_the_path(bank_library: Library) -> None:
    article = bank_library.article(PRODUCT)
    for known in completions(article, {}):
        broken = [path for path, name, value in ORDER if known[name] == value]
        assert matching(article, known) == [broken[0] if broken else "close"]


ORDER = [
    ("dispute", "dispute", "pending"),
    ("replacement", "replacement", "pending"),
    ("too_young", "age", "too_young"),
    ("owed", "balance", "owed"),
]


def test_nothing_is_offered_while_something_is_in_the_way(bank_library: Library) -> None:
    article = bank_library.article(PRODUCT)
    rest = {"tenure": "two_years", "tier": "mid", "solution": "exhausted"}
    for known in completions(article, {}):
        assert bool(eligible(article, {**known, **rest})) == (matching(article, known) == ["close"])


def test_every_card_has_one_offer_by_tier(bank_library: Library) -> None:
    article = bank_library.article(PRODUCT)
    for card in TIERS:
        account = Account(card=card).attributes(date(2025, 11, 14)) | {"solution": "exhausted"}
        assert [offer.id for offer in eligible(article, account) if offer.kind == "credit"] == [f"{TIERS[card]}_credit"]


def test_our_reasons_come_to_the_seven_of_the_bank() -> None:
    assert set(REASONS) == set(Reason)
    assert len(set(REASONS.values())) == 7


def test_only_one_flow_and_some_texts_differ_from_what_is_shipped(folder: Path) -> None:
    shipped, ours = (bootstrap.dialogue(where).engine for where in (DIALOGUE, folder))
    assert ours.domain == shipped.domain
    assert [name for name in ours.flows if ours.flows[name] != shipped.flows[name]] == ["cancel"]


def test_our_texts_are_in_both_languages_and_press_in_none() -> None:
    texts = {language: read(HERE / "dialogue" / "responses" / f"{language}.yml")["responses"] for language in LANGUAGES}
    assert texts["en"].keys() == texts["it"].keys()
    assert [phrase for language in LANGUAGES for entry in texts[language].values() for phrase in found(entry[0]["text"], language)] == []


def test_an_alternative_of_a_new_kind_needs_no_new_text(bank_library: Library) -> None:
    closure = Closure(conversations(bank_library, bootstrap.dialogue()), Account(), BEGAN)
    closure.say(f'/cancel{{"product": "{PRODUCT}"}}', '/reason{"reason": "quality"}')
    assert closure.responses() == ["utter_offer"]

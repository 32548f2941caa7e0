"""The importer finds what people found who read the pages before it did."""

from __future__ import annotations

import json
from functools import cache

import pytest

from tests.importing.measure import FORMS, GIVEN, HOME, KINDS, LATER, Count, Result, compare, kept_out, labelled, measure, same


@cache
def measured(names: tuple[str, ...], form: str | None = None) -> Result:
    return measure(names, form)


def kept() -> Result:
    return measured(tuple(kept_out()))


def test_half_of_the_pages_that_were_found_are_kept_from_tuning() -> None:
    found = set(labelled()) - set(GIVEN) - set(LATER)
    assert len(found) >= 15
    assert len(kept_out()) == (len(found) + 1) // 2


def test_steps_of_pages_that_it_was_not_tuned_on_are_found() -> None:
    steps = kept().counts["steps"]
    assert steps.recall >= 0.75
    assert steps.precision >= 0.7


def test_it_is_led_into_few_traps_of_pages_that_it_was_not_tuned_on() -> None:
    assert kept().led_in / kept().traps <= 0.1


@pytest.mark.parametrize("kind", ["consequences", "deadlines", "contacts", "conditions", "prerequisites"])
def test_other_kinds_are_mostly_found_on_pages_that_it_was_not_tuned_on(kind: str) -> None:
    count = kept().counts[kind]
    assert count.recall >= 0.75
    assert count.precision >= 0.6


@pytest.mark.parametrize("form", FORMS)
def test_the_same_pages_in_other_formats_are_read_as_well(form: str) -> None:
    result = measured(tuple(kept_out()), form)
    assert result.counts["steps"].recall >= 0.75
    assert result.counts["steps"].precision >= 0.7
    assert result.led_in / result.traps <= 0.1
    assert result.ungrounded == 0


def test_every_sentence_stands_in_its_page() -> None:
    result = measured(tuple(labelled()))
    assert result.quotes > 200
    assert result.ungrounded == 0


def test_every_label_stands_in_its_page() -> None:
    for name in set(labelled()) - set(GIVEN):
        page = next(HOME.glob(f"{name}.*"))
        if page.suffix != ".html":
            gold = json.loads((HOME / "labels" / f"{name}.json").read_text(encoding="utf-8"))
            text = page.read_text(encoding="utf-8")
            assert [quote for quotes in KINDS.values() for quote in quotes(gold) if quote not in text] == []


def test_every_page_names_its_licence_and_source() -> None:
    index = json.loads((HOME / "index.json").read_text(encoding="utf-8"))
    assert {entry["file"] for entry in index} == {path.name for path in HOME.iterdir() if path.is_file() and path.name != "index.json"}
    assert all(entry["repository"] and entry["path"] and entry["commit"] and entry["licence"] and entry["by"] for entry in index)


def test_a_sentence_is_paired_once() -> None:
    count, notes = compare(["Click **Save**."], ["Click Save.", "Click Save."], [])
    assert (count.found, count.right, count.said) == (1, 1, 2)
    assert notes == ["wrong: Click Save."]


def test_what_was_not_asked_for_has_no_faults() -> None:
    assert (Count().recall, Count().precision) == (1.0, 1.0)


def test_two_different_sentences_are_not_the_same() -> None:
    assert not same("Click Save.", "Open the page of your plan and read what it says.")
    assert not same("", "Click Save.")

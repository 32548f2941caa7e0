"""A new text of a page: what has to be read again, what is new, what is gone, and nothing else."""

from __future__ import annotations

from knowledge.importing.document import Document
from knowledge.importing.reading import read
from knowledge.importing.revise import Revision, revise

OLD = """# Cancel your plan

1. Open **Settings**.
2. Click **Cancel plan**.
3. Click **Confirm**.

Cancel at least 10 days before your next invoice. Your data is deleted after 30 days.

## Pricing

We have three plans.
"""
FACTS = [
    ("paths.self.steps.1", "Open **Settings**."),
    ("paths.self.steps.2", "Click **Cancel plan**."),
    ("paths.self.steps.3", "Click **Confirm**."),
    ("deadlines.notice", "at least 10 days before your next invoice"),
    ("consequences.data", "Your data is deleted after 30 days."),
]


def page(text: str) -> Document:
    return read(text.encode(), "page.md")


def revised(*changes: tuple[str, str]) -> Revision:
    new = OLD
    for before, after in changes:
        assert before in new
        new = new.replace(before, after)
    return revise(page(OLD), page(new), FACTS)


def test_the_same_text_changes_nothing() -> None:
    assert not revised()


def test_markup_and_line_breaks_change_nothing() -> None:
    assert not revised(("**Settings**", "*Settings*"), ("Your data is deleted", "Your data\nis   deleted"), ("# Cancel", "#  Cancel"))


def test_a_number_that_changed_is_read_again() -> None:
    found = revised(("10 days", "30 days"))
    assert [(fact.where, fact.now) for fact in found.again] == [("deadlines.notice", "Cancel at least 30 days before your next invoice.")]
    assert not found.new
    assert not found.gone


def test_another_button_is_read_again() -> None:
    found = revised(("Click **Cancel plan**", "Click **End plan**"))
    assert [(fact.where, fact.now) for fact in found.again] == [("paths.self.steps.2", "Click **End plan**.")]


def test_a_step_that_is_gone_is_read_again() -> None:
    found = revised(("3. Click **Confirm**.\n", ""))
    assert [(fact.where, fact.now) for fact in found.again] == [("paths.self.steps.3", "")]
    assert not found.gone


def test_steps_that_changed_places_are_read_again() -> None:
    found = revised(("1. Open **Settings**.\n2. Click **Cancel plan**.", "1. Click **Cancel plan**.\n2. Open **Settings**."))
    assert len(found.again) == 1
    assert found.again[0].moved


def test_a_new_sentence_is_named_and_no_fact_is() -> None:
    found = revised(("Your data is", "Exports are kept for a year. Your data is"))
    assert found.new == ("Exports are kept for a year.",)
    assert not found.again


def test_a_sentence_that_no_fact_rests_on_is_new_and_gone() -> None:
    found = revised(("We have three plans.", "Plans begin at ten euros a month."))
    assert found.new == ("Plans begin at ten euros a month.",)
    assert found.gone == ("We have three plans.",)
    assert not found.again


def test_a_heading_that_changed_is_told() -> None:
    found = revised(("## Pricing", "## Pricing of premium plans"))
    assert found.new == ("Pricing of premium plans",)
    assert found.gone == ("Pricing",)


def test_a_fact_whose_words_never_stood_in_the_old_text_is_read_again() -> None:
    found = revise(page(OLD), page(OLD), [("answers.1", "Something that nobody wrote.")])
    assert [fact.where for fact in found.again] == ["answers.1"]

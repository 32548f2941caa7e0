"""Names of products that nobody here knows are found where names stand, and ordinary words are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.recognisers.names import KNOWN, LONGEST, destination, stands_behind, unknown


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("I want to cancel Salesforce", "en", "Salesforce"),
        ("please end our contract with Zoho Desk today", "en", "Zoho Desk"),
        ("get me out of blorptastic", "en", "blorptastic"),
        ("voglio disdire Salesforce", "it", "Salesforce"),
        ("vorrei disdire l'abbonamento a Blorptastic", "it", "Blorptastic"),
        ("chiudo Fatture Facili da oggi", "it", "Fatture Facili"),
    ],
)
def test_the_name_behind_a_wish_to_leave_is_found(text: str, language: str, name: str) -> None:
    assert unknown(text, language, asked=False) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Notion", "Notion"),
        ("it's Notion", "Notion"),
        ("blorptastic", "blorptastic"),
        ("BLORPTASTIC", "BLORPTASTIC"),
        ("Zoho Desk", "Zoho Desk"),
    ],
)
def test_a_short_answer_may_be_nothing_but_the_name(text: str, name: str) -> None:
    assert unknown(text, "en", asked=True) == name


@pytest.mark.parametrize("text", ["cancel my subscription", "please cancel it now", "out of this", "CANCEL EVERYTHING NOW", "", "12"])
def test_an_ordinary_word_is_no_name(text: str) -> None:
    assert unknown(text, "en", asked=False) is None


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        (f"cancel {KNOWN} and Dropbox", "en", "Dropbox"),
        (f"please close {KNOWN} and also our Zoho Desk account, thanks", "en", "Zoho Desk"),
        (f"vorrei disdire {KNOWN} e Blorptastic per favore", "it", "Blorptastic"),
        (f"disdire {KNOWN} e anche blorptastic", "it", "blorptastic"),
    ],
)
def test_a_name_that_is_joined_to_a_product_is_left_with_it(text: str, language: str, name: str) -> None:
    assert stands_behind(text, language, rare=False)
    assert unknown(text, language, asked=False) == name


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I have a winery with Marco in Valdobbiadene, I'd like to cancel it", "en"),
        (f"ho la cantina a Valdobbiadene e vorrei chiudere {KNOWN}", "it"),
        (f"we want to finish with {KNOWN}. We have plan Essentials", "en"),
        (f"chiudere {KNOWN} e Marco è l'admin", "it"),
        (f"an agency called Bloom & Co put us on {KNOWN}, cancel it", "en"),
        (f"lasciare {KNOWN} per Intercom", "it"),
        (f"cancel {KNOWN}. Regards, Hilary Baskerville", "en"),
        ("cancel my plan Pro", "en"),
        ("disdire il piano Business", "it"),
        ("vogio disdire labbonamento", "it"),
    ],
)
def test_places_people_companies_plans_and_signatures_are_nothing_to_leave(text: str, language: str) -> None:
    assert not stands_behind(text, language, rare=False)


def test_what_an_article_calls_a_plan_is_no_product() -> None:
    assert unknown("cancel Essentials", "en", asked=False, known={"essentials"}) is None
    assert not stands_behind("cancel Essentials", "en", rare=False, known={"essentials"})


@pytest.mark.parametrize(
    ("text", "name"), [("Oracle. It isn't listed.", "Oracle"), ("Clio, then", "Clio"), ("Sage, I said. Not listed", "Sage")]
)
def test_the_name_is_told_from_the_first_words_of_sentences(text: str, name: str) -> None:
    assert unknown(text, "en", asked=True) == name


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [("we moved to Pipedrive last week", "en", "Pipedrive"), ("passiamo a Pipedrive", "it", "Pipedrive")],
)
def test_the_name_behind_a_move_is_found(text: str, language: str, name: str) -> None:
    assert destination(text, language) == name


@given(st.text(), st.sampled_from(["en", "it"]), st.booleans())
def test_any_text_is_taken_and_a_name_is_short(text: str, language: str, asked: bool) -> None:
    for name in (unknown(text, language, asked=asked), destination(text, language)):
        assert name is None or 0 < len(name) <= LONGEST

"""E-mail addresses and phone numbers are known by their shape; days, sums and names of cases are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.recognisers.reach import MOST, reach


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my number is 01452 555 018", ("01452 555 018",)),
        ("call me on +39 02 1234567, after five", ("+39 02 1234567",)),
        ("(0113) 496-0123 is the office", ("(0113) 496-0123",)),
        ("il mio cellulare: 333 1234567.", ("333 1234567",)),
        ("scrivetemi a m.rossi@studio-rossi.it.", ("m.rossi@studio-rossi.it",)),
        ("ops+billing@example.co.uk or 01452 555 018", ("ops+billing@example.co.uk", "01452 555 018")),
        ("01452555018, I mean 01452555018", ("01452555018",)),
        ("write to o'neil@example.org", ("o'neil@example.org",)),
        ("scrivete a d’angelo@studio.it", ("d’angelo@studio.it",)),
        ("scrivetemi all'info@studio.it o all’ufficio@studio.it", ("info@studio.it", "ufficio@studio.it")),
        ("'ann@example.org' is mine", ("ann@example.org",)),
        ("ann@mail.emea.corp.support.internal.example.co.uk", ("ann@mail.emea.corp.support.internal.example.co.uk",)),
        ("about my order call me on 3331234567", ("3331234567",)),
        ("that was the invoice. 01452 555 018 is my number", ("01452 555 018",)),
        ("la fattura non mi torna, il mio numero è 3331234567", ("3331234567",)),
        ("my account phone is 01452 555 018", ("01452 555 018",)),
        ("for the order +39 333 1234567", ("+39 333 1234567",)),
    ],
)
def test_a_number_or_an_address_is_kept_as_it_is_written(text: str, expected: tuple[str, ...]) -> None:
    assert reach(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the invoice is on 2026-12-15",
        "la fattura è del 15/12/2026",
        "from 12.10.2026 on",
        "we paid $1200000 in all",
        "it was 1.200.000 last year",
        "1250000 EUR",
        "for 2025-2026",
        "case PW-7F3AQ2CXLM, account AC-99-1234567",
        "step 2 of 5, 40 agents, 12 seats",
        "the card 4111 1111 1111 1111",
        "between 9 and 17.30",
        "user@localhost",
        "the invoice number is 2026-118",
        "invoice 2026-11805, order 88-1",
        "invoice 20261180",
        "order 123456789",
        "the order number is 123456789",
        "Order no. 123 456 789",
        "ref. 88123456789",
        "customer id: 4455667788",
        "fattura n. 123456789",
        "il numero dell'ordine è 123456789",
        "codice cliente 4455667788",
        "la fattura numero 20261180",
        "20261180 is what it says",
        "@support please",
    ],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert reach(text) == ()


@given(st.text(max_size=300))
def test_any_text_gives_parts_of_itself(text: str) -> None:
    found = reach(text)
    assert len(found) <= MOST
    assert all(each in text for each in found)


SIGNS = ["+", "(", ")", ".", "-", "/", " ", "0", "1", "9", "555", "2026", "a", "@", "b.c", "€", ","]


@given(st.lists(st.sampled_from(SIGNS), max_size=40).map("".join))
def test_figures_and_signs_in_any_order_give_what_could_be_typed(text: str) -> None:
    assert all(each in text and (("@" in each) or sum(sign.isdecimal() for sign in each) >= 8) for each in reach(text))

"""Products are found as people write them, and ordinary words are never taken for one."""

from __future__ import annotations

import itertools
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.understanding.products import ProductIndex, allowed_edits, is_common, plain
from bot.understanding.reader import Reader
from knowledge.library import Name

NAMES = [
    Name("ListKit", "listkit"),
    Name("Kustomer", "kustomer"),
    Name("Keap", "keap"),
    Name("Fenwyk", "fenwyk"),
    Name("Zorbalytics", "zorbalytics"),
    Name("Zorba Suite", "zorbalytics"),
    Name("zorbalitiks", "zorbalytics"),
]
INDEX = ProductIndex(NAMES)
LONG = "quandrivexolo"
LONG_INDEX = ProductIndex([Name(LONG, "long")])


def found(text: str, index: ProductIndex = INDEX) -> list[str]:
    return [product.product for product in index.find(text)]


def roles(text: str) -> dict[str, str | None]:
    return {product.product: product.role for product in INDEX.find(text)}


@pytest.mark.parametrize(
    "text", ["ListKit", "cancel listkit", "LISTKIT!!", "my ListKit's plan", "(listkit)", "list-kit", "list kit", "List  Kit"]
)
def test_a_name_is_found_however_it_is_set(text: str) -> None:
    assert found(text) == ["listkit"]


def test_an_alias_and_a_known_misspelling_are_names_too() -> None:
    assert found("disdire Zorba Suite") == ["zorbalytics"]
    assert found("zorbalitiks") == ["zorbalytics"]


def test_a_name_is_found_where_it_stands() -> None:
    text = "cancel List Kit, please"
    [product] = INDEX.find(text)
    assert (text[product.start : product.end], product.exact) == ("List Kit", True)


def test_several_products_come_in_the_order_of_the_text() -> None:
    assert found("first Keap, then ListKit and zorbalytics") == ["keap", "listkit", "zorbalytics"]


def test_nothing_is_found_in_nothing() -> None:
    assert found("") == found("...") == found("🙂") == []


@pytest.mark.parametrize(("length", "edits"), [(1, 0), (4, 0), (5, 1), (7, 1), (8, 2), (20, 2)])
def test_longer_names_may_have_more_typing_errors(length: int, edits: int) -> None:
    assert allowed_edits(length) == edits


@pytest.mark.parametrize("text", ["keapp", "kaep", "kep", "keao", "keep", "kea"])
def test_a_name_of_four_letters_must_be_exact(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["fenwk", "fenwyyk", "fenwuk", "fewnyk"])
def test_a_name_of_six_letters_may_have_one_error(text: str) -> None:
    assert found(text) == ["fenwyk"]


@pytest.mark.parametrize("text", ["fnwk", "fenwyyyk", "fanwuk"])
def test_a_name_of_six_letters_may_not_have_two(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["zorbalytic", "zorbalytisc", "zrbalytcs", "zzorballytics", "sorbalitics"])
def test_a_long_name_may_have_two_errors(text: str) -> None:
    assert found(text) == ["zorbalytics"]


@pytest.mark.parametrize("text", ["zrbltics", "zorbalistic x", "xxrbalytxx"])
def test_a_long_name_may_not_have_three(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text", ["we lost a customer", "costumer service", "every customer left", "Customer", "i costumi", "consumer", "custom"]
)
def test_an_ordinary_word_is_never_a_misspelt_product(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["we lost a customer", "my costumer service", "i nostri customer", "list it", "kit", "a list of leads"])
def test_an_ordinary_word_is_never_a_shipped_product(text: str, reader: Reader) -> None:
    assert reader._products.find(text) == []


def test_a_word_that_messages_are_made_of_is_no_misspelt_product() -> None:
    assert found("fenwik") == ["fenwyk"]
    assert found("fenwik", ProductIndex(NAMES, {"fenwik"})) == []


def test_ordinary_words_are_those_of_both_languages() -> None:
    assert all(is_common(word) for word in ("customer", "cliente", "12", "of"))
    assert not is_common("zorbalytics")


@pytest.mark.parametrize(
    "text",
    [
        "we're switching to Zorbalytics",
        "moving everything over to zorbalytics",
        "cancel Keap, we replaced it with Zorbalytics",
        "leaving Keap for Zorbalytics",
        "from Keap to Zorbalytics",
        "passiamo a Zorbalytics",
        "stiamo migrando verso zorbalytics",
        "abbiamo sostituito Keap con Zorbalytics",
        "lasciamo Keap per Zorbalytics",
        "da Keap a Zorbalytics",
    ],
)
def test_the_product_somebody_moves_to_is_the_destination(text: str) -> None:
    found_roles = roles(text)
    assert found_roles.pop("zorbalytics") == "destination"
    assert set(found_roles.values()) <= {None}


@pytest.mark.parametrize(
    "text",
    [
        "cancel Zorbalytics",
        "I want out of zorbalytics",
        "how do I cancel my subscription to Zorbalytics",
        "my account with Zorbalytics",
        "voglio disdire Zorbalytics",
        "chiudere l'account di zorbalytics",
        "l'abbonamento a Zorbalytics",
        "disdire l'abbonamento con Zorbalytics",
    ],
)
def test_the_product_to_cancel_is_no_destination(text: str) -> None:
    assert roles(text) == {"zorbalytics": None}


def edited(draw: st.DrawFn, word: str) -> str:
    """The word with one letter put in, left out, replaced, or exchanged with the next."""
    at = draw(st.integers(0, len(word) - 2))
    letter = draw(st.sampled_from(string.ascii_lowercase))
    return draw(
        st.sampled_from(
            [
                word[:at] + letter + word[at:],
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            ]
        )
    )


@st.composite
def misspelt(draw: st.DrawFn, times: int) -> str:
    word = LONG
    for _ in range(times):
        word = edited(draw, word)
    return word


@given(misspelt(1), st.sampled_from(["{}", "cancel {} please", "voglio disdire {}", "{}!"]))
def test_any_single_typing_error_in_a_long_name_is_forgiven(word: str, around: str) -> None:
    assert found(around.format(word), LONG_INDEX) == ["long"]


@given(misspelt(2))
def test_any_two_typing_errors_in_a_long_name_are_forgiven(word: str) -> None:
    assume(OSA.distance(word, LONG) <= 2)
    assert found(word, LONG_INDEX) == ["long"]


@given(st.text(alphabet="abcdeilnorstuz ", max_size=60))
def test_a_product_found_is_a_product_known_at_a_place_of_the_text(text: str) -> None:
    for product in INDEX.find(text):
        assert product.product in {name.product for name in NAMES}
        assert 0 <= product.start < product.end <= len(text)


@given(st.text(max_size=80))
def test_any_text_may_be_searched(text: str) -> None:
    places = [(product.start, product.end) for product in INDEX.find(text)]
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(places))


def many_names() -> list[Name]:
    """Two thousand names that nobody would write by mistake for one of ours."""
    syllables = ["brax", "dwim", "glot", "jupp", "mung", "plov", "skew", "thron", "vamp", "wuzz", "yegg", "quib", "hoxt"]
    names = [f"{a}{b}{c}ware" for a in syllables for b in syllables for c in syllables]
    return [Name(name, name) for name in names[:2000]]


MANY = ProductIndex([*NAMES, *many_names()])


def test_there_are_two_thousand_names_to_compare_with() -> None:
    assert len({name.text for name in many_names()}) == 2000


@pytest.mark.parametrize(
    "text",
    [
        "cancel ListKit",
        "zorbalytisc",
        "fenwk",
        "keep",
        "customer",
        "from Keap to Zorba Suite",
        "nothing at all",
        "voglio disdire",
        "list kit",
    ],
)
def test_a_look_up_gives_the_same_with_two_thousand_more_names(text: str) -> None:
    assert INDEX.find(text) == MANY.find(text)


@given(st.sampled_from([plain(name.text) for name in NAMES]), st.data())
def test_a_misspelt_name_gives_the_same_with_two_thousand_more_names(name: str, data: st.DataObject) -> None:
    word = edited(data.draw, name)
    assume(word)
    assert INDEX.find(word) == MANY.find(word)

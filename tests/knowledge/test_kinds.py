"""What is said of any account comes to what each article knows of its own, in every product alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.kinds import HOUSE_RULES, KINDS, attributes_of, house_rule, left_of, opposite, ruled_out_of
from knowledge.library import Library
from knowledge.schema import Attribute, Value
from tests.knowledge.test_conditions import WORDS, article

FACTS = st.fixed_dictionaries({}, optional={name: st.sampled_from([*kind.values, "7", ">25", "x"]) for name, kind in KINDS.items()})


@pytest.mark.parametrize(
    ("product", "facts", "attributes"),
    [
        ("activecampaign", {"seller": "reseller", "role": "main_admin"}, {"seller": "provider", "role": "main_admin"}),
        ("activecampaign", {"commitment": "annual", "billing": "monthly"}, {"commitment": "annual_paid_monthly", "billing": "monthly"}),
        ("activecampaign", {"role": "member", "stage": "trial"}, {"role": "not_main_admin", "stage": "trial"}),
        ("activecampaign", {"role": "admin"}, {}),
        ("activecampaign", {"stage": "cancelled"}, {}),
        ("infusionsoft", {"role": "owner"}, {"role": "admin"}),
        ("infusionsoft", {"role": "permitted"}, {"role": "not_admin"}),
        ("kustomer", {"role": "permitted", "plan": "premium"}, {"role": "permitted", "plan": "premium"}),
        ("kustomer", {"role": "none", "seller": "reseller"}, {"role": "not_permitted"}),
        ("listkit", {"role": "owner", "plan": "premium"}, {}),
    ],
)
def test_an_account_is_mapped_to_the_attributes_of_the_article(
    library: Library, product: str, facts: dict[str, str], attributes: dict[str, str]
) -> None:
    assert attributes_of(library.article(product), facts) == attributes


@pytest.mark.parametrize(
    ("product", "denied", "out", "left"),
    [
        ("activecampaign", "role:main_admin", ["main_admin"], "not_main_admin"),
        ("activecampaign", "role:admin", ["main_admin"], "not_main_admin"),
        ("activecampaign", "seller:reseller", ["provider"], "direct"),
        ("infusionsoft", "role:admin", ["admin"], "not_admin"),
        ("infusionsoft", "role:owner", [], None),
        ("kustomer", "plan:premium", ["premium"], None),
        ("kustomer", "role:permitted", ["permitted"], "not_permitted"),
        ("listkit", "plan:premium", [], None),
    ],
)
def test_what_is_denied_rules_out_values_and_one_that_is_left_is_the_value(
    library: Library, product: str, denied: str, out: list[str], left: str | None
) -> None:
    about = library.article(product)
    ruled_out = ruled_out_of(about, *denied.split(":"))
    assert [value for values in ruled_out.values() for value in values] == out
    assert list(left_of(about, ruled_out).values()) == ([left] if left else [])


def test_of_two_values_the_other_is_meant_when_one_is_denied() -> None:
    assert opposite("seller", "reseller") == "direct"
    assert opposite("commitment", "none") == "annual"
    assert opposite("role", "admin") is None
    assert opposite("count", "12") is None


@pytest.mark.parametrize(
    ("said", "size"),
    [
        ("12", "small"),
        ("25", "small"),
        ("26", "large"),
        (">25", "large"),
        (">= 40", "large"),
        ("<10", "small"),
        (">20", None),
        ("many", None),
    ],
)
def test_a_number_is_of_the_value_that_holds_all_it_may_be(said: str, size: str | None) -> None:
    values = {"small": Value(label=WORDS, means=["<=25"]), "large": Value(label=WORDS, means=[">25"])}
    seats = Attribute(kind="count", ask=WORDS, quote="words", values=values, when_unknown="small")
    about = article({}, {}).model_copy(update={"attributes": {"seats": seats}})
    assert attributes_of(about, {"count": said}) == ({"seats": size} if size else {})


@given(FACTS)
def test_no_account_breaks_it_and_every_value_is_one_of_the_article(library: Library, facts: dict[str, str]) -> None:
    for product in library.products():
        about = library.article(product)
        for name, value in attributes_of(about, facts).items():
            assert value in about.attributes[name].values
        for kind, value in facts.items():
            for name, out in ruled_out_of(about, kind, value).items():
                assert set(out) <= set(about.attributes[name].values)


@pytest.mark.parametrize(
    ("product", "facts", "rule"),
    [
        ("listkit", {"seller": "reseller"}, "reseller"),
        ("octopus_crm", {"commitment": "annual"}, "annual_commitment"),
        ("infusionsoft", {"plan": "premium", "seller": "reseller"}, "premium"),
        ("activecampaign", {"plan": "premium"}, "premium"),
        ("activecampaign", {"seller": "reseller", "commitment": "annual"}, None),
        ("kustomer", {"plan": "premium"}, None),
        ("listkit", {"seller": "direct", "commitment": "none", "plan": "other"}, None),
    ],
)
def test_our_own_rules_hold_where_an_article_is_silent(library: Library, product: str, facts: dict[str, str], rule: str | None) -> None:
    found = house_rule(library.article(product), facts)
    assert (found.rule if found else None) == rule


def test_every_house_rule_is_about_a_kind_that_there_is() -> None:
    assert all(rule.value in KINDS[rule.kind] for rule in HOUSE_RULES)

"""What the shipped articles must get right: every claim is in its document, and no more than its document says."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel
from rasa_sdk import Tracker

from actions.answer import answered
from actions.base import View
from knowledge.conditions import completions, holds, matching, possible_paths, usual, ways
from knowledge.library import HOME, Library, quotes
from knowledge.schema import (
    LANGUAGES,
    Anchor,
    Article,
    Attribute,
    Consequence,
    Effective,
    Fact,
    Lifecycle,
    Path,
    PathKind,
    Rule,
    Text,
    Unit,
    When,
)
from knowledge.topics import GROUPS, TOPICS, AnsweredBy, asked_for
from knowledge.words import mentions

PRODUCTS = ("activecampaign", "infusionsoft", "kustomer", "listkit", "octopus_crm")
ORDINARY = {"seller": "direct", "stage": "paid", "commitment": "none", "role": "main_admin"}
"""An ActiveCampaign account of which nothing is special."""


def parts(part: Any, kind: type[BaseModel]) -> Iterator[Any]:
    """Every part of a kind, wherever it stands in an article."""
    if isinstance(part, kind):
        yield part
    if isinstance(part, BaseModel):
        yield from itertools.chain.from_iterable(parts(getattr(part, key), kind) for key in type(part).model_fields)
    elif isinstance(part, dict):
        yield from itertools.chain.from_iterable(parts(value, kind) for value in part.values())
    elif isinstance(part, list):
        yield from itertools.chain.from_iterable(parts(value, kind) for value in part)


def source(library: Library, product: str) -> str:
    return (HOME / "sources" / library.sources[library.article(product).source].file).read_text(encoding="utf-8")


def view(library: Library, product: str, known: dict[str, str] | None = None) -> View:
    """What an action sees of a customer of this product, of whom this is known."""
    attributes = {name: {"value": value, "origin": "said", "words": None} for name, value in (known or {}).items()}
    return View(Tracker("customer", {"product": product, "attributes": attributes}, {}, [], False, None, {}, None), library)


def facts_about(seen: View, *asked: str) -> list[Fact]:
    """What this customer is told when they ask."""
    return [placed.fact for placed in answered(seen, asked_for(asked)).facts]


def path_for(article: Article, known: dict[str, str]) -> Path:
    """The one path that this account takes."""
    [slug] = possible_paths(article, known)
    return article.paths[slug]


def consequence(article: Article, name: str) -> Consequence:
    return next(found for found in article.consequences if found.id == name)


def english(facts: list[Any]) -> str:
    return "\n".join(fact.en for fact in facts)


def in_order(words: list[str], facts: list[Any]) -> bool:
    """Whether each fact, one after the other, has its word in both languages: labels of a screen are not translated."""
    return len(words) == len(facts) and all(word in fact.en and word in fact.it for word, fact in zip(words, facts, strict=True))


@pytest.fixture
def octopus(library: Library) -> Article:
    return library.article("octopus_crm")


@pytest.fixture
def kustomer(library: Library) -> Article:
    return library.article("kustomer")


@pytest.fixture
def activecampaign(library: Library) -> Article:
    return library.article("activecampaign")


@pytest.fixture
def infusionsoft(library: Library) -> Article:
    return library.article("infusionsoft")


@pytest.fixture
def listkit(library: Library) -> Article:
    return library.article("listkit")


# every article


def test_the_five_documents_have_one_served_article_each(library: Library) -> None:
    assert sorted(library.products()) == sorted(PRODUCTS)
    assert sorted(library.article(product).source for product in PRODUCTS) == sorted(library.sources)


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_quote_stands_in_the_document_where_the_library_says(library: Library, product: str) -> None:
    text = source(library, product)
    for keys, quote in quotes(library.article(product)):
        at = library.offset(product, quote)
        assert text[at : at + len(quote)] == quote, keys


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_fact_and_every_question_has_a_quote(library: Library, product: str) -> None:
    article = library.article(product)
    assert all(found.quote.strip() for kind in (Fact, Attribute) for found in parts(article, kind))


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_text_exists_in_both_languages(library: Library, product: str) -> None:
    for text in parts(library.article(product), Text):
        assert all(text.text(language).strip() for language in LANGUAGES), text


@pytest.mark.parametrize("product", PRODUCTS)
def test_no_fact_and_no_question_is_left_untranslated(library: Library, product: str) -> None:
    article = library.article(product)
    texts = [*parts(article, Fact), *(attribute.ask for attribute in article.attributes.values())]
    assert not [text for text in texts if text.en == text.it]


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_contact_that_is_named_exists(library: Library, product: str) -> None:
    article = library.article(product)
    named = {path.contact for path in article.paths.values()} | {fact.contact for fact in parts(article, Fact)}
    assert named - {None} <= set(article.contacts)


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_path_to_a_person_says_whom_why_and_by_which_rule(library: Library, product: str) -> None:
    for path in library.article(product).paths.values():
        is_contact = path.kind is PathKind.contact
        assert is_contact == bool(path.contact) == bool(path.because) == bool(path.rule) == (not path.steps)


@pytest.mark.parametrize("product", PRODUCTS)
def test_no_way_to_reach_a_contact_is_made_up(library: Library, product: str) -> None:
    text = source(library, product)
    for contact in library.article(product).contacts.values():
        assert all(way in text for way in contact.reach)


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_account_takes_exactly_one_path(library: Library, product: str) -> None:
    article = library.article(product)
    assert all(len(matching(article, account)) == 1 for account in completions(article, {}))


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_question_of_customers_is_answered_or_was_looked_up_and_is_open(library: Library, product: str) -> None:
    article = library.article(product)
    unsaid = {topic for entry in article.unsaid for topic in entry.topics}
    told = {topic for placed in article.placed for topic in placed.fact.topics if placed.fact.status is Lifecycle.reviewed}
    if article.contacts:
        told.add("whom")
    ours = {name for name, topic in TOPICS.items() if topic.answered_by is AnsweredBy.us}
    assert sorted(set(TOPICS) - ours - unsaid - told) == []


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_account_is_told_something_whatever_it_asks(library: Library, product: str) -> None:
    article = library.article(product)
    for known in [{}, *completions(article, {})]:
        for topic, kept in TOPICS.items():
            answer = answered(view(library, product, known), asked_for([topic]))
            assert answer.facts or answer.contacts or answer.open or kept.answered_by is AnsweredBy.us, (known, topic)


@pytest.mark.parametrize("product", PRODUCTS)
def test_what_is_disputed_is_never_served_to_anybody(library: Library, product: str) -> None:
    article = library.article(product)
    for known in [{}, *completions(article, {})]:
        served = facts_about(view(library, product, known), *TOPICS, *GROUPS)
        assert all(fact.status is Lifecycle.reviewed for fact in served)


@pytest.mark.parametrize("product", PRODUCTS)
def test_steps_offers_and_reasons_for_a_contact_are_undisputed(library: Library, product: str) -> None:
    article = library.article(product)
    given = [*parts(list(article.paths.values()), Fact), *parts(article.offers, Fact)]
    assert all(fact.status is Lifecycle.reviewed for fact in given)


@pytest.mark.parametrize("product", PRODUCTS)
def test_while_nothing_is_known_the_customer_is_shown_steps_and_every_other_way(library: Library, product: str) -> None:
    article = library.article(product)
    [shown] = possible_paths(article, usual(article, {}))
    assert article.paths[shown].kind is PathKind.self_service
    assert {shown, *(way.path for way in ways(article, {}))} == set(article.paths)


# Octopus CRM


def test_octopus_has_five_self_service_steps_and_no_other_path(octopus: Article) -> None:
    path = path_for(octopus, {})
    assert path.kind is PathKind.self_service
    assert in_order(["Octopus CRM", "Settings", "Subscription", "Cancel Subscription", "mail"], path.steps)


def test_octopus_access_lasts_to_the_end_of_the_billing_cycle_and_that_is_said_before(octopus: Article) -> None:
    ends = consequence(octopus, "access_until_end")
    assert (path_for(octopus, {}).effective, ends.say) == (Effective.end_of_cycle, When.before)
    assert "end of your current billing cycle" in ends.en
    assert "fine del ciclo di fatturazione" in ends.it


def test_octopus_leaves_open_whether_a_free_plan_or_a_deactivated_account_follows(octopus: Article) -> None:
    fact = consequence(octopus, "account_afterwards")
    assert "revert to a free plan or be deactivated" in fact.en
    assert "tornerà a un piano gratuito o sarà disattivato" in fact.it
    about = [found for found in parts(octopus, Fact) if "free plan" in found.en or "deactivated" in found.en]
    assert about == [fact]


def test_octopus_confirmation_email_may_come_and_is_never_promised(octopus: Article) -> None:
    facts = [fact for fact in parts(octopus, Fact) if "email confirming" in fact.quote]
    assert len(facts) == 3
    assert all("may" in fact.en and "otresti" in fact.it for fact in facts)


def test_octopus_deletes_an_account_entirely_only_through_support(library: Library, octopus: Article) -> None:
    first = facts_about(view(library, "octopus_crm"), "delete_data")[0]
    assert (first.contact, "full account deletion" in first.en) == ("support", True)
    assert "delet" not in english(path_for(octopus, {}).steps).lower()


def test_octopus_may_retain_some_data(octopus: Article) -> None:
    assert "may retain some of your data" in consequence(octopus, "data_retention").en


def test_octopus_is_to_be_cancelled_before_the_next_payment_date(octopus: Article) -> None:
    [deadline] = octopus.deadlines
    assert (deadline.before, deadline.after, deadline.amount) == (Anchor.next_payment, None, None)
    assert "before your next payment date" in deadline.en
    assert "prima della data del prossimo pagamento" in deadline.it


def test_octopus_can_be_subscribed_again(octopus: Article) -> None:
    assert "resubscribe" in english(octopus.resume)


# Kustomer


def test_kustomer_needs_an_account_admin_or_the_billing_permission(kustomer: Article) -> None:
    first = kustomer.prerequisites[0]
    assert all("Account Admin" in text and "Access billing & account info" in text for text in (first.en, first.it))


@pytest.mark.parametrize("plan", ["essentials", "other", "premium"])
def test_kustomer_has_no_self_service_step_for_who_lacks_the_permission(kustomer: Article, plan: str) -> None:
    path = path_for(kustomer, {"plan": plan, "role": "not_permitted"})
    assert (path.kind, path.steps) == (PathKind.contact, [])


def test_kustomer_essentials_ends_on_cancel_account_at_the_bottom_of_plans_and_billing(kustomer: Article) -> None:
    path = path_for(kustomer, {"plan": "essentials", "role": "permitted"})
    button = path.steps[3]
    assert path.kind is PathKind.self_service
    assert all("Plans & Billing" in text and "Cancel Account" in text for text in (button.en, button.it))
    assert "at the bottom" in button.en
    assert "in fondo" in button.it


def test_kustomer_premium_goes_to_the_success_manager_and_has_no_self_service_step(kustomer: Article) -> None:
    path = path_for(kustomer, {"plan": "premium"})
    assert (path.kind, path.rule, path.contact, path.steps) == (PathKind.contact, Rule.premium, "success_manager", [])
    assert "Customer Success Manager" in kustomer.contacts["success_manager"].name.en


def test_kustomer_premium_is_decided_without_any_other_question(kustomer: Article) -> None:
    assert possible_paths(kustomer, {"plan": "premium"}) == ["premium"]


def test_kustomer_plan_that_nobody_knows_is_never_taken_for_premium(kustomer: Article) -> None:
    assert possible_paths(kustomer, usual(kustomer, {})) == ["other_plan"]
    assert {way.path: way.values for way in ways(kustomer, {})} == {
        "essentials": {"plan": "essentials"},
        "premium": {"plan": "premium"},
        "no_permission": {"role": "not_permitted"},
    }


@pytest.mark.parametrize("words", ["we're not on Premium", "non siamo Premium", "neither Premium nor Essentials"])
def test_kustomer_premium_denied_is_never_taken_for_premium(kustomer: Article, words: str) -> None:
    assert "premium" not in [mention.value for mention in mentions(kustomer, words)]


def test_kustomer_takes_effect_at_once_for_everybody(library: Library, kustomer: Article) -> None:
    assert {path.effective for path in kustomer.paths.values()} == {Effective.immediate}
    fact = consequence(kustomer, "immediate")
    assert "messages stop sending and user access is removed immediately" in fact.en
    assert all(view(library, "kustomer", account).applies(fact) for account in completions(kustomer, {}))


def test_kustomer_says_save_what_you_need_before_the_confirming_step_though_the_document_says_it_after(
    library: Library, kustomer: Article
) -> None:
    save = consequence(kustomer, "save_first")
    [confirm] = [step for step in kustomer.paths["essentials"].steps if step.confirms]
    assert (save.say, save.when) == (When.before, {})
    assert library.offset("kustomer", save.quote) > library.offset("kustomer", confirm.quote)


def test_kustomer_confirms_only_in_its_last_step(kustomer: Article) -> None:
    for slug in ("essentials", "other_plan"):
        assert [step.confirms for step in kustomer.paths[slug].steps] == [False, False, False, False, True]


def test_kustomer_deletes_the_data_after_60_days_and_says_so_before(kustomer: Article) -> None:
    fact = consequence(kustomer, "data_deleted")
    assert fact.say is When.before
    assert "60 days" in fact.en
    assert "60 giorni" in fact.it


def test_kustomer_restarts_within_60_days_through_the_billing_team_and_afterwards_needs_a_new_account(
    library: Library, kustomer: Article
) -> None:
    within, afterwards = facts_about(view(library, "kustomer"), "resume")
    [deadline] = kustomer.deadlines
    assert (within.contact, afterwards.contact) == ("billing_team", None)
    assert "new account" in afterwards.en
    assert "nuovo account" in afterwards.it
    assert (deadline.amount, deadline.unit, deadline.before, deadline.after) == (60, Unit.days, None, Anchor.cancellation)


def test_kustomer_may_offer_alternatives_but_without_terms_nothing_is_offered(kustomer: Article) -> None:
    fact = consequence(kustomer, "alternatives")
    assert kustomer.offers == []
    assert fact.say is When.asked
    assert "may offer" in fact.en
    assert "no concrete terms" in fact.en
    assert "potrebbe" in fact.it
    assert "non dà termini concreti" in fact.it


# ActiveCampaign


def test_activecampaign_is_told_from_an_italian_document(library: Library) -> None:
    assert library.language("activecampaign") == "it"


def test_activecampaign_is_cancelled_by_nobody_but_the_main_admin(activecampaign: Article) -> None:
    path = path_for(activecampaign, {**ORDINARY, "role": "not_main_admin"})
    assert (path.kind, path.rule, path.contact) == (PathKind.contact, Rule.missing_role, "main_admin")
    assert "main admin" in activecampaign.prerequisites[0].en
    assert "admin principale" in activecampaign.prerequisites[0].it


def test_activecampaign_ordinary_account_follows_five_steps_and_the_last_one_confirms(activecampaign: Article) -> None:
    path = path_for(activecampaign, ORDINARY)
    words = ["Billing & Upgrade", "Modifica metodo di pagamento", "Annulla il mio account", "", "Conferma annullamento"]
    assert in_order(words, path.steps)
    assert "bottom left" in path.steps[2].en
    assert "in basso a sinistra" in path.steps[2].it
    assert "each screen" in path.steps[3].en
    assert [step.confirms for step in path.steps] == [False, False, False, False, True]


def test_activecampaign_says_before_the_steps_that_some_plans_are_asked_for_a_session(library: Library, activecampaign: Article) -> None:
    session = consequence(activecampaign, "session")
    assert session.say is When.before
    assert session.en.startswith("Depending on your plan, you may be asked to book a free 1:1 session")
    assert session.it.startswith("A seconda del piano, potrebbero chiedere di prenotare una sessione gratuita 1:1")
    assert holds(session.when, ORDINARY) is True


def test_activecampaign_annual_commitment_goes_to_customer_support_whatever_the_role(activecampaign: Article) -> None:
    for role in ("main_admin", "not_main_admin"):
        path = path_for(activecampaign, {**ORDINARY, "commitment": "annual_paid_monthly", "role": role})
        assert (path.kind, path.rule, path.contact) == (PathKind.contact, Rule.annual_commitment, "customer_support")
        assert (path.effective, path.steps) == (Effective.end_of_annual_term, [])


def test_activecampaign_annual_commitment_ends_with_the_annual_term_and_that_is_said_before(activecampaign: Article) -> None:
    ends = consequence(activecampaign, "end_of_annual_term")
    assert ends.say is When.before
    assert "end of the annual subscription period" in ends.en
    assert "fine del periodo di abbonamento annuale" in ends.it
    assert holds(ends.when, ORDINARY) is False


@pytest.mark.parametrize("words", ["Commit Annually, Pay Monthly", "impegno annuale, pagamento mensile", "annual plan, we pay monthly"])
def test_activecampaign_committed_customers_say_that_they_pay_monthly_and_are_still_offered_no_pause(
    activecampaign: Article, words: str
) -> None:
    said = {mention.attribute: mention.value for mention in mentions(activecampaign, words)}
    [pause] = activecampaign.offers
    assert said["commitment"] == "annual_paid_monthly"
    assert holds(pause.eligible or {}, said) is False
    assert holds(pause.eligible or {}, {"commitment": "annual_paid_monthly", "billing": "monthly"}) is False


def test_activecampaign_paying_monthly_alone_does_not_make_anybody_eligible_for_the_pause(activecampaign: Article) -> None:
    [pause] = activecampaign.offers
    assert holds(pause.eligible or {}, {"billing": "monthly"}) is None


def test_activecampaign_committed_customers_who_ask_are_not_told_that_paying_monthly_is_enough(library: Library) -> None:
    facts = facts_about(view(library, "activecampaign", {"commitment": "annual_paid_monthly", "billing": "monthly"}), "pause")
    assert facts
    assert "every month" not in english(facts)


def test_activecampaign_resold_account_goes_to_the_provider_and_never_to_customer_support(activecampaign: Article) -> None:
    for account in completions(activecampaign, {"seller": "provider"}):
        path = path_for(activecampaign, account)
        assert (path.kind, path.rule, path.contact, path.steps) == (PathKind.contact, Rule.reseller, "provider", [])
    assert "provider" in activecampaign.contacts["provider"].name.en


def test_activecampaign_seller_that_nobody_knows_is_never_taken_for_a_provider(activecampaign: Article) -> None:
    assert possible_paths(activecampaign, usual(activecampaign, {})) == ["ordinary"]


def test_activecampaign_commitment_that_was_said_is_a_rule_whoever_sold_the_account(activecampaign: Article) -> None:
    said = {"commitment": "annual_paid_monthly"}
    assert possible_paths(activecampaign, {**said, **usual(activecampaign, said)}) == ["annual_commitment"]
    assert [way.path for way in ways(activecampaign, said)] == ["reseller"]


def test_activecampaign_downgrade_contact_limit_and_add_ons_go_to_customer_support(library: Library) -> None:
    [fact] = facts_about(view(library, "activecampaign"), "downgrade")
    assert fact.contact == "customer_support"
    assert all(words in fact.en for words in ("lower tier", "contact limit", "add-on"))
    assert all(words in fact.it for words in ("livello inferiore", "limite di contatti", "componente aggiuntivo"))


def test_activecampaign_trial_is_left_to_lapse_and_charges_nothing(activecampaign: Article) -> None:
    path = path_for(activecampaign, {"seller": "direct", "stage": "trial"})
    [step] = path.steps
    assert path.kind is PathKind.nothing_to_do
    assert "runs out by itself" in step.en
    assert "charges nothing unless you choose to upgrade" in step.en
    assert "non addebita nulla, a meno di" in step.it


def test_activecampaign_trial_question_is_answered_the_same(library: Library, activecampaign: Article) -> None:
    [fact] = facts_about(view(library, "activecampaign"), "trial_end")
    [step] = activecampaign.paths["trial"].steps
    assert fact.quote == step.quote


def test_activecampaign_monthly_payers_can_pause_and_hear_that_the_terms_are_in_another_article(activecampaign: Article) -> None:
    [pause] = activecampaign.offers
    assert holds(pause.eligible or {}, {**ORDINARY, "billing": "monthly"}) is True
    assert holds(pause.eligible or {}, {**ORDINARY, "billing": "other"}) is False
    assert pause.terms is None
    assert "For the terms" in pause.fact.en
    assert "another article" in pause.fact.en
    assert "un altro articolo" in pause.fact.it


def test_activecampaign_discount_of_ten_percent_is_not_mentioned_and_not_offered(library: Library, activecampaign: Article) -> None:
    assert "10%" in source(library, "activecampaign")
    said = [text.text(language) for text in parts(activecampaign, Text) for language in LANGUAGES]
    assert not [text for text in said if "10" in text or "discount" in text or "scont" in text]
    assert [offer.kind for offer in activecampaign.offers] == ["pause"]


def test_activecampaign_does_not_say_when_access_ends_on_an_ordinary_plan(activecampaign: Article) -> None:
    assert path_for(activecampaign, ORDINARY).effective is Effective.not_stated
    [open_question] = [entry for entry in activecampaign.unsaid if "access_after" in entry.topics]
    assert open_question.when == {"stage": "paid", "commitment": "none"}


# Infusionsoft / Keap


def test_infusionsoft_is_also_called_keap(infusionsoft: Article) -> None:
    assert "Keap" in infusionsoft.aliases


def test_infusionsoft_admin_or_owner_cancels_under_billing_and_account_or_with_the_form(infusionsoft: Article) -> None:
    path = path_for(infusionsoft, {"role": "admin"})
    assert path.kind is PathKind.self_service
    assert in_order(["Infusionsoft", "Admin > Billing & Account", "", "Cancel my subscription"], path.steps)
    assert path.steps[3].en.startswith("Alternatively")
    assert "My account" in path.steps[3].en
    assert "two business days" in path.steps[3].en
    assert "due giorni lavorativi" in path.steps[3].it


@pytest.mark.parametrize("words", ["I'm the owner", "sono titolare", "I am an admin", "sono l'admin"])
def test_infusionsoft_owner_and_admin_are_the_same_to_it(infusionsoft: Article, words: str) -> None:
    assert {mention.value for mention in mentions(infusionsoft, words)} == {"admin"}


def test_infusionsoft_non_admin_goes_to_the_cancellation_team_by_phone(infusionsoft: Article) -> None:
    path = path_for(infusionsoft, {"role": "not_admin"})
    assert (path.kind, path.rule, path.contact, path.steps) == (PathKind.contact, Rule.missing_role, "cancellation_team", [])
    assert "by phone" in infusionsoft.contacts["cancellation_team"].name.en


def test_infusionsoft_says_both_that_a_non_admin_phones_and_that_only_owner_or_administrator_can_request(infusionsoft: Article) -> None:
    because = infusionsoft.paths["not_admin"].because
    assert because is not None
    assert "by phone" in because.en
    assert "only a verified account owner or administrator can request" in because.en
    assert "per telefono" in because.it
    assert "solo chi è titolare verificato o admin" in because.it


def test_infusionsoft_document_gives_no_number_and_none_is_invented(infusionsoft: Article) -> None:
    assert all(contact.reach == [] for contact in infusionsoft.contacts.values())
    because = infusionsoft.paths["not_admin"].because
    assert because is not None
    assert "no phone number" in because.en
    assert "Non dà un numero di telefono" in because.it


def test_infusionsoft_role_that_nobody_knows_is_not_held_against_them(infusionsoft: Article) -> None:
    assert possible_paths(infusionsoft, usual(infusionsoft, {})) == ["admin"]
    assert [way.values for way in ways(infusionsoft, {})] == [{"role": "not_admin"}]


def test_infusionsoft_wants_ten_days_before_the_next_invoice(infusionsoft: Article) -> None:
    [deadline] = infusionsoft.deadlines
    assert (deadline.amount, deadline.unit, deadline.before, deadline.after) == (10, Unit.days, Anchor.next_invoice, None)
    assert "at least 10 days" in deadline.en
    assert "almeno 10 giorni" in deadline.it


def test_infusionsoft_prorates_nothing_and_says_so_before(infusionsoft: Article) -> None:
    fact = consequence(infusionsoft, "no_proration")
    assert fact.say is When.before
    assert "will not prorate any portion" in fact.en
    assert "non rimborsa la parte di abbonamento che non viene usata" in fact.it


def test_infusionsoft_refund_steps_are_disputed_and_say_why(infusionsoft: Article) -> None:
    [disputed] = [fact for fact in parts(infusionsoft, Fact) if fact.status is Lifecycle.disputed]
    assert "Inactive" in disputed.quote
    assert "refund nothing" in (disputed.why or "")


def test_infusionsoft_refund_steps_are_never_steps_of_anything(infusionsoft: Article) -> None:
    served = [fact for fact in parts(infusionsoft, Fact) if fact.status is Lifecycle.reviewed]
    steps = ("Search for the contact", "“Orders” tab", "select “Inactive”", "Set the end date", "Scroll to the bottom")
    assert not [fact for fact in served if any(step in fact.quote for step in steps)]
    assert not [fact for fact in served for text in (fact.en, fact.it) if "Inactive" in text or "Orders" in text]


@pytest.mark.parametrize("known", [{}, {"role": "admin"}, {"role": "not_admin"}])
def test_infusionsoft_refund_question_gets_the_policy_and_the_phone_or_ticket_contact(library: Library, known: dict[str, str]) -> None:
    policy, contact = facts_about(view(library, "infusionsoft", known), "refund")
    assert "not prorate" in policy.en
    assert contact.contact == "infusionsoft"
    assert all(way in contact.en for way in ("by phone", "online ticket"))
    assert all(way in contact.it for way in ("per telefono", "ticket online"))


# ListKit


def test_listkit_has_eight_steps_with_both_clicks_on_continue_cancellation(listkit: Article) -> None:
    path = path_for(listkit, {})
    words = [
        "ListKit",
        "Settings",
        "Subscription Plan",
        "Cancel my subscription",
        "",
        "Continue Cancellation",
        "Continue Cancellation",
        "Confirm",
    ]
    assert path.kind is PathKind.self_service
    assert in_order(words, path.steps)


def test_listkit_step_seven_says_finalize_but_step_eight_is_still_needed(listkit: Article) -> None:
    steps = path_for(listkit, {}).steps
    assert "finalize" in steps[6].quote
    assert "step 8 is still needed" in steps[6].en
    assert "passaggio 8" in steps[6].it
    assert [step.confirms for step in steps] == [False] * 7 + [True]


def test_listkit_pause_costs_one_dollar_a_month_and_keeps_credits_and_order_history(listkit: Article) -> None:
    [pause] = listkit.offers
    assert pause.terms is not None
    assert "$1/month" in pause.terms.en
    assert "1 dollaro al mese" in pause.terms.it
    assert "credits" in pause.fact.en
    assert "order history" in pause.fact.en
    assert "crediti" in pause.fact.it
    assert "storico degli ordini" in pause.fact.it


def test_listkit_pause_is_open_to_everybody(listkit: Article) -> None:
    assert listkit.offers[0].eligible == {}


def test_listkit_access_lasts_to_the_end_of_the_cycle_and_that_is_said_before(listkit: Article) -> None:
    fact = consequence(listkit, "access_until_end")
    assert (path_for(listkit, {}).effective, fact.say) == (Effective.end_of_cycle, When.before)
    assert "end of your current billing cycle" in fact.en


def test_listkit_is_resumed_with_resume_subscription(listkit: Article) -> None:
    assert in_order(["Resume Subscription"], listkit.resume)


def test_listkit_cancellation_is_verified_by_the_red_notification(listkit: Article) -> None:
    [fact] = listkit.verify
    assert "red notification" in fact.en
    assert "notifica rossa" in fact.it
    assert "Subscription Plan" in fact.it

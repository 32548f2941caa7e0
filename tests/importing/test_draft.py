"""What a draft makes of what pages typically say."""

from __future__ import annotations

from datetime import date

import pytest
from ruamel.yaml import YAML

from knowledge.importing.article import as_article
from knowledge.importing.draft import Draft, draft
from knowledge.importing.errors import Unreadable
from knowledge.importing.facts import Fact
from knowledge.importing.reading import read
from knowledge.schema import Article
from tests.importing.measure import HOME, labelled


def made(text: str, name: str = "page.md") -> Draft:
    return draft(read(text.encode(), name))


def paragraphs(*texts: str) -> str:
    return "\n\n".join(texts) + "\n"


def steps(text: str) -> list[str]:
    return [step.plain for way in made(text).procedures for step in way.steps]


def said(facts: tuple[Fact, ...]) -> list[str]:
    return [fact.plain for fact in facts]


def article(text: str) -> dict[str, object]:
    data = YAML(typ="safe").load(as_article(made(text), "acme", date(2026, 11, 29)))
    assert isinstance(data, dict)
    return data


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("In the left menu, select **Billing**.", "The billing page looks like this."),
        ("If you pay by the month, click **Cancel plan**.", "If you pay by the month, the price is lower."),
        ("Then tap **Settings** > **Cancel**.", "Then the page shows your plan."),
        ("You will need to click **Confirm**.", "You will need no password."),
        ("Locate and click the **Cancel** button.", "The **Cancel** button is red."),
        ("Please visit your account page.", "Your account page has three tabs."),
    ],
)
def test_what_tells_to_do_something_is_a_step(sentence: str, other: str) -> None:
    assert len(steps(f"# Cancel your subscription\n\n{sentence}\n")) == 1
    assert steps(f"# Cancel your subscription\n\n{other}\n") == []


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("Nella scheda **Piano** selezionare **Annulla**.", "Nella scheda **Piano** si vede ogni prezzo."),
        ("Se paghi ogni mese, fai clic su **Annulla**.", "Se paghi ogni mese, il prezzo è più basso."),
        ("Quindi scegli **Conferma**.", "Quindi appare il piano."),
        ("Seleziona la casella.", "Selezionare la casella è facoltativo."),
    ],
)
def test_what_tells_to_do_something_is_a_step_in_italian(sentence: str, other: str) -> None:
    assert len(steps(f"# Come disdire l'abbonamento\n\nIl piano è tuo e lo puoi disdire.\n\n{sentence}\n")) == 1
    assert steps(f"# Come disdire l'abbonamento\n\nIl piano è tuo.\n\n{other}\n") == []


def test_what_is_for_something_else_is_no_step() -> None:
    page = paragraphs(
        "# Cancel your plan",
        "Click **Cancel plan**.",
        "- To upgrade your plan, click **Upgrade**.\n- If you want to change the card, click **Cards**.",
    )
    assert steps(page) == ["Click Cancel plan."]


def test_sections_about_something_else_give_no_steps() -> None:
    page = paragraphs(
        "# Billing",
        "## Upgrade your plan",
        "1. Click **Upgrade**.",
        "## Cancel your plan",
        "1. Click **Cancel**.",
        "## Download invoices",
        "1. Click **Invoices**.",
    )
    assert steps(page) == ["Click Cancel."]


def test_what_programs_do_is_no_way_to_leave() -> None:
    api = "## Delete an account with the REST API\n\n1. Send a request to delete the account."
    page = f"# Accounts\n\n{api}\n\n## Cancel your plan\n\nClick **Cancel**.\n"
    assert steps(page) == ["Click Cancel."]


def test_requirements_of_something_else_are_none_of_leaving() -> None:
    with pytest.raises(Unreadable, match="nothing about cancelling"):
        made("# Share a page\n\n## Requirements\n\nIf your site has links, use the address of the site.\n\n## Share\n\nClick **Share**.\n")


def test_coming_back_is_no_way_to_leave() -> None:
    page = made("# Cancel your plan\n\nClick **Cancel**.\n\n## Reactivate a cancelled plan\n\n1. Click **Resume**.\n")
    assert [step.plain for way in page.procedures for step in way.steps] == ["Click Cancel."]
    assert said(page.resume) == ["Click Resume."]


def test_a_table_of_contents_is_no_row_of_steps() -> None:
    page = paragraphs(
        "# Cancel your plan",
        "1. [Cancel it](#cancel-it).\n2. [Delete the data](#delete-the-data).",
        "## Cancel it",
        "Click **Cancel**.",
        "## Delete the data",
        "Click **Delete**.",
    )
    assert steps(page) == ["Click Cancel.", "Click Delete."]


def test_steps_come_from_the_section_that_is_referred_to() -> None:
    page = paragraphs(
        "# Subscriptions",
        "## Managing your plan",
        "1. Open **Settings**.\n2. Click **Manage**.",
        "## Cancelling your plan",
        "Follow [Managing your plan](#managing-your-plan). It ends with the month.",
    )
    assert steps(page) == ["Open Settings.", "Click Manage."]


def test_every_kind_of_account_has_a_way_of_its_own() -> None:
    ways = made(
        "# Cancel your subscription\n\n"
        "- If you have a trial, there is nothing to cancel.\n"
        "- If you subscribed on the App Store, open **Settings** and tap **Cancel**.\n"
        "- If you subscribed through a reseller, contact your reseller to cancel.\n"
    ).procedures
    assert ways[0].goal == "cancel_trial"
    assert ways[0].advice
    assert ways[1].applies_to == {"channel": "If you subscribed on the App Store"}
    assert ways[2].contact


def test_a_way_that_is_refused_is_no_contact() -> None:
    refused = "We cannot cancel a plan through an email request."
    page = made(f"# Cancel your plan\n\nClick **Cancel**. {refused} Contact support@acme.example for questions.\n")
    assert [fact.whom for fact in page.handoffs] == ["support@acme.example"]


@pytest.mark.parametrize(
    ("sentence", "amount", "unit"),
    [
        ("Cancel at least 10 days before your next invoice.", "10", "days"),
        ("Your data is deleted after thirty days.", "30", "days"),
        ("Cancelling is possible within 14 business days.", "14", "business_days"),
        ("Data is kept for 30-90 days after you cancel.", "30-90", "days"),
        ("You can cancel within the 60-day window.", "60", "days"),
        ("Cancel before the end of your billing period.", "", "cycles"),
    ],
)
def test_terms_have_an_amount_and_a_unit(sentence: str, amount: str, unit: str) -> None:
    page = made(f"# Cancel your plan\n\nClick **Cancel**.\n\n{sentence}\n")
    assert [(fact.amount, fact.unit) for fact in page.deadlines] == [(amount, unit)]


def test_a_number_of_seats_is_no_term() -> None:
    assert not made(
        "# Cancel your plan\n\nIf you have fewer than 25 licences, click **Cancel**. You can cancel 2 plans at once.\n"
    ).deadlines


def test_conditions_and_examples_in_a_list_are_no_consequences() -> None:
    page = made(
        "# Cancel your plan\n\n1. Click **Request a refund** if:\n   - You have no outstanding balance.\n   - You were billed once.\n"
    )
    assert page.consequences == ()


def test_questions_are_neither_steps_nor_facts() -> None:
    assert steps("# Help\n\n## Question\n\nHow can I cancel my subscription?\n\n## Cancel\n\nClick **Cancel**.\n") == ["Click Cancel."]


def test_an_article_sends_to_somebody_where_the_page_does() -> None:
    data = article("# Cancel your plan\n\nIf you bought it from a reseller, you have to contact your reseller.\n")
    assert data["paths"]["contact_1"]["kind"] == "contact"  # type: ignore[index]
    assert data["contacts"]["reseller"]["quote"].startswith("If you bought it")  # type: ignore[index]


def test_an_article_has_the_address_that_a_step_sends_to() -> None:
    first = "# Cancel your plan\n\n1. Go to [your account](https://a.example/b)."
    data = article(f"{first}\n2. Click **Cancel** on [one](https://a.example/c) or [two](https://a.example/d).\n")
    steps = next(iter(data["paths"].values()))["steps"]  # type: ignore[attr-defined]
    assert [step.get("link") for step in steps] == ["https://a.example/b", None]
    assert [step.get("confirms", False) for step in steps] == [False, True]


def test_a_range_of_days_is_kept_as_one() -> None:
    data = article("# Cancel your plan\n\nClick **Cancel**. After you cancel, your data is kept for 30-90 days.\n")
    assert (data["deadlines"][0]["amount"], data["deadlines"][0]["up_to"], data["deadlines"][0]["after"]) == (30, 90, "cancellation")  # type: ignore[index]


def test_an_article_says_captions_in_quotes_and_quotes_the_page_itself() -> None:
    data = article("# Cancel your plan\n\n1. Click **Cancel plan** on the [Billing](https://a.example/b) page.\n")
    step = data["paths"]["cancel"]["steps"][0] if "cancel" in data["paths"] else next(iter(data["paths"].values()))["steps"][0]  # type: ignore[index, operator, attr-defined]
    assert step["en"] == "Click “Cancel plan” on the Billing page."
    assert step["quote"] == "Click **Cancel plan** on the [Billing](https://a.example/b) page."


@pytest.mark.parametrize("name", labelled())
def test_a_draft_in_one_language_follows_the_schema(name: str) -> None:
    page = next(HOME.glob(f"{name}.*"))
    data = YAML(typ="safe").load(as_article(draft(read(page.read_bytes(), page.name)), "acme", date(2026, 11, 29)))
    found = Article.model_validate(data)
    assert all(way.steps or way.because for way in found.paths.values())
    assert all(
        set(way.when.items()) <= {(name, value) for name, each in found.attributes.items() for value in each.values}
        for way in found.paths.values()
    )

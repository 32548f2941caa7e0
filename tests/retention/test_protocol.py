"""The protocol over every account, reason and answer: what it says in a few lines, against what the engine does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import product

import pytest

from bot.turn import Conversations
from knowledge.pressure import found
from knowledge.schema import LANGUAGES, Reason
from tests.conftest import ROME
from tests.retention.bank import TIERS, Account
from tests.retention.play import Closure, Step

TODAY = datetime(2025, 11, 14, 10, 0, tzinfo=ROME)
WISH = '/cancel{"product": "rho_bank_card"}'
RECENT, LONG_AGO = date(2025, 9, 15), date(2024, 9, 15)
OLD, NEW, TOO_NEW = date(2022, 11, 10), date(2024, 6, 20), date(2025, 11, 1)
CARDS = ("EcoCard", "Silver", "Diamond Elite")
HELPS = {
    Reason.not_using: "one_subscription",
    Reason.competitor: "another_card",
    Reason.missing_feature: "bonus_categories",
    Reason.quality: "supervisor",
}
"""What the protocol does about a reason; about the annual fee, what depends on the years as a customer."""


def accounts() -> Iterator[Account]:
    """One account of each kind that may be closed."""
    for card, opened, records in product(CARDS, (OLD, NEW), ((), (RECENT,), (LONG_AGO,))):
        yield Account(card=card, opened=opened, records=records)


def blocked() -> Iterator[Account]:
    """One account of each kind that may not be closed yet."""
    for dispute, replacement, opened, owed in product((True, False), (True, False), (TOO_NEW, OLD), (0, 1)):
        if dispute or replacement or opened == TOO_NEW or owed:
            yield Account(dispute=dispute, replacement=replacement, opened=opened, owed=owed)


def due(account: Account, reason: Reason) -> list[str]:
    """The alternatives that a customer hears who declines each."""
    if RECENT in account.records:
        return []
    fee = "fee_waiver" if account.opened == OLD else "downgrade"
    helps = fee if reason is Reason.too_expensive else HELPS.get(reason)
    return [*([helps] if helps else []), f"{TIERS[account.card]}_credit"]


def begun(conversations: Conversations, account: Account, language: str = "en") -> Closure:
    closure = Closure(conversations, account, TODAY, language)
    closure.turn(WISH)
    return closure


def said(closure: Closure, *steps: Step) -> Closure:
    for step in steps:
        closure.turn(step)
    return closure


def named(reason: Reason) -> str:
    return f'/reason{{"reason": "{reason}"}}'


@pytest.mark.parametrize("reason", Reason)
def test_whoever_declines_hears_what_is_due_once_each_and_is_thanked(in_the_banks_order: Conversations, reason: Reason) -> None:
    for account in accounts():
        closure, wanted = begun(in_the_banks_order, account), due(account, reason)
        said(closure, *([named(reason)] if wanted else []), *["/deny"] * len(wanted))
        assert closure.offers == wanted
        assert "utter_accept_decision" in closure.responses()
        assert closure.following() == ["rewards"]


@pytest.mark.parametrize("reason", Reason)
def test_whoever_accepts_hears_no_more_and_the_reason_is_kept_with_it(in_the_banks_order: Conversations, reason: Reason) -> None:
    for account in accounts():
        wanted = due(account, reason)
        for taken in range(len(wanted)):
            closure = said(begun(in_the_banks_order, account), named(reason), *["/deny"] * taken, "/take_offer")
            assert closure.offers == wanted[: taken + 1]
            assert closure.receipt["reason"]["kind"] == reason
            assert closure.receipt["offer"] == {"id": wanted[taken], "answer": "accepted"}


def test_whatever_stands_in_the_way_nothing_is_asked_offered_or_recorded(in_the_banks_order: Conversations) -> None:
    for account in blocked():
        closure = begun(in_the_banks_order, account)
        assert closure.in_the_way()
        assert closure.responses()[-1] == "utter_not_yet"
        assert not {"utter_ask_reason", "utter_offer", "utter_only_step"} & set(closure.heard)
        assert not closure.slots["offers_closed"]
        assert not closure.receipt


def test_after_a_record_of_the_last_year_the_closure_comes_in_the_first_reply(in_the_banks_order: Conversations) -> None:
    for account in accounts():
        closure = begun(in_the_banks_order, account)
        assert ("utter_only_step" in closure.responses()) == (RECENT in account.records)


@pytest.mark.parametrize("answers", [("/deny",), ("zxqv wrrk plmf",), ("/dont_know",), ("/skip",)])
def test_whatever_is_answered_the_closure_comes_in_four_replies(in_the_banks_order: Conversations, answers: Sequence[str]) -> None:
    """One more than the shipped flow takes: the protocol asks, helps, offers, and then closes."""
    for account in accounts():
        closure = said(begun(in_the_banks_order, account), *answers * 3)
        assert "utter_only_step" in closure.heard


def test_asking_for_the_steps_gets_them_at_once_from_every_question(in_the_banks_order: Conversations) -> None:
    for answers in ([], [named(Reason.too_expensive)], [named(Reason.too_expensive), "/deny"]):
        closure = said(begun(in_the_banks_order, Account()), *answers, "/cancel_now")
        assert "utter_only_step" in closure.responses()
        assert "utter_offer" not in closure.responses()


def test_after_a_decision_no_offer_comes_back(in_the_banks_order: Conversations) -> None:
    for last in ("/deny", "/take_offer", "/keep", "/human"):
        closure = said(begun(in_the_banks_order, Account()), named(Reason.other), last)
        made = len(closure.offers)
        said(closure, "/pause", {"days": 1}, WISH, named(Reason.too_expensive), "/deny", "/start_over", {"days": 1}, WISH)
        assert "utter_only_step" in closure.responses()
        assert len(closure.offers) == made == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_is_said_presses_and_the_way_on_comes_before_the_offer(in_the_banks_order: Conversations, language: str) -> None:
    for account, reason in product(accounts(), Reason):
        closure = said(begun(in_the_banks_order, account, language), named(reason), "/deny", "/deny", "/step_done")
        assert [phrase for text in closure.texts for phrase in found(text, language)] == []
        offers = [reply for outcome in closure.outcomes for reply in outcome.replies if reply.response == "utter_offer"]
        assert all(reply.buttons[0].payload == "/deny" for reply in offers)


def test_a_record_of_another_product_closes_nothing(in_the_banks_order: Conversations) -> None:
    closure = Closure(in_the_banks_order, Account(), TODAY)
    closure.put(offers_closed={"another_card": RECENT.isoformat()})
    said(closure, WISH, named(Reason.other))
    assert closure.offers == ["mid_credit"]


@pytest.mark.parametrize("reason", Reason)
def test_in_our_own_order_the_same_article_gives_one_alternative_at_most(in_our_order: Conversations, reason: Reason) -> None:
    """Our norms allow one, so what helps with the reason comes and the offer by tier does not."""
    for account in accounts():
        closure = said(begun(in_our_order, account), named(reason), "/deny")
        assert closure.offers == [offer for offer in due(account, reason) if not offer.endswith("_credit")]
        assert "utter_only_step" in closure.heard


def test_in_our_own_order_what_stands_in_the_way_is_the_step(in_our_order: Conversations) -> None:
    for account in blocked():
        closure = begun(in_our_order, account)
        assert closure.responses()[-1] == "utter_only_step"
        assert closure.slots["path"] != "close"
        assert closure.offers == closure.following() == []

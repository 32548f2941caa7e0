"""Whole cases, kept and gone on with, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.dialogue.tracker import fold, restored
from bot.store.store import Store
from bot.turn import Conversations, Outcome, Turn
from tests.conftest import BEGAN

WALKS = {
    "en": ("cancel kustomer", "essentials", "what happens to my data?", "done", "back", "all steps", "done", "receipt"),
    "it": (
        "voglio disdire kustomer",
        "essentials",
        "che fine fanno i miei dati?",
        "fatto",
        "indietro",
        "tutti i passaggi",
        "fatto",
        "ricevuta",
    ),
}
REFUND = ("not in the document", "refund", "listkit")


class Desk:
    """A process that can be started again on the same database: nothing of the one before is left in memory."""

    def __init__(self, conversations: Conversations, url: str) -> None:
        self._conversations, self._url, self.at = conversations, url, BEGAN
        self.start()

    def start(self) -> None:
        self.store = Store.open(self._url)
        self.running = replace(self._conversations, store=self.store, waiting={}, recent={})

    def restart(self) -> None:
        self.store.close()
        self.start()

    def say(self, *texts: str, to: str = "customer") -> Outcome:
        for text in texts:
            outcome = self.running.handle(Turn(to, text, self.at))
            assert outcome.store_error is None
            self.at += timedelta(seconds=20)
        return outcome


@pytest.fixture
def desk(shared_conversations: Conversations, store_url: str) -> Iterator[Desk]:
    made = Desk(shared_conversations, store_url)
    yield made
    made.store.close()


@pytest.mark.parametrize("language", WALKS)
def test_a_case_with_a_restart_before_every_message_goes_as_without(desk: Desk, language: str) -> None:
    began = desk.at
    straight = [desk.say(text, to="straight").replies for text in WALKS[language]]
    desk.at = began
    restarted = []
    for text in WALKS[language]:
        desk.restart()
        restarted.append(desk.say(text, to="restarted").replies)
    assert [[r.response for r in replies] for replies in straight] == [[r.response for r in replies] for replies in restarted]
    assert "utter_receipt" in [reply.response for reply in restarted[-1]]


def test_a_snapshot_is_the_fold_of_all_events(desk: Desk) -> None:
    desk.say("voglio disdire kustomer", "premium", "anzi essentials", "fatto", "ricevuta")
    fresh = desk.running.tracker("customer", None)
    with desk.store.turn("customer") as unit:
        kept = restored("customer", unit.state or {}, desk.running.domain.initial_slots())
    assert fold(fresh, desk.store.events("customer")) == kept


def test_a_handoff_waits_with_its_brief_and_the_receipt_is_the_same_after_a_restart(desk: Desk) -> None:
    desk.say("we pay monthly and bought ActiveCampaign through a reseller, please cancel it")
    (row,) = desk.store.handoffs("waiting")
    assert row.brief["rule"] == "reseller"
    assert row.brief["attributes"]["seller"] == {"value": "provider", "origin": "said", "words": "through a reseller"}
    assert row.brief["attributes"]["billing"]["value"] == "monthly"
    receipt = desk.store.receipt(row.case_id)
    desk.restart()
    assert desk.store.receipt(row.case_id) == receipt
    assert receipt is not None
    assert row.case_id in receipt


def test_asking_for_a_person_twice_is_one_handoff(desk: Desk) -> None:
    desk.say("cancel octopus crm", "/human", "/human")
    assert len(desk.store.handoffs()) == 1


def test_the_customers_words_are_kept_as_they_were_and_what_could_not_be_answered_is_noted(desk: Desk) -> None:
    desk.say("cancel *ListKit* <b>now</b>", "/refund")
    words = [event["text"] for event in desk.store.events("customer") if event["event"] == "user"]
    assert words == ["cancel *ListKit* <b>now</b>", "/refund"]
    assert [(row.kind, row.topic, row.product) for row in desk.store.unanswered()] == [REFUND]


def test_two_customers_never_meet(desk: Desk) -> None:
    desk.say("cancel listkit", to="one")
    desk.say("cancel octopus crm", to="two")
    assert "ListKit" in desk.say("/status", to="one").replies[0].text
    assert "Octopus" in desk.say("/status", to="two").replies[0].text

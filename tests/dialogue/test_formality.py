"""Whoever writes formally is answered so, from that message on; whoever then says «tu» is answered so again."""

from __future__ import annotations

import re

import pytest

from bot import bootstrap
from bot.dialogue.replies import Responses
from bot.turn import Conversations
from tests.conftest import Talk
from tests.dialogue.acts import InActs

TU = re.compile(r"\b(tu|te|ti|tuo|tua|tuoi|tue|puoi|vuoi|hai|parli|preferisci|aiutarti|scusa|scegli|mostrami)\b", re.IGNORECASE)
LEI = re.compile(r"\b(La aiuto|Lei|Suo|Sua|Mi scusi|Vuole|Preferisce)\b|\w+rLa\b")
READ_BY_CUSTOMERS = ("utter_", "receipt_", "translated_", "slack_", "button_", "desk_answer_")


def test_a_letter_is_answered_with_lei_until_somebody_says_tu(shared_conversations: Conversations) -> None:
    talk = Talk(shared_conversations)
    letter = "Spett.le Partwell,\ncon la presente Vi comunico che desidero disdire ListKit.\nDistinti saluti"
    talk.say(letter)
    assert "La aiuto a disdire" in talk.text()
    assert not TU.search(" ".join([talk.text(), *talk.titles()]))
    talk.say("lo tengo", "voglio tenerlo")
    assert not TU.search(" ".join([talk.text(), *talk.titles()]))
    talk.say("ciao, mi puoi aiutare tu a disdire kustomer?")
    assert "tuo" in talk.text()


def test_whoever_writes_tu_or_tells_nothing_reads_tu(shared_conversations: Conversations) -> None:
    for opening in ("ciao, puoi aiutarmi a disdire listkit?", "disdire listkit"):
        talk = Talk(shared_conversations, language="it")
        talk.say(opening)
        assert "Ti aiuto a disdire" in talk.text()
        assert not LEI.search(talk.text())


def test_the_way_somebody_is_addressed_stays_over_cases_and_buttons(shared_conversations: Conversations) -> None:
    talk = InActs(shared_conversations, "it")
    talk.say("cancel", "product=kustomer", formal=True)
    assert "Qual è il Suo caso?" in talk.text
    talk.say("start_over", "cancel", "product=kustomer")
    talk.say("unclear")
    assert talk.slots["formal"] is True
    talk.say("cancel", "product=kustomer", formal=False)
    assert talk.slots["formal"] is False


@pytest.mark.parametrize("acts", [("cancel", "product=listkit"), ("ask=refund",), ("human",), ("keep",), ("unclear",), ()])
def test_it_changes_words_and_nothing_else(shared_conversations: Conversations, acts: tuple[str, ...]) -> None:
    told = []
    for formal in (None, True, False):
        talk = InActs(shared_conversations, "it")
        said = [talk.say("cancel", "product=kustomer", formal=formal), talk.say(*acts, formal=formal)]
        slots = {name: value for name, value in talk.slots.items() if name not in ("formal", "buttons")}
        told.append((said, talk.payloads, slots, talk.tracker.stack))
    assert told[0] == told[1] == told[2]


def test_a_language_without_a_second_form_stays_as_it_is(shared_conversations: Conversations) -> None:
    english = Responses("en")
    assert english.where({"formal": True}) is english
    assert shared_conversations.texts(shared_conversations.tracker("customer", None)) is bootstrap.dialogue().responses["en"]


def test_whoever_is_addressed_formally_reads_no_tu(shared_conversations: Conversations) -> None:
    responses = Responses("it").where({"formal": True})
    read = {name: responses.raw(name) for name in responses.names() if name.startswith(READ_BY_CUSTOMERS)}
    assert {name: text for name, text in read.items() if TU.search(text)} == {}


def test_a_second_form_stands_only_where_it_differs() -> None:
    responses = Responses("it")
    ways = [responses.ways(name) for name in responses.names()]
    assert [each for each in ways if len(each) != len(set(each))] == []

"""How the messages of a turn read together: nothing twice, nothing that is known otherwise, notes and pointers only where they help."""

from __future__ import annotations

import re

import pytest

from actions.contacts import open_contacts
from bot.dialogue.replies import Responses
from bot.turn import Conversations
from knowledge.library import Library
from knowledge.schema import LANGUAGES
from tests.conftest import Talk

OF_THE_DOCUMENT = re.compile(r"\bdocument(?:o|i|s)?\b|\.txt\b", re.IGNORECASE)
READ_BY_CUSTOMERS = ("utter_", "receipt_", "translated_", "slack_", "button_")
STEPS = '/cancel{"product": "listkit"}'
PREMIUM = ('/cancel{"product": "kustomer"}', '/inform{"plan": "premium"}')


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_customer_reads_of_a_document_or_a_file(language: str, library: Library) -> None:
    responses = Responses(language)
    texts = [responses.raw(name) for name in responses.names() if name.startswith(READ_BY_CUSTOMERS)]
    for product in library.products():
        texts += [placed.fact.text(language) for placed in library.article(product).placed]
    assert [text for text in texts if OF_THE_DOCUMENT.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_whom_to_contact_is_said_in_whole_sentences(shared_conversations: Conversations, language: str) -> None:
    talk = Talk(shared_conversations, language=language)
    talk.say(*PREMIUM)
    responses = Responses(language)
    path = next(reply for reply in talk.outcomes[-1].replies if reply.response == "utter_contact_path")
    assert re.search(r"\. [A-Z]", path.text)
    assert ":" not in path.text + responses.raw("utter_meanwhile_contact").replace("aspettarci:", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_facts_are_translated_is_said_once_a_conversation_and_never_of_quotes(
    shared_conversations: Conversations, language: str
) -> None:
    product = {"it": "listkit", "en": "activecampaign"}[language]
    talk = Talk(shared_conversations, language=language)
    talk.say(f'/cancel{{"product": "{product}"}}', "/cancel_now", "/after_effects", "/source", "/step_stuck")
    said = [reply for outcome in talk.outcomes for reply in outcome.replies]
    assert len([reply for reply in said if "translated" in reply.custom]) == 1
    assert not [reply for reply in said if reply.custom.get("verbatim") and "translated" in reply.custom]


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_it_goes_on_is_not_said_twice_in_a_row(shared_conversations: Conversations, language: str) -> None:
    talk = Talk(shared_conversations, language=language)
    talk.say(STEPS, "/cancel_now", "/one_by_one")
    pointed = []
    for question in ("/refund", "/data_kept", "/who_may"):
        talk.say(question)
        pointed.append("utter_still_step" in talk.responses())
        payloads = [button.payload for button in talk.outcomes[-1].replies[-1].buttons]
        assert payloads.index("/step_done") < payloads.index("/human")
    assert pointed == [True, False, True]


def test_no_sentence_of_a_handoff_stands_twice(shared_conversations: Conversations) -> None:
    talk = Talk(shared_conversations, language="en")
    talk.say(*PREMIUM)
    lines = [line for line in talk.text().split("\n") if len(line.split()) > 3]
    assert len(lines) == len(set(lines))


def test_a_day_is_told_instead_of_the_rule_that_it_is_counted_by(shared_conversations: Conversations) -> None:
    talk = Talk(shared_conversations, language="en")
    talk.say("my next infusionsoft invoice is on 15 December", "cancel it, I'm an admin")
    assert "December 5" in talk.text()
    assert "10 days" not in talk.text()


def test_whoever_is_the_main_admin_and_direct_is_sent_to_no_provider_and_no_admin(library: Library) -> None:
    article = library.article("activecampaign")
    known = {"seller": "direct", "role": "main_admin", "commitment": "none"}

    class Known:
        """The account of a customer who told all of it."""

        def __init__(self) -> None:
            self.article = article

        def may_be(self, condition: dict[str, str]) -> bool:
            return all(known.get(name, value) == value for name, value in condition.items())

    named = open_contacts(Known())  # type: ignore[arg-type]
    assert "provider" not in named
    assert "main_admin" not in named

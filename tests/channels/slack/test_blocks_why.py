"""«Why?»: the sources of a message, from the message alone."""

from __future__ import annotations

import pytest

from bot.channels.slack.blocks import why
from bot.channels.slack.blocks.rendering import messages
from bot.dialogue.replies import Responses
from bot.turn import Conversations
from knowledge.library import Library
from knowledge.schema import LANGUAGES
from tests.channels.slack.check_payload import problems
from tests.conftest import Talk


def everything(library: Library) -> list[dict[str, object]]:
    return [library.reference(product, quote) for product in library.products() for quote in library.quotes(product)]


def test_the_facts_of_every_article_come_back_from_a_button(library: Library) -> None:
    for product in library.products():
        facts = [library.reference(product, quote) for quote in library.quotes(product)]
        assert why.facts_of(why.value_of(facts), library) == facts[: why.MOST_FACTS]


def test_a_value_has_room_for_the_most_facts_and_names_each_once(library: Library) -> None:
    facts = everything(library)
    value = why.value_of([*facts, *facts])
    assert len(value) <= 2000
    assert why.facts_of(value, library) == facts[: why.MOST_FACTS]


def test_the_marks_of_two_quotes_differ(library: Library) -> None:
    quotes = {str(fact["quote"]) for fact in everything(library)}
    assert len({why.mark_of(quote) for quote in quotes}) == len(quotes)


@pytest.mark.parametrize("value", ["", "nothing", "kustomer", "kustomer.0000000000", ". .", "a b.c", "../etc.passwd"])
def test_what_no_article_says_any_more_gives_no_fact_and_is_told(library: Library, value: str) -> None:
    assert why.facts_of(value, library) == []
    view = why.view([], Responses("en"))
    assert "has been updated" in str(view)
    assert problems(view) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_modal_and_the_message_show_verbatim_quotes_and_no_file(library: Library, language: str) -> None:
    responses = Responses(language)
    facts = everything(library)[:40]
    view = why.view(facts, responses)
    payloads = messages(why.replies(facts, responses), responses, "a-b")
    assert problems(view) == []
    assert [problem for payload in payloads for problem in problems(payload)] == []
    for fact in facts:
        quotes = [element["elements"][0]["text"] for block in view["blocks"] for element in block["elements"]]
        assert fact["words"] in quotes
        assert not any(library.sources[fact["source"]].file in words for words in quotes)  # a file's name tells a customer nothing
    assert not any("block_id" in block for payload in payloads for block in payload["blocks"])


def test_an_older_message_shows_its_own_sources(talk: Talk, library: Library, shared_conversations: Conversations) -> None:
    shown = []
    for said in ('/cancel{"product": "listkit"}', "/cancel_now", "/step_done", "/after_effects"):
        outcome = talk.say(said)
        stated = [fact for reply in outcome.replies for fact in reply.custom.get("facts") or reply.custom.get("why") or []]
        shown.append((messages(outcome.replies, shared_conversations.responses["en"], "a-b"), stated))
    for payloads, stated in shown:
        values = [e["value"] for p in payloads for b in p["blocks"] if b.get("block_id") == why.ACTION for e in b["elements"]]
        found = [fact for value in values for fact in why.facts_of(value, library)]
        assert {fact["quote"] for fact in found} == {fact["quote"] for fact in stated}
    assert len({str(payloads[-1]["blocks"][-1]) for payloads, _ in shown}) == len(shown)

"""«Why?»: the document's own words behind a message, however old the message is.

The button carries marks of the facts that its message states, and the library knows the rest: nothing has to be kept for
it, and it works after a restart, in another process, and beside a newer message. A mark that the library does not know
any more belongs to an article that was changed since. The words are shown in a modal, which needs no step of the
dialogue; where its trigger has expired, as a message.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from bot.channels.slack.blocks.richtext import Block, parts, plain, quoted, section
from bot.dialogue.replies import Reply, Responses
from knowledge.library import Library

ACTION = "why"
"""The button's `action_id`, its row's `block_id` and the modal's `callback_id`."""
MOST_FACTS = 60
"""In one message; a value has room for 2,000 characters."""
LONGEST_QUOTE = 2_900
LONGEST_TITLE = 24
"""Of a modal, and of its buttons."""


def value_of(facts: Sequence[dict[str, Any]]) -> str:
    """The facts of a message as a button's value: `product.mark.mark product.mark`, each once, in order."""
    distinct = list(dict.fromkeys((fact["product"], mark_of(fact["quote"])) for fact in facts))[:MOST_FACTS]
    return " ".join(".".join([product, *(mark for _, mark in marks)]) for product, marks in groupby(distinct, key=lambda fact: fact[0]))


def facts_of(value: str, library: Library) -> list[dict[str, Any]]:
    """Where the facts of a value stand, as `Voice.reference` gives it; without those that no article has any more."""
    found = []
    for group in value.split():
        product, *marks = group.split(".")
        quotes = {mark_of(quote): quote for quote in library.quotes(product)} if product in library else {}
        found += [library.reference(product, quotes[mark]) for mark in marks if mark in quotes]
    return found


def view(facts: Sequence[dict[str, Any]], responses: Responses) -> dict[str, Any]:
    """The modal; without facts it says that the article has changed."""
    gone = [section(responses.text("slack_why_gone"))]
    documents = [_document(name, quotes, responses) for name, quotes in _documents(facts)]
    return _modal(documents or [gone], responses)


def loading(responses: Responses) -> dict[str, Any]:
    """The modal while its words are looked up: Slack gives three seconds to show one."""
    return _modal([[section(responses.text("slack_loading"))]], responses)


def replies(facts: Sequence[dict[str, Any]], responses: Responses) -> list[Reply]:
    """The same as replies, for where no modal can be opened."""
    texts = [responses.text("utter_source", quotes=quotes, pages=[name]) for name, quotes in _documents(facts)]
    return [Reply(text, response="utter_source") for text in texts or [responses.text("slack_why_gone")]]


def mark_of(quote: str) -> str:
    """What stands for a quote in a value."""
    return hashlib.sha256(quote.encode()).hexdigest()[:10]


def _documents(facts: Sequence[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """The quotes of each document."""
    names = dict.fromkeys(_page(fact) for fact in facts)
    return [(name, list(dict.fromkeys(fact["words"] for fact in facts if _page(fact) == name))) for name in names]


def _page(fact: dict[str, Any]) -> str:
    """What the page is called, and where it is."""
    return f"{fact['document']}: {fact['address']}" if fact.get("address") else str(fact["document"])


def _document(name: str, quotes: Sequence[str], responses: Responses) -> list[Block]:
    said = [quoted(part) for quote in quotes for part in parts(quote, LONGEST_QUOTE)]
    return [section(responses.text("slack_why_document", document=name)), *said]


def _modal(documents: Sequence[list[Block]], responses: Responses) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": ACTION,
        "title": plain(responses.text("slack_why_title"), LONGEST_TITLE),
        "close": plain(responses.text("slack_close"), LONGEST_TITLE),
        "blocks": [{"type": "rich_text", "elements": elements} for elements in documents],
    }

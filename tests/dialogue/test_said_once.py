"""Nothing that stands on the screen already is said again: random conversations in acts, each sentence held against the reply before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import pytest

from bot.dialogue.replies import WHOLE, Reply
from bot.turn import Conversations
from knowledge.kinds import KINDS
from knowledge.library import Library
from knowledge.schema import LANGUAGES, Reason
from knowledge.topics import TOPICS
from tests.dialogue.acts import InActs

TURNS = 12
CONVERSATIONS = 25
"""For each product and language."""
LONG = 40
SAYS_AGAIN = frozenset(
    {"repeat", "which_step", "all_steps", "steps_now", "one_by_one", "back", "receipt", "choice", "cancel", "resume", "language"}
)
"""Acts that ask to see something again, or another list."""
QUOTED = ("utter_source", "utter_receipt", "utter_stuck", "utter_meaning", "utter_ways", "utter_no_caption", "utter_all_steps")
"""Messages that are the document's own words, a record, a list, or the ways that stand beside the steps (N18)."""
FACTS = [f"{name}={kind.name}:{value}" for name in ("fact", "not_fact") for kind in KINDS.values() for value in kind.values]
SAID = (
    *(f"ask={topic}" for topic in TOPICS),
    *(f"reason={kind}" for kind in Reason),
    *("done", "stuck", "yes", "no", "dont_know", "none_of_these", "skip", "thanks", "ok", "annoyed", "greet", "bye", "threat", "human"),
    *("no_human", "do_it", "bot_question", "help", "out_of_scope", "unclear", "no_offers", "accept", "pause", "downgrade", "delete_data"),
    *(
        "withdraw",
        "remind",
        "keep",
        "start_over",
        "for_other",
        "other_is=role:admin",
        "moves_to=Zenith",
        "product=?Acme",
        "date",
        "all_done",
    ),
    *("done=2", "at=3", "stuck=2", *sorted(SAYS_AGAIN - {"choice", "language"})),
)


def sentences(reply: Reply) -> set[str]:
    """The long ones, one a line or full stop."""
    if reply.response.startswith(QUOTED) or reply.custom.get("verbatim"):
        return set()
    if reply.response in WHOLE:
        return {reply.text}  # another question may have a fact in common
    parts = re.split(r"\n|(?<=[.?!])\s+", reply.text)
    return {part.strip("• ") for part in parts if len(part.strip("• ")) > LONG}


def repeated(talk: InActs, product: str, chance: Random) -> Iterator[tuple[list[str], str, str]]:
    """What was said twice in a row: the acts so far, the message, the sentence."""
    before: set[str] = set()
    said: list[str] = []
    for turn in range(TURNS):
        acts = (
            ["cancel", f"product={product}"]
            if not turn
            else chance.choices([*SAID, *chance.choices(FACTS, k=20)], k=chance.choice([1, 1, 1, 2]))
        )
        if said and chance.random() < 0.25:
            acts = said[-1].split("+")  # people say things twice
        said.append("+".join(acts))
        way = talk.slots["path"]
        talk.say(*acts, text=f"words {turn}")
        assert talk.outcome
        found = {sentence: reply.response for reply in talk.outcome.replies for sentence in sentences(reply)}
        if not SAYS_AGAIN & {act.partition("=")[0] for act in acts} and talk.slots["path"] == way:
            yield from ((said, found[sentence], sentence) for sentence in found.keys() & before)
        before = found.keys()  # type: ignore[assignment]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_stands_in_two_replies_in_a_row(shared_conversations: Conversations, library: Library, language: str) -> None:
    again = [
        found
        for number, product in enumerate(library.products())
        for seed in range(CONVERSATIONS)
        for found in repeated(InActs(shared_conversations, language), product, Random(100 * number + seed))
    ]
    assert again == []

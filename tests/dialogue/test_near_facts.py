"""A question is answered with a fact, or it is said that the page does not say: never both, in any article and language."""

from __future__ import annotations

import pytest

from bot.turn import Conversations
from knowledge.library import Library
from knowledge.schema import LANGUAGES
from knowledge.topics import TOPICS, AnsweredBy
from tests.dialogue.acts import InActs

ASKED = [name for name, topic in TOPICS.items() if topic.answered_by is AnsweredBy.article]
FACTS = ("utter_answer", "utter_answer_ways")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fact_never_stands_beside_that_the_page_does_not_say(
    shared_conversations: Conversations, library: Library, language: str
) -> None:
    for product in library.products():
        for topic in ASKED:
            talk = InActs(shared_conversations, language)
            said = talk.say(f"product={product}", f"ask={topic}")
            both = bool({*FACTS} & {*said}) and "utter_unsaid" in said
            assert not both or TOPICS[topic].along, (product, topic, said)
            assert any(each.startswith(("utter_answer", "utter_unsaid", "utter_contacts", "utter_ours", "utter_last")) for each in said)


@pytest.mark.parametrize("topic", ["charges_after", "access_after", "effective_when", "commitment_rules"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_annual_commitment_tells_until_when_one_pays(shared_conversations: Conversations, language: str, topic: str) -> None:
    talk = InActs(shared_conversations, language)
    said = talk.say("product=activecampaign", "cancel", "fact=commitment:annual", f"ask={topic}", text="annual")
    assert "utter_unsaid" not in said
    assert {"en": "at the end of the annual", "it": "alla fine del periodo"}[language] in talk.text
    assert "utter_unsaid" not in talk.say(f"ask={topic}")

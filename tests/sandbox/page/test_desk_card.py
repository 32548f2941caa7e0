"""A card in the agents' channel, as it is drawn at the size of a desk: small, with the claim in sight."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.desk.card import Card
from bot.dialogue.replies import Responses
from bot.sandbox.population import AGENTS, CUSTOMER, TEAM
from bot.sandbox.server import Sandbox
from bot.turn import Conversations
from knowledge.schema import LANGUAGES
from tests.channels.slack.desk.test_card import CASES, STATES, brief_of, handoff
from tests.conftest import BEGAN
from tests.sandbox.browser import Visit

pytestmark = pytest.mark.asyncio(loop_scope="module")

HIGHEST = 220
SAID = "I want to cancel Kustomer. We are on the Premium plan and my contract renews on December 15."


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_card_is_low_and_its_claim_is_in_sight(
    language: str, sandbox: Sandbox, visit: Visit, shared_conversations: Conversations
) -> None:
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    page = await visit(viewport={"width": 1440, "height": 900})
    heights: dict[tuple[str, str], float] = {}
    for rule, said in {**CASES, "with words of two lines": [SAID]}.items():
        brief = brief_of(shared_conversations, said)
        brief = {**brief, "last_words": "our CSM left the company and nobody answers us, " * 8, "number": 3, "outside": "external"}
        for state in STATES[:3]:
            brief = {**brief, "name": f"Kustomer {len(heights)}"}
            made = handoff(brief, **state, conversation_id=f"{TEAM}/dm/-/{CUSTOMER}")
            payload: dict[str, Any] = Card(made, Responses(language), TEAM, BEGAN, 15).payload()
            await client.chat_postMessage(channel=AGENTS, **payload)
            card = page.locator("#right .message", has_text=f"{brief['name']} · ")
            await card.wait_for()
            box = await card.bounding_box()
            assert box
            heights[rule, state["status"]] = box["height"]
            if state["status"] == "waiting":
                claim = await card.get_by_role("button", name=Responses(language).text("desk_button_claim")).bounding_box()
                assert claim
                assert claim["y"] + claim["height"] <= 900
    assert {name: height for name, height in heights.items() if height > HIGHEST} == {}
    print({name: round(height) for name, height in heights.items()})  # noqa: T201

"""The app in a workspace."""

from __future__ import annotations

from tests.slack.conftest import Slack, texts, titles


async def test_a_message_is_answered(slack: Slack) -> None:
    async with slack.running():
        answer = await slack.ask("cancel octopus crm")
    assert "Step 1 of 5" in texts(answer)
    assert "Done" in titles(answer)

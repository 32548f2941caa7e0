"""A card that cannot be posted is not the end of a case: each agent hears of it."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.cases.console import listed, unposted
from bot.channels.slack.desk.card import card_key
from bot.delivery.unsent import unsent
from bot.store.tables import OUTBOX
from tests.channels.slack.desk.conftest import ONE, PREMIUM, TWO, Office


def refused(office: Office, error: str | None) -> None:
    """Slack said this of the card."""
    with office.store.writing() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.key == card_key(office.handoff)).values(error=error))
        connection.commit()


def told(office: Office) -> list[str]:
    """Who got a message of their own, of what is new."""
    return [row.channel for row in office.new() if row.channel in (ONE, TWO)]


@pytest.mark.parametrize("error", ["is_archived", "not_in_channel", "channel_not_found"])
def test_agents_hear_of_a_card_that_their_channel_does_not_take(small_office: Office, error: str) -> None:
    small_office.says(PREMIUM["en"])
    refused(small_office, error)
    small_office.wait(minutes=4)
    assert told(small_office) == []
    small_office.wait(minutes=2)
    [first, second] = [row for row in small_office.new() if row.channel in (ONE, TWO)]
    assert (first.channel, second.channel) == (ONE, TWO)
    assert small_office.handoff.case_id in first.payload["text"]
    assert "actions" not in {block["type"] for block in first.payload["blocks"]}
    small_office.wait(minutes=60)
    assert told(small_office) == []


def test_a_card_that_only_waits_for_slack_is_looked_at_again(small_office: Office) -> None:
    small_office.says(PREMIUM["en"])
    small_office.wait(minutes=6)
    assert told(small_office) == []
    refused(small_office, "is_archived")
    small_office.wait(minutes=6)
    assert told(small_office) == [ONE, TWO]


def test_nobody_is_told_of_a_card_that_is_there(small_office: Office) -> None:
    small_office.says(PREMIUM["en"])
    refused(small_office, "is_archived")
    with small_office.store.writing() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.key == card_key(small_office.handoff)).values(ts="1.0", posted_in="C", error=None))
        connection.commit()
    small_office.wait(minutes=30)
    assert told(small_office) == []


def test_the_list_of_handoffs_says_which_cards_are_not_there(small_office: Office) -> None:
    small_office.says(PREMIUM["en"])
    refused(small_office, "is_archived")
    why = unposted(unsent(small_office.store))
    assert listed(small_office.handoff, why).endswith("(card not posted: is_archived)")

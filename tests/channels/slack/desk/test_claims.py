"""Two agents at once: one owner, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bot.cases import handoffs
from tests.channels.slack.desk.conftest import ONE, PREMIUM, TEAM, TWO, Office


def claimed_by(office: Office, agent: str) -> bool:
    """Whether this agent's claim, in a transaction of its own, was the one that counted."""
    with office.store.writing() as connection:
        mine = handoffs.claim(connection, office.handoff.case_id, f"{TEAM}/{agent}", office.at)
        connection.commit()
        return mine


def test_of_many_claims_at_once_one_counts(office: Office) -> None:
    office.says(PREMIUM["en"])
    agents = [f"U0{number}" for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        owned = list(pool.map(lambda agent: claimed_by(office, agent), agents))
    assert owned.count(True) == 1
    assert office.handoff.assignee == f"{TEAM}/{agents[owned.index(True)]}"


def test_a_claim_that_arrives_twice_is_one(office: Office) -> None:
    office.says(PREMIUM["en"])
    office.new()
    office.click(ONE, "claim")
    told = office.new()
    office.click(ONE, "claim")
    assert [row.method for row in told] == ["chat.update", "chat.postMessage"]
    assert [row.method for row in office.new()] == ["chat.postEphemeral"]


def test_whoever_had_it_is_not_in_the_way_when_the_case_comes_back(office: Office) -> None:
    office.says(PREMIUM["en"])
    office.click(ONE, "claim")
    office.click(ONE, "return")
    office.says("talk to a person")
    assert (office.handoff.status, office.handoff.assignee) == ("waiting", None)
    office.click(TWO, "claim")
    assert office.handoff.assignee == f"{TEAM}/{TWO}"

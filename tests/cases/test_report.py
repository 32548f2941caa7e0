"""The report counts what customers and agents did, and everything can be counted again from the events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any

import pytest

from bot.cases.report import FIGURES, GROUPED, TALLIES, CaseFacts, case_facts, group, groups
from bot.settings import Settings
from bot.store.store import Store
from bot.turn import Conversations
from tests.cases.play import Play
from tests.cases.workspace import CUSTOMER, Workspace
from tests.conftest import BEGAN


@pytest.fixture
def workspace(shared_conversations: Conversations, settings: Settings, sqlite_url: str) -> Iterator[Workspace]:
    with Store.open(sqlite_url) as store:
        yield Workspace(shared_conversations, store, settings)


def cases(workspace: Workspace) -> list[CaseFacts]:
    kept = workspace.store.conversations()
    return [case for each in kept for case in case_facts(each.id, workspace.store.events(each.id), UTC)]


def said(text: str) -> dict[str, Any]:
    return {"type": "message", "channel_type": "im", "text": text}


async def play(workspace: Workspace, *events: dict[str, Any]) -> None:
    assert await Play(workspace).run({"id": "report", "events": list(events)}) == []


PREMIUM = said("cancel kustomer, we are on the premium plan")


async def test_a_case_that_an_agent_answered_and_closed(workspace: Workspace) -> None:
    claim, reply = {"type": "agent", "press": "Claim"}, {"type": "agent", "reply": "Your manager is told."}
    await play(workspace, PREMIUM, {"wait": {"minutes": 4}}, claim, {"wait": {"minutes": 2}}, reply)
    [case] = cases(workspace)
    assert case.product == "kustomer"
    assert case.rules == {"premium"}
    assert case.came
    assert case.claimed
    assert case.answered
    assert timedelta(minutes=4) <= case.claimed - case.came < timedelta(minutes=5)
    assert timedelta(minutes=6) <= case.answered - case.came < timedelta(minutes=7)
    assert not case.overdue
    await play(workspace, {"type": "agent", "resolve": "kept"})
    figures = group(None, cases(workspace)).figures
    assert (figures["resolved"], figures["kept_said"], figures["kept_confirmed"]) == (1, 1, 0)


async def test_a_case_that_nobody_looked_after_is_overdue(workspace: Workspace) -> None:
    await play(workspace, PREMIUM, {"wait": {"hours": 2}})
    assert group(None, cases(workspace)).figures["overdue_share"] == 1
    assert group(None, cases(workspace)).figures["time_to_claim"] is None


async def test_an_offer_is_counted_once_and_never_after_a_no(workspace: Workspace) -> None:
    await play(workspace, said("cancel listkit, it is too expensive"), said("no thanks"), said("what happens to my data?"))
    figures = group(None, cases(workspace)).figures
    assert (figures["offers_shown"], figures["offers_taken"], figures["offers_after_no"]) == (1, 0, 0)
    assert figures["replies_to_exit"] == 2
    assert group(None, cases(workspace)).tallies["reasons"] == {"too_expensive": 1}


async def test_an_offer_that_is_shown_again_after_a_question_counts_once(workspace: Workspace) -> None:
    await play(workspace, said("cancel listkit, it is too expensive"), said("what happens to my data?"))
    assert group(None, cases(workspace)).figures["offers_shown"] == 1


async def test_an_offer_that_was_taken_is_counted(workspace: Workspace) -> None:
    await play(workspace, said("cancel listkit, it is too expensive"), said("I'd rather pause"))
    assert group(None, cases(workspace)).figures["offers_taken"] == 1


async def test_each_group_has_its_own_cases_and_all_of_them_are_in_one(workspace: Workspace) -> None:
    await play(workspace, PREMIUM, {**said("vorrei disdire listkit"), "user": "U2"})
    found = cases(workspace)
    assert {case.language for case in found} == {"en", "it"}
    for by in GROUPED:
        everybody, *parts = groups(found, by)
        for figure in ("cases", "messages", "handed_off", "offers_shown"):
            assert sum(part.figures[figure] or 0 for part in parts) == everybody.figures[figure]


async def test_messages_and_handoffs_are_those_that_the_events_tell(workspace: Workspace) -> None:
    await play(workspace, PREMIUM, said("what happens to my data?"), {**said("cancel octopus crm"), "user": "U2"}, said("thanks"))
    events = [event for each in workspace.store.conversations() for event in workspace.store.events(each.id)]
    figures = group(None, cases(workspace)).figures
    assert figures["messages"] == sum(event["event"] == "user" for event in events)
    came = {event["case"] for event in events if event["event"] == "desk" and event["name"] == "came"}
    assert figures["handed_off"] == len(came) == len(workspace.store.handoffs())


def test_of_no_case_nothing_is_said() -> None:
    figures = group(None, []).figures
    assert figures["cases"] == 0
    assert figures["without_reason"] is None
    assert figures["time_to_claim"] is None


def test_a_case_belongs_to_the_iso_week_in_which_it_was_opened() -> None:
    assert CaseFacts("PW-A", BEGAN.replace(year=2027, month=1, day=1)).week == "2026-W53"


def test_every_figure_says_what_it_counts() -> None:
    assert all(definition.says for definition in FIGURES.values())
    assert all(says for says, _ in TALLIES.values())


async def test_whoever_is_forgotten_is_in_no_figure(workspace: Workspace) -> None:
    await play(workspace, PREMIUM)
    assert len(cases(workspace)) == 1
    workspace.store.forget(*workspace.store.conversations_of(CUSTOMER))
    assert cases(workspace) == []


async def test_what_an_earlier_version_kept_is_counted_too(workspace: Workspace) -> None:
    await play(workspace, PREMIUM, {"type": "agent", "press": "Claim"}, {"type": "agent", "reply": "Your manager is told."})
    [kept] = workspace.store.conversations()
    events = workspace.store.events(kept.id)
    earlier = [{name: value for name, value in event.items() if event["event"] != "agent" or name != "case"} for event in events]
    assert case_facts(kept.id, earlier, UTC) == case_facts(kept.id, events, UTC)


async def test_what_was_confirmed_before_a_case_came_back_confirms_nothing_after(workspace: Workspace) -> None:
    await play(workspace, PREMIUM, {"type": "agent", "press": "Claim"}, {"type": "agent", "resolve": "answered"}, said("solved"))
    assert [case.confirmed for case in cases(workspace)] == [True]
    await play(workspace, {"type": "agent", "press": "Reopen"}, {"type": "agent", "resolve": "kept"})
    assert group(None, cases(workspace)).figures["kept_confirmed"] == 0

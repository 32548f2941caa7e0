"""Who gets in at the desk: agents of this workspace, from its channel, with a case that there is. Nobody else touches anything."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.slack.desk.entry import ACTS, Entry
from bot.channels.slack.desk.modals import NAMES
from bot.channels.slack.desk.tag import Tag
from bot.delivery.inbox import Inbox
from bot.delivery.items import Item, position_of
from bot.store.tables import Handoff
from tests.channels.slack.desk.conftest import AGENTS, CONVERSATION, CUSTOMER, ONE, PREMIUM, STRANGER, TEAM, TWO, Office, claimed, words

Data = dict[str, Any]
IT = {"language": "it", "offset": 3600}


async def arrives(office: Office, user: str, kind: str = "click", *, team: str = TEAM, conversation: str = "", **data: Any) -> Item:
    """Something comes in through the entry, as the door has it, and is worked off; the item that was kept."""

    async def handoff_of(case: str) -> Handoff | None:
        return office.store.handoff(case)

    async def refresh(_team: str) -> None:
        """Agents are named one by one."""

    usual = {"foreign": False, "channel": AGENTS, "view": "V1", "blocks": [], "person": {"language": None, "offset": None}}
    own = conversation or f"{team}/dm/-/{user}"
    item = Item(f"{kind}/{next(office.numbers)}", own, position_of(office.at), kind, team, user, user, None, {**usual, **data})
    kept = await Entry(office.desk, handoff_of, refresh).admit(item)
    Inbox(office.store).receive([kept], office.at)
    office.work()
    return kept


def untouched(office: Office) -> tuple[Any, ...]:
    """All that nobody but an agent may change."""
    found = office.handoff
    return found.status, found.assignee, found.outcome, found.note, office.events()


async def test_an_agents_click_joins_the_line_of_its_case(small_office: Office) -> None:
    small_office.says(PREMIUM["en"])
    kept = await arrives(small_office, ONE, action="desk_claim", value=Tag(small_office.handoff.case_id).value)
    assert kept.conversation == CONVERSATION
    assert small_office.handoff.assignee == f"{TEAM}/{ONE}"


async def test_a_card_from_before_still_works_and_its_conversation_is_not_believed(small_office: Office) -> None:
    small_office.says(PREMIUM["en"])
    kept = await arrives(small_office, ONE, action="desk_claim", value=f"{small_office.handoff.case_id}|{TEAM}/dm/-/U0OTHER|")
    assert kept.conversation == CONVERSATION
    assert small_office.handoff.status == "claimed"


KEPT_OUT: dict[str, Data] = {
    "a customer": {"user": CUSTOMER, "conversation": f"{TEAM}/{AGENTS}/1.1/{CUSTOMER}"},
    "a stranger": {"user": STRANGER},
    "an agent's id of another workspace": {"user": ONE, "foreign": True},
    "a click from another workspace": {"user": ONE, "team": "T0OTHER"},
    "nobody knows from where": {"user": ONE, "foreign": None, "team": ""},
    "another channel": {"user": ONE, "channel": "C0GENERAL"},
    "no channel": {"user": ONE, "channel": None},
    "a case that is none": {"user": ONE, "value": "PW-AAAAAAAAAA"},
    "an action that is none": {"user": ONE, "action": "desk_delete"},
    "a stranger who says whose it is": {"user": STRANGER, "value": f"PW-AAAAAAAAAA|{CONVERSATION}|"},
}


@pytest.mark.parametrize("who", KEPT_OUT)
@pytest.mark.parametrize("action", ["transcript", "resolve"])
async def test_who_does_not_belong_there_does_nothing_and_is_told(small_office: Office, who: str, action: str) -> None:
    claimed(small_office)
    before = untouched(small_office)
    data = {"action": f"desk_{action}", "value": Tag(small_office.handoff.case_id).value, **KEPT_OUT[who]}
    kept = await arrives(small_office, data.pop("user"), **data)
    assert kept.conversation != CONVERSATION
    assert untouched(small_office) == before
    (told,) = small_office.new()
    assert told.method in {"chat.postEphemeral", "views.update"}
    exported = json.dumps(small_office.store.everything([CONVERSATION]), default=str)
    assert STRANGER not in exported
    assert kept.key not in exported


async def test_a_stranger_reads_it_in_their_language_where_they_clicked(small_office: Office) -> None:
    claimed(small_office)
    await arrives(
        small_office, STRANGER, action="desk_claim", value=Tag(small_office.handoff.case_id).value, channel="C0GENERAL", person=IT
    )
    (told,) = small_office.new()
    assert (told.channel, words(told)) == ("C0GENERAL", "Con queste schede possono lavorare solo gli operatori.")


async def test_a_message_of_another_case_cannot_be_changed_by_its_name(small_office: Office) -> None:
    """A reply's buttons carry its key; an agent's own key on a case of theirs is not enough."""
    claimed(small_office)
    small_office.submit(ONE, "reply", reply="The 14th.")
    small_office.new()
    for act in ("edit", "take_back"):
        await arrives(small_office, ONE, action=f"desk_{act}", value=Tag(small_office.handoff.case_id, "view/T0HOME/V9").value)
        assert all(row.method in {"chat.postEphemeral", "views.update"} for row in small_office.new())


@pytest.mark.parametrize("name", sorted(ACTS - NAMES))
async def test_a_form_does_only_what_forms_do(small_office: Office, name: str) -> None:
    claimed(small_office)
    before = untouched(small_office)
    await arrives(small_office, ONE, "view", callback=f"desk_{name}", metadata=Tag(small_office.handoff.case_id).value, values={})
    assert untouched(small_office) == before


async def test_an_agent_of_another_workspace_is_none_for_a_transfer(small_office: Office) -> None:
    claimed(small_office)
    metadata = Tag(small_office.handoff.case_id).value
    await arrives(small_office, ONE, "view", callback="desk_transfer", metadata=metadata, values={"agent": STRANGER})
    assert small_office.handoff.assignee == f"{TEAM}/{ONE}"
    await arrives(small_office, ONE, "view", callback="desk_transfer", metadata=metadata, values={"agent": TWO})
    assert small_office.handoff.assignee == f"{TEAM}/{TWO}"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
tags = st.text(max_size=40) | st.lists(st.sampled_from(["PW-AAAAAAAAAA", CONVERSATION, "", "|", "x" * 300, "\n", "PW-é"])).map("|".join)


@given(value=tags | anything)
def test_a_tag_is_one_of_ours_or_an_error_that_is_expected(value: Any) -> None:
    try:
        tag = Tag.of(value)
    except ValueError:
        return
    assert Tag.of(tag.value) == tag
    assert CONVERSATION not in tag


@given(
    value=tags | anything, name=st.sampled_from(sorted(ACTS)) | st.text(max_size=8), user=st.sampled_from([ONE, STRANGER]), filled=anything
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_comes_nothing_fails_and_nothing_changes(
    small_office: Office, value: Any, name: str, user: str, filled: Any
) -> None:
    if not small_office.store.handoffs():
        claimed(small_office)
    before = untouched(small_office)
    await arrives(small_office, user, action=f"desk_{name}", value=value)
    odd = {"reply": filled, "agent": filled, "note": filled, "outcome": filled}
    for metadata in (value, Tag(small_office.handoff.case_id).value):
        who = user if metadata is value else STRANGER
        await arrives(small_office, who, "view", callback=f"desk_{name}", metadata=metadata, values=odd)
    assert untouched(small_office) == before


async def test_values_of_another_kind_are_refused(small_office: Office) -> None:
    claimed(small_office)
    before = untouched(small_office)
    metadata = Tag(small_office.handoff.case_id).value
    for name, values in (("reply", {"reply": ["x"]}), ("reply", {}), ("transfer", {"agent": {"id": ONE}}), ("transfer", {})):
        await arrives(small_office, ONE, "view", callback=f"desk_{name}", metadata=metadata, values=values)
    assert untouched(small_office) == before


async def test_an_item_that_nobody_let_in_is_not_about_its_case(small_office: Office) -> None:
    """Written down by an older version, or for a case that was somebody else's then."""
    claimed(small_office)
    before = untouched(small_office)
    item = await arrives(small_office, STRANGER, action="desk_resolve", value=Tag(small_office.handoff.case_id).value)
    again = replace(item, key="again", data={**item.data, "agents": [STRANGER]})
    Inbox(small_office.store).receive([again], small_office.at)
    small_office.work()
    assert untouched(small_office) == before

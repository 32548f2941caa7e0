"""What is kept goes when it was quiet for long, or when somebody wants to be forgotten; all of theirs, and nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.delivery import outbox
from bot.delivery.inbox import Inbox
from bot.delivery.items import Item, Outgoing, position_of
from bot.delivery.outbox import Outbox
from bot.operations.retention import Retention, remainder
from bot.store.privacy import OF_CONVERSATION, is_of
from bot.store.store import Record, Store
from bot.store.tables import HANDOFF, OUTBOX

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=91)
KEPT = Retention(timedelta(days=90), timedelta(days=365))
DIRECT, CHANNEL = "T1/dm/-/U1", "T1/C1/1.0/U1"
Data = dict[str, Any]


def lived(store: Store, conversation: str, at: datetime = LONG_AGO, slots: Data | None = None, handoff: str = "resolved") -> None:
    """A conversation with a row in every table, all of it done with."""
    case = f"PW-{conversation}"
    row = {"id": case, "product": "listkit", "status": "open", "language": "en", "opened": at, "words": "enough"}
    record = Record(
        at,
        {"slots": slots or {}, "stack": [], "latest_message": {}, "events": 2},
        [{"event": "user", "text": f"said in {conversation}"}, {"event": "action"}],
        case=row,
        receipts=[{"document": {"case": case, "outcome": "steps_given"}, "text": "t"}],
        handoffs=[{"case": case, "rule": "premium"}],
        unanswered=[{"kind": "not understood", "words": "hm"}],
    )
    with store.turn(conversation) as turn:
        turn.commit(record)
    with store.writing() as connection:
        connection.execute(update(HANDOFF).where(HANDOFF.c.case_id == case).values(status=handoff))
        connection.commit()
    happened(store, conversation, at)


def happened(store: Store, conversation: str, at: datetime, *, done: bool = True) -> None:
    """Something that arrived, and its answer."""
    key = f"{conversation} at {at}"
    Inbox(store).receive([Item(key, conversation, position_of(at), "message", "T1", "C1", "U1", None, {"text": "words"})], at)
    with store.writing() as connection:
        outbox.add(connection, conversation, Outgoing(key, "T1", "C1", "chat.postMessage", {"text": "an answer"}), at)
        connection.commit()
    if done:
        with Inbox(store).batch(at, 1, key) as batch:
            batch.done(batch.taken[0])
            batch.commit()
        with store.writing() as connection:
            connection.execute(update(OUTBOX).where(OUTBOX.c.key == key).values(done=at, ts="1.5", posted_in="D1"))
            connection.commit()


def whose(store: Store) -> dict[str, set[str]]:
    """Of which conversations each table has rows."""
    with store.engine.connect() as connection:
        found = {name: set(connection.execute(select(table.c.conversation_id)).scalars()) for name, table in OF_CONVERSATION.items()}
    return {**found, "conversations": {each.id for each in store.conversations()}}


def everywhere(*conversations: str) -> dict[str, set[str]]:
    """What `whose` says when these are there, whole, and no others."""
    return {name: set(conversations) for name in (*OF_CONVERSATION, "conversations")}


# what was quiet


def test_what_was_quiet_for_long_goes_with_everything_of_it_and_the_rest_stays(store: Store) -> None:
    lived(store, "quiet")
    lived(store, "young", NOW - timedelta(days=89))
    gone = KEPT.purge(store, NOW)
    found = whose(store)
    assert found.pop("inbox") == set()  # what is done with stays a month at most, whoever it is of
    assert found == {name: where for name, where in everywhere("young").items() if name != "inbox"}
    assert gone["conversations"] == gone["cases"] == gone["receipts"] == gone["handoffs"] == gone["unanswered"] == 1
    assert gone["turns"] == 1
    assert not +KEPT.purge(store, NOW)


@pytest.mark.parametrize("status", ["waiting", "claimed"])
def test_a_case_that_a_person_has_stays_however_long_that_takes(store: Store, status: str) -> None:
    lived(store, "at the desk", handoff=status)
    KEPT.purge(store, NOW)
    assert [each.id for each in store.conversations()] == ["at the desk"]
    assert len(store.events("at the desk")) == 2
    assert [row.case_id for row in store.handoffs(status)] == ["PW-at the desk"]


def test_where_something_is_under_way_nothing_is_deleted(store: Store) -> None:
    lived(store, "writes again")
    happened(store, "writes again", NOW, done=False)
    KEPT.purge(store, NOW)
    assert len(store.events("writes again")) == 2
    assert Inbox(store).depth(NOW).waiting == Outbox(store).waiting() == 1


def test_what_arrives_while_it_is_deleted_is_not_lost(store: Store) -> None:
    """Between the look for what is quiet and the deletion: the new message begins anew."""
    from bot.store import privacy
    from bot.store.privacy import Limits

    lived(store, "quiet")
    limits = Limits(NOW - timedelta(days=90), NOW - timedelta(days=365))
    with store.engine.connect() as connection:
        assert privacy.quiet(connection, limits, 9) == ["quiet"]
    happened(store, "quiet", NOW, done=False)
    with store.writing() as connection:
        privacy.purge(connection, ["quiet"], limits, lambda _: None)
        connection.commit()
    assert store.events("quiet") == []
    assert Inbox(store).depth(NOW).waiting == Outbox(store).waiting() == 1


def test_what_others_work_on_is_left_alone(postgres_url: str) -> None:
    with Store.open(postgres_url) as store, Store.open(postgres_url) as other:
        lived(store, "in hand")
        lived(store, "quiet")
        with other.turn("in hand"):
            KEPT.purge(store, NOW)
        assert [each.id for each in store.conversations()] == ["in hand"]
        KEPT.purge(store, NOW)
        assert store.conversations() == []


def test_messages_that_are_of_no_conversation_go_too(store: Store) -> None:
    happened(store, "never kept", LONG_AGO)
    happened(store, "never kept", NOW - timedelta(days=2))
    KEPT.purge(store, NOW)
    with store.engine.connect() as connection:
        assert list(connection.execute(select(OUTBOX.c.created)).scalars()) == [NOW - timedelta(days=2)]


def test_messages_are_emptied_sooner_when_less_may_be_kept(store: Store) -> None:
    lived(store, "c", NOW - timedelta(days=8))
    with store.turn("c") as turn:
        turn.commit(Record(NOW, {"slots": {}}, []))
    Retention(timedelta(days=7)).purge(store, NOW)
    with store.engine.connect() as connection:
        assert list(connection.execute(select(OUTBOX.c.payload)).scalars()) == [{}]
    assert whose(store)["inbox"] == set()


def test_there_may_be_any_number_of_them(store: Store) -> None:
    for number in range(120):
        with store.turn(f"c{number}") as turn:
            turn.commit(Record(LONG_AGO, {"slots": {}}, [{"event": "action"}]))
    assert KEPT.tidy(store, NOW) is False
    assert KEPT.purge(store, NOW)["conversations"] == 70
    assert KEPT.tidy(store, NOW) is True


# what remains


REFUSED = {"offers_closed": {"listkit": "2026-08-20", "old one": "2025-10-01"}, "cases": 3, "reason": "too dear"}


def test_a_refusal_is_remembered_as_long_as_it_counts_and_nothing_else(store: Store) -> None:
    lived(store, "c", slots=REFUSED)
    KEPT.purge(store, NOW)
    with store.turn("c") as turn:
        assert turn.state == {
            "slots": {"offers_closed": {"listkit": "2026-08-20"}, "cases": 3},
            "stack": [],
            "latest_message": {},
            "events": 0,
        }
    assert {name for name, where in whose(store).items() if where} == {"conversations"}
    assert not +KEPT.purge(store, NOW)
    assert KEPT.purge(store, LONG_AGO + timedelta(days=366))["conversations"] == 1
    assert store.conversations() == []


def test_whoever_comes_back_goes_on_from_what_remained(store: Store) -> None:
    lived(store, "c", slots=REFUSED)
    KEPT.purge(store, NOW)
    lived(store, "c", NOW)
    assert store.conversations()[0].events == 2


@given(st.dictionaries(st.text(max_size=5), st.dates(NOW.date() - timedelta(days=800), NOW.date())), st.integers(0, 800))
def test_exactly_the_refusals_that_count_still_remain(refused: dict[str, Any], days: int) -> None:
    state = {"slots": {"offers_closed": {name: day.isoformat() for name, day in refused.items()}, "cases": 1}}
    left = remainder(state, NOW.date(), timedelta(days=days))
    counting = {name: day.isoformat() for name, day in refused.items() if (NOW.date() - day).days < days}
    assert (left["slots"]["offers_closed"] if left else {}) == counting


# who wants to be forgotten


def test_a_person_is_found_wherever_they_wrote(store: Store) -> None:
    for conversation in (DIRECT, CHANNEL, "T1/dm/-/U10", "T1/U1/-/U2", "T2/dm/-/U3"):
        lived(store, conversation)
    happened(store, "T1/C2/9.0/U1", NOW)
    assert store.conversations_of("U1") == ["T1/C1/1.0/U1", "T1/C2/9.0/U1", "T1/dm/-/U1"]
    assert store.conversations_of("U1", "T2") == []
    assert store.conversations_of("U%") == store.conversations_of("U_") == store.conversations_of("") == []


def test_a_name_in_the_terminal_is_a_person_too_but_of_no_team(store: Store) -> None:
    lived(store, "ada")
    lived(store, "T1/dm/-/ada")
    assert store.conversations_of("ada") == ["T1/dm/-/ada", "ada"]
    assert store.conversations_of("ada", "T1") == ["T1/dm/-/ada"]


@given(st.text(), st.text(min_size=1), st.none() | st.text())
def test_any_id_can_be_looked_at(conversation: str, user: str, team: str | None) -> None:
    assert is_of(f"{team}/C1/-/{user}", user, team) or "/" in f"{user}{team}"
    assert not is_of(f"{conversation}x{user}", user, team)


def test_forgetting_takes_all_of_a_person_whatever_waits(store: Store) -> None:
    for conversation in (DIRECT, CHANNEL, "T1/dm/-/U2"):
        lived(store, conversation, NOW, handoff="claimed")
    happened(store, DIRECT, NOW + timedelta(seconds=1), done=False)
    gone = store.forget(*store.conversations_of("U1"))
    assert whose(store) == everywhere("T1/dm/-/U2")
    assert dict(gone) == {
        "turns": 2,
        "cases": 2,
        "receipts": 2,
        "handoffs": 2,
        "unanswered": 2,
        "inbox": 3,
        "outbox": 3,
        "conversations": 2,
    }
    assert store.conversations_of("U1") == []
    lived(store, DIRECT, NOW)


def test_nothing_of_what_was_forgotten_stands_in_the_file(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/partwell.db") as store:
        for number in range(20):
            lived(store, f"T1/dm/-/U{number}", slots={"reason": "swordfish " * 2000})
        store.forget(*(f"T1/dm/-/U{number}" for number in range(20)))
        assert b"swordfish" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


# what is kept of a person


def test_everything_of_a_conversation_is_read_with_all_its_columns(store: Store) -> None:
    lived(store, DIRECT)
    lived(store, CHANNEL)
    found = store.everything([DIRECT, "T1/dm/-/nobody"])
    assert [each["conversation"] for each in found] == [DIRECT, "T1/dm/-/nobody"]
    assert found[0]["snapshot"]["updated"] == LONG_AGO
    for name, table in OF_CONVERSATION.items():
        rows: Sequence[Data] = found[0][name]
        assert {row["conversation_id"] for row in rows} == {DIRECT}, name
        assert set(rows[0]) == set(table.columns.keys())
        assert found[1][name] == []
    assert [event["event"] for turn in found[0]["turns"] for event in turn["events"]] == ["user", "action"]
    assert found[1]["snapshot"] is None

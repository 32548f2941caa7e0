"""A turn is kept whole or not at all, and reads back as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from bot.dialogue.tracker import Tracker, fold, restored
from bot.store.store import Record, Store
from bot.store.tables import RECEIPT

AT = datetime(2025, 3, 1, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
LATER = AT + timedelta(hours=1)
STATE = {"slots": {"product": "listkit"}, "stack": [], "latest_message": {}, "events": 1}
EVENT = {"event": "slot", "name": "product", "value": "listkit"}
CASE = {"id": "PW-00000001", "product": "listkit", "status": "open", "language": "it", "opened": AT.isoformat(), "words": "basta così"}
DOCUMENT = {"case": "PW-00000001", "outcome": "steps_given", "z": 1, "a": ["è", None]}
BRIEF = {"case": "PW-00000001", "rule": "premium", "last_words": "now"}


def turn(store: Store, conversation: str = "c", at: datetime = AT, **parts: Any) -> None:
    """One turn, whole."""
    with store.turn(conversation) as opened:
        opened.commit(Record(at, parts.pop("state", STATE), parts.pop("events", [EVENT]), **parts))


def state_of(store: Store, conversation: str = "c") -> dict[str, Any] | None:
    """The snapshot as a next turn would get it."""
    with store.turn(conversation) as opened:
        return opened.state


def test_a_new_conversation_has_no_state(store: Store) -> None:
    assert state_of(store) is None
    assert store.conversations() == []


def test_what_was_committed_is_read_back(store: Store) -> None:
    turn(store)
    turn(store, at=LATER, events=[{"event": "stack", "update": []}, EVENT])
    assert state_of(store) == STATE
    assert store.events("c") == [EVENT, {"event": "stack", "update": []}, EVENT]
    [conversation] = store.conversations()
    assert (conversation.id, conversation.events, conversation.updated) == ("c", 3, LATER)


def test_times_are_kept_in_utc(store: Store) -> None:
    turn(store)
    assert store.conversations()[0].updated.isoformat() == "2025-03-01T10:00:00.123456+00:00"


def test_a_time_without_a_zone_is_a_bug(store: Store) -> None:
    with pytest.raises(Exception, match="without a time zone"):
        turn(store, at=datetime(2025, 3, 1))  # noqa: DTZ001  (what is tested)


def test_each_half_hour_of_a_clock_put_back_is_kept_apart(store: Store) -> None:
    """Two moments that compare as equal, an hour apart: only their fold differs."""
    from zoneinfo import ZoneInfo

    first = datetime(2025, 10, 26, 2, 30, tzinfo=ZoneInfo("Europe/Rome"))
    turn(store, "summer", at=first)
    turn(store, "winter", at=first.replace(fold=1))
    summer, winter = store.conversations()
    assert winter.updated - summer.updated == timedelta(hours=1)


def test_conversations_are_apart(store: Store) -> None:
    turn(store, "a", state={"of": "a"})
    turn(store, "b", state={"of": "b"}, events=[])
    assert (state_of(store, "a"), state_of(store, "b")) == ({"of": "a"}, {"of": "b"})
    assert store.events("b") == []


def test_a_turn_without_commit_leaves_nothing(store: Store) -> None:
    with store.turn("c"):
        pass
    assert store.conversations() == []


def test_a_turn_that_raises_leaves_nothing_and_the_next_one_works(store: Store) -> None:
    with pytest.raises(OSError, match="the body's own"), store.turn("c"):
        raise OSError("the body's own")
    turn(store)
    assert store.events("c") == [EVENT]


def test_a_turn_is_kept_whole_or_not_at_all(store: Store) -> None:
    """The last thing written is what fails, and everything before it goes too."""
    turn(store)
    with pytest.raises(IntegrityError):
        turn(store, case=CASE, receipts=[{"document": DOCUMENT, "text": "t"}], handoffs=[BRIEF], unanswered=[{"kind": "x", "words": None}])
    assert (store.events("c"), store.receipt("PW-00000001"), store.handoffs(), store.unanswered()) == ([EVENT], None, [], [])


def test_a_turn_is_committed_once(store: Store) -> None:
    with store.turn("c") as opened:
        opened.commit(Record(AT, STATE, [EVENT]))
        with pytest.raises(RuntimeError):
            opened.commit(Record(AT, STATE, [EVENT]))
    assert store.events("c") == [EVENT]


def test_a_case_is_updated_in_place(store: Store) -> None:
    turn(store, case=CASE)
    turn(store, at=LATER, case={**CASE, "status": "handed_off", "opened": AT})
    [case] = read_cases(store)
    assert (case["status"], case["opened"], case["updated"], case["words"]) == ("handed_off", AT, LATER, "basta così")


def test_a_case_of_another_conversation_is_never_taken_over(store: Store) -> None:
    turn(store, "a", case=CASE)
    with pytest.raises(IntegrityError):
        turn(store, "b", case=CASE)
    assert [case["conversation_id"] for case in read_cases(store)] == ["a"]


def read_cases(store: Store) -> list[dict[str, Any]]:
    """The cases' rows."""
    from bot.store.turns import CASE as TABLE

    with store.engine.connect() as connection:
        return [dict(row) for row in connection.execute(TABLE.select()).mappings()]


def test_the_newest_receipt_is_given_and_the_older_ones_never_change(store: Store) -> None:
    turn(store, receipts=[{"document": DOCUMENT, "text": "first"}])
    before = read_receipts(store)
    turn(store, at=LATER, receipts=[{"document": DOCUMENT, "text": "second"}, {"document": DOCUMENT, "text": "third"}])
    assert read_receipts(store)[:1] == before
    assert [row["seq"] for row in read_receipts(store)] == [1, 2, 3]
    assert store.receipt("PW-00000001") == "third"
    assert store.receipt("PW-00000002") is None


def test_a_receipt_keeps_the_order_of_its_document(store: Store) -> None:
    turn(store, receipts=[{"document": DOCUMENT, "text": "t"}])
    assert list(read_receipts(store)[0]["document"]) == ["case", "outcome", "z", "a"]


def read_receipts(store: Store) -> list[dict[str, Any]]:
    """The receipts' rows, oldest first."""

    with store.engine.connect() as connection:
        return [dict(row) for row in connection.execute(RECEIPT.select().order_by(RECEIPT.c.seq)).mappings()]


def test_a_case_has_one_handoff_with_all_its_reasons_and_the_newest_brief(store: Store) -> None:
    turn(store, handoffs=[BRIEF])
    turn(store, at=LATER, handoffs=[{**BRIEF, "last_words": "still"}, {**BRIEF, "rule": "legal"}])
    (handoff,) = store.handoffs()
    assert (handoff.rules, handoff.brief["rule"], handoff.created, handoff.since) == (["premium", "legal"], "legal", AT, AT)
    assert store.handoff("PW-00000001") == handoff
    assert (handoff.status, handoff.assignee, handoff.round) == ("waiting", None, 1)


def test_handoffs_by_status(store: Store) -> None:
    turn(store, handoffs=[BRIEF])
    assert len(store.handoffs("waiting")) == 1
    assert store.handoffs("resolved") == []
    assert store.handoff("PW-00000002") is None


def test_unanswered_questions(store: Store) -> None:
    asked = {"product": "listkit", "kind": "not in the document", "topic": "refund", "words": "soldi indietro?"}
    turn(store, unanswered=[asked, {"kind": "not understood", "words": "hm"}])
    rows = store.unanswered()
    assert [(u.product, u.kind, u.topic, u.words) for u in rows] == [tuple(asked.values()), (None, "not understood", None, "hm")]
    assert rows[0].at == AT


def test_forgetting_takes_everything_of_one_conversation_and_nothing_else(store: Store) -> None:
    other = {"case": "PW-00000002"}
    parts: dict[str, Any] = {"unanswered": [{"kind": "not understood", "words": "hm"}]}
    turn(store, "a", case=CASE, receipts=[{"document": DOCUMENT, "text": "a"}], handoffs=[BRIEF], **parts)
    turn(store, "b", receipts=[{"document": {**DOCUMENT, **other}, "text": "b"}], handoffs=[{**BRIEF, **other}], **parts)
    store.forget("a")
    store.forget("a")
    assert (store.events("a"), read_cases(store), store.receipt("PW-00000001")) == ([], [], None)
    assert [c.id for c in store.conversations()] == [h.conversation_id for h in store.handoffs()] == ["b"]
    assert ([u.conversation_id for u in store.unanswered()], store.receipt("PW-00000002")) == (["b"], "b")


def test_words_that_no_text_column_holds_are_kept_as_far_as_can_be(store: Store) -> None:
    turn(store, events=[{"text": "a\0b\ud800"}], unanswered=[{"kind": "not understood", "words": "a\0b\ud800"}])
    assert store.events("c") == [{"text": "a\0b\ud800"}]
    assert store.unanswered()[0].words == "a\ufffdb\ufffd"


def test_the_snapshot_is_the_fold_of_all_events(store: Store) -> None:
    initial = {"product": None, "path": None}
    for number in range(5):
        one_turn(store, initial, number)
    whole = fold(Tracker("c", initial), store.events("c"))
    state = state_of(store)
    assert state == whole.state()
    assert restored("c", state, initial) == whole
    assert store.conversations()[0].events == whole.events == 20


def one_turn(store: Store, initial: dict[str, Any], number: int) -> None:
    """A turn as the bot makes it: restore, add events, keep both."""
    events: list[dict[str, Any]] = [
        {"event": "user", "text": f"text {number}", "parse_data": {"intent": {"name": "inform"}}},
        {"event": "slot", "name": "path", "value": number},
        {"event": "stack", "update": [{"flow": "cancel", "step": str(number)}]},
        {"event": "action", "name": "action_listen"},
    ]
    with store.turn("c") as opened:
        tracker = restored("c", opened.state, initial) if opened.state else Tracker("c", initial)
        opened.commit(Record(AT, fold(tracker, events).state(), events))


ANY_TEXT = st.text(st.characters(exclude_categories=()))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=15,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=st.dictionaries(ANY_TEXT, JSON, max_size=5), events=st.lists(st.dictionaries(ANY_TEXT, JSON, max_size=3), max_size=4))
def test_any_state_and_any_events_come_back_the_same(store: Store, state: dict[str, Any], events: list[dict[str, Any]]) -> None:
    conversation = uuid4().hex
    turn(store, conversation, state=state, events=events)
    same: Callable[[Any], str] = repr  # 0.0 == -0.0 and 1 == True: not the same
    assert same(state_of(store, conversation)) == same(state)
    assert same(store.events(conversation)) == same(events)

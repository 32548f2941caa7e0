"""What arrives is kept once, and taken in order within its conversation."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.delivery.inbox import Inbox
from bot.delivery.items import Item, position_of
from bot.store.store import Store

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=15)


def item(key: str, conversation: str = "c", second: int = 0, kind: str = "message") -> Item:
    """Something that was said so many seconds after the hour."""
    position = position_of(NOW + timedelta(seconds=second))
    return Item(key, conversation, position, kind, "T1", "C1", "U1", "1.0", {"text": f"{key} è \x00 \ud800"})


def due(store: Store, now: datetime = NOW) -> list[str]:
    """Keys of what would be taken now; nothing is."""
    with Inbox(store).batch(now, 10) as batch:
        return [taken.item.key for taken in batch.taken]


def work_off(store: Store, now: datetime = NOW, most: int = 10) -> list[str]:
    """Take what is due, and be done with it."""
    with Inbox(store).batch(now, most) as batch:
        for taken in batch.taken:
            batch.done(taken)
        batch.commit()
    return [taken.item.key for taken in batch.taken]


def fail(store: Store, again: datetime, now: datetime = NOW) -> None:
    """Take what is due, and fail."""
    with Inbox(store).batch(now, 10) as batch:
        for taken in batch.taken:
            batch.later(taken, again, "ValueError")
        batch.commit()


def set_timer(store: Store, timer: Item, due_at: datetime) -> None:
    """A timer, as a handler sets one."""
    from bot.delivery.inbox import add

    with store.writing() as connection:
        add(connection, timer, due_at, NOW)
        connection.commit()


def test_an_item_comes_out_as_it_went_in(store: Store) -> None:
    said = item("a")
    Inbox(store).receive([said], NOW)
    with Inbox(store).batch(NOW, 1) as batch:
        assert [taken.item for taken in batch.taken] == [said]


def test_what_comes_again_is_the_same_item(store: Store) -> None:
    assert Inbox(store).receive([item("a"), item("b", "other"), item("a")], NOW) == [True, True, False]
    assert Inbox(store).receive([item("a")], LATER) == [False]
    assert sorted(work_off(store)) == ["a", "b"]
    assert Inbox(store).receive([item("a")], LATER) == [False]
    assert work_off(store, LATER) == []


def test_a_conversation_goes_by_slacks_order_not_by_arrival(store: Store) -> None:
    Inbox(store).receive([item("second", second=2), item("third", second=3)], NOW)
    Inbox(store).receive([item("first", second=1)], LATER)
    assert [work_off(store, LATER) for _ in range(4)] == [["first"], ["second"], ["third"], []]


def test_each_conversation_gives_one_item_the_longest_waiting_first(store: Store) -> None:
    Inbox(store).receive([item("b1", "b", 2)], NOW)
    Inbox(store).receive([item("a1", "a", 1), item("a2", "a", 3)], NOW + timedelta(seconds=1))
    assert due(store, LATER) == ["b1", "a1"]
    assert work_off(store, LATER, most=1) == ["b1"]


def test_nothing_happened_without_a_commit(store: Store) -> None:
    Inbox(store).receive([item("a")], NOW)
    with Inbox(store).batch(NOW, 1) as batch:
        batch.done(batch.taken[0], [lambda: 1 / 0])
    assert due(store) == ["a"]


def test_what_follows_a_failure_waits_for_it(store: Store) -> None:
    Inbox(store).receive([item("a", second=1), item("b", second=2), item("elsewhere", "other", 3)], NOW)
    with Inbox(store).batch(NOW, 10) as batch:
        batch.later(batch.taken[0], LATER, "ValueError")
        batch.commit()
    assert due(store) == ["elsewhere"]
    assert due(store, LATER) == ["elsewhere", "a"]


def test_failures_are_counted(store: Store) -> None:
    Inbox(store).receive([item("a")], NOW)
    for count in range(3):
        with Inbox(store).batch(NOW, 1) as batch:
            assert [taken.attempts for taken in batch.taken] == [count]
        fail(store, NOW)


def test_what_was_given_up_is_out_of_the_way_and_counted(store: Store) -> None:
    Inbox(store).receive([item("a", second=1), item("b", second=2)], NOW)
    with Inbox(store).batch(NOW, 10) as batch:
        batch.dead(batch.taken[0], "ValueError at x.py:1")
        batch.commit()
    assert due(store) == ["b"]
    depth = Inbox(store).depth(NOW)
    assert (depth.waiting, depth.oldest, depth.dead) == (1, NOW, 1)


def test_a_timer_comes_when_it_is_due_and_blocks_nobody_before(store: Store) -> None:
    set_timer(store, item("timer", second=1, kind="timer/claim"), LATER)
    Inbox(store).receive([item("a", second=2)], NOW)
    assert Inbox(store).depth(NOW).waiting == 1
    assert work_off(store) == ["a"]
    assert work_off(store, LATER - timedelta(seconds=1)) == []
    assert work_off(store, LATER) == ["timer"]
    assert work_off(store, LATER) == []


def test_a_timer_that_is_due_goes_by_its_place_in_the_conversation(store: Store) -> None:
    set_timer(store, item("timer", second=5, kind="timer/claim"), NOW + timedelta(seconds=5))
    Inbox(store).receive([item("before", second=4), item("after", second=6)], LATER)
    assert [work_off(store, LATER) for _ in range(3)] == [["before"], ["timer"], ["after"]]


def test_one_item_can_be_taken_by_its_key(store: Store) -> None:
    Inbox(store).receive([item("a", second=1), item("b", second=2)], NOW)
    with Inbox(store).batch(NOW, 1, "b") as batch:
        assert [taken.item.key for taken in batch.taken] == ["b"]


def test_two_processes_on_postgres_never_have_the_same_item(postgres_url: str) -> None:
    with Store.open(postgres_url) as one, Store.open(postgres_url) as two:
        Inbox(one).receive([item("a", "a", 1), item("b", "b", 2), item("a2", "a", 3)], NOW)
        with Inbox(one).batch(NOW, 1) as first, Inbox(two).batch(NOW, 9) as second:
            assert [[taken.item.key for taken in batch.taken] for batch in (first, second)] == [["a"], ["b"]]


def test_a_conversation_that_is_forgotten_takes_its_items_along(store: Store) -> None:
    Inbox(store).receive([item("a"), item("b", "other")], NOW)
    store.forget("c")
    assert due(store) == ["b"]


def test_what_was_done_long_ago_is_deleted_some_at_a_time(store: Store) -> None:
    Inbox(store).receive([item(key, key) for key in "abc"], NOW)
    work_off(store)
    Inbox(store).receive([item("waits")], NOW)
    assert Inbox(store).tidy(NOW, 10) == 0
    assert [Inbox(store).tidy(LATER, 2) for _ in range(3)] == [2, 1, 0]
    assert due(store) == ["waits"]


def test_a_promised_item_waits_to_be_completed_and_is_worked_off_once(store: Store) -> None:
    Inbox(store).promise(item("a"), LATER, NOW)
    assert due(store) == []
    completed = replace(item("a"), data={"view": "V1"})
    assert Inbox(store).complete(completed, NOW)
    with Inbox(store).batch(NOW, 1) as batch:
        assert [taken.item for taken in batch.taken] == [completed]
    assert work_off(store) == ["a"]
    assert not Inbox(store).complete(item("a"), NOW)
    assert due(store, LATER) == []


def test_a_promised_item_that_nobody_completes_is_worked_off_as_it_is_when_it_is_due(store: Store) -> None:
    Inbox(store).promise(item("a"), LATER, NOW)
    assert work_off(store, LATER) == ["a"]


def test_a_promised_item_keeps_nobody_waiting(store: Store) -> None:
    Inbox(store).promise(item("a"), LATER, NOW)
    Inbox(store).receive([item("b", second=1)], NOW)
    assert due(store) == ["b"]


def test_what_was_worked_off_is_emptied_and_what_failed_for_good_is_not(store: Store) -> None:
    for key in ("done", "dead", "later"):
        Inbox(store).receive([Item(key, key, "1", "message", "T1", "C1", "U1", data={"text": "words"})], NOW)
    with Inbox(store).batch(NOW, 3) as batch:
        taken = {each.item.key: each for each in batch.taken}
        batch.done(taken["done"])
        batch.dead(taken["dead"], "ValueError")
        batch.later(taken["later"], NOW, "ValueError")
        batch.commit()
    bodies = {each["conversation"]: each["inbox"][0]["body"] for each in store.everything(["done", "dead", "later"])}
    assert bodies["done"] == {}
    assert bodies["dead"]["data"] == bodies["later"]["data"] == {"text": "words"}

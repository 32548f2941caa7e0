"""Each item is handled once and in order; one that fails is tried again, and at last put aside with an apology."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.inbox import Inbox
from bot.delivery.items import Item, Outgoing, position_of
from bot.delivery.outbox import Outbox, Terms
from bot.delivery.work import Work
from bot.delivery.worker import PAUSES, Worker, reference_of
from bot.operations.retention import USUAL
from bot.operations.upkeep import Upkeep
from bot.store.store import Record, Store, StoreError
from tests.delivery.clock import Clock

TERMS = Terms("sender", timedelta(60), timedelta(0))


class Scribe:
    """Handlers that write down what they were given, and fail where they are told to."""

    def __init__(self) -> None:
        self.handled: list[str] = []
        self.committed: list[str] = []
        self.alarms: list[str] = []
        self.failing: dict[str, Exception] = {}

    def message(self, item: Item, work: Work) -> None:
        self.handled.append(item.key)
        unit = work.unit()
        seen = [*(unit.state or {"seen": []})["seen"], item.key]
        unit.write(Record(work.now, {"seen": seen}, [{"key": item.key}]))
        work.post(Outgoing(f"{item.key}/0", item.team, item.channel, "chat.postMessage", {"text": item.key}))
        work.then.append(lambda: self.committed.append(item.key))
        if item.key in self.failing:
            raise self.failing[item.key]

    def timer(self, item: Item, work: Work) -> None:
        self.handled.append(f"{item.kind} {item.data['of']}")

    def apologise(self, item: Item, work: Work, reference: str) -> None:
        work.post(Outgoing(f"{item.key}/sorry", item.team, item.channel, "chat.postMessage", {"text": f"Sorry: {reference}"}))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def scribe() -> Scribe:
    return Scribe()


@pytest.fixture
def worker(store: Store, scribe: Scribe, clock: Clock) -> Worker:
    handlers = {"message": scribe.message, "timer/claim": scribe.timer}
    return Worker(store, handlers, clock, scribe.apologise, scribe.alarms.append, Upkeep(store, USUAL, scribe.alarms.append))


def item(key: str, conversation: str = "c", second: int = 0, **data: Any) -> Item:
    """A message."""
    return Item(key, conversation, position_of(Clock().now + timedelta(seconds=second)), "message", "T1", "C1", "U1", None, data)


def work_all(worker: Worker) -> None:
    """Until nothing is due."""
    while worker.work():
        pass


def sent(store: Store, clock: Clock) -> list[str]:
    """Texts of all that is to be sent, one channel's worth."""
    texts, results = [], []
    from bot.delivery.outbox import Sent

    while rows := Outbox(store).exchange(TERMS, clock(), 10, results):
        texts += [held.outgoing.payload["text"] for held in rows]
        results = [Sent(held, "C1", f"{len(texts)}.0") for held in rows]
    return texts


def state(store: Store, conversation: str = "c") -> Any:
    """The snapshot."""
    with store.turn(conversation) as turn:
        return turn.state


def test_state_events_and_what_is_said_are_kept_together(store: Store, worker: Worker, scribe: Scribe, clock: Clock) -> None:
    Inbox(store).receive([item("a", second=1), item("b", second=2), item("x", "other")], clock())
    work_all(worker)
    assert state(store) == {"seen": ["a", "b"]}
    assert store.events("c") == [{"key": "a"}, {"key": "b"}]
    assert sorted(sent(store, clock)) == ["a", "b", "x"]
    assert scribe.committed == scribe.handled


def test_nothing_of_a_failed_attempt_remains(store: Store, worker: Worker, scribe: Scribe, clock: Clock) -> None:
    scribe.failing["a"] = ValueError("her own words")
    Inbox(store).receive([item("a")], clock())
    worker.work()
    assert (state(store), sent(store, clock), scribe.committed) == (None, [], [])
    del scribe.failing["a"]
    clock.sleep(PAUSES[0])
    work_all(worker)
    assert (state(store), sent(store, clock), scribe.committed) == ({"seen": ["a"]}, ["a"], ["a"])


def test_a_failure_keeps_nobody_else_waiting(store: Store, worker: Worker, scribe: Scribe, clock: Clock) -> None:
    scribe.failing["a"] = ValueError()
    Inbox(store).receive([item("x", "x"), item("a"), item("b", second=1), item("y", "y")], clock())
    work_all(worker)
    assert sorted(sent(store, clock)) == ["x", "y"]


def test_one_that_always_fails_is_put_aside_with_an_apology(
    store: Store, worker: Worker, scribe: Scribe, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    scribe.failing["a"] = ValueError("a bug")
    Inbox(store).receive([item("a"), item("b", second=1)], clock())
    for pause in PAUSES:
        work_all(worker)
        assert sent(store, clock) == []
        clock.sleep(pause)
    work_all(worker)
    assert scribe.handled == ["a"] * 5 + ["b"]
    assert sent(store, clock) == [f"Sorry: {reference_of('a')}", "b"]
    assert (scribe.alarms, Inbox(store).depth(clock()).dead) == (["dead_letter"], 1)
    assert [record.exc_info is not None and reference_of("a") in record.message for record in caplog.records] == [True] * 5


def test_a_kind_that_nobody_handles_is_put_aside_too(store: Store, worker: Worker, scribe: Scribe, clock: Clock) -> None:
    Inbox(store).receive([Item("a", "c", "1", "unheard of", "T1", "C1", "U1")], clock())
    for pause in [*PAUSES, 0]:
        work_all(worker)
        clock.sleep(pause)
    assert scribe.alarms == ["dead_letter"]


def test_an_apology_that_fails_too_is_only_logged(store: Store, worker: Worker, scribe: Scribe, clock: Clock) -> None:
    def apologise(item: Item, work: Work, reference: str) -> None:
        scribe.apologise(item, work, reference)
        raise ValueError

    worker.apologise, scribe.failing["a"] = apologise, ValueError()
    Inbox(store).receive([item("a"), item("b", second=1)], clock())
    for pause in [*PAUSES, 0]:
        work_all(worker)
        clock.sleep(pause)
    assert sent(store, clock) == ["b"]


def test_what_went_wrong_is_kept_without_anybodys_words(store: Store, worker: Worker, scribe: Scribe, clock: Clock) -> None:
    scribe.failing["a"] = ValueError("her own words")
    Inbox(store).receive([item("a")], clock())
    worker.work()
    with store.engine.connect() as connection:
        from sqlalchemy import text

        [error] = connection.execute(text("SELECT error FROM inbox")).scalars()
    assert error.startswith("ValueError at ")
    assert "words" not in error


def test_a_database_that_goes_away_costs_no_attempt(store: Store, worker: Worker, scribe: Scribe, clock: Clock) -> None:
    scribe.failing["a"] = StoreError("locked", "somebody else has it")
    Inbox(store).receive([item("a")], clock())
    for _ in range(10):
        with pytest.raises(StoreError):
            worker.work()
    scribe.failing.clear()
    work_all(worker)
    assert sent(store, clock) == ["a"]


def test_an_error_of_the_system_in_a_handler_is_no_error_of_the_database(
    store: Store, worker: Worker, scribe: Scribe, clock: Clock
) -> None:
    scribe.failing["a"] = ConnectionRefusedError("of the action server")
    Inbox(store).receive([item("a")], clock())
    for pause in [*PAUSES, 0]:
        work_all(worker)
        clock.sleep(pause)
    assert scribe.alarms == ["dead_letter"]


def test_a_timer_goes_off_once(store: Store, worker: Worker, scribe: Scribe, clock: Clock) -> None:
    def sets(item: Item, work: Work) -> None:
        work.timer("t", clock() + timedelta(minutes=15), "claim", {"of": item.key})

    worker.handlers = {**worker.handlers, "message": sets}
    Inbox(store).receive([item("a"), item("b", second=1)], clock())
    work_all(worker)
    assert scribe.handled == []
    clock.sleep(15 * 60)
    work_all(worker)
    clock.sleep(15 * 60)
    work_all(worker)
    assert scribe.handled == ["timer/claim a"]


def test_a_timer_can_be_stopped(store: Store, worker: Worker, scribe: Scribe, clock: Clock) -> None:
    def sets_and_stops(item: Item, work: Work) -> None:
        if item.key == "a":
            work.timer("t", clock() + timedelta(minutes=15), "claim", {"of": item.key})
        else:
            work.cancel("t")

    worker.handlers = {**worker.handlers, "message": sets_and_stops}
    Inbox(store).receive([item("a"), item("b", second=1)], clock())
    work_all(worker)
    clock.sleep(15 * 60)
    work_all(worker)
    assert scribe.handled == []


def test_a_handler_may_change_another_conversation(store: Store, worker: Worker, clock: Clock) -> None:
    def gives_back(item: Item, work: Work) -> None:
        work.unit("customer").write(Record(work.now, {"by": item.key}, [{"one": 1}]))
        work.unit("customer").write(Record(work.now, {"by": item.key, "again": True}, [{"two": 2}]))

    worker.handlers = {"message": gives_back}
    Inbox(store).receive([item("a", "agent")], clock())
    work_all(worker)
    assert state(store, "customer") == {"by": "a", "again": True}
    assert store.events("customer") == [{"one": 1}, {"two": 2}]


def test_an_idle_worker_tidies_up(store: Store, worker: Worker, clock: Clock) -> None:
    Inbox(store).receive([item("a")], clock())
    work_all(worker)
    sent(store, clock)
    clock.sleep(31 * 24 * 3600)
    thread = running(worker)
    wait_until(lambda: Inbox(store).receive([item("a")], clock()) == [True])
    worker.stop()
    thread.join(20)
    assert Outbox(store).tidy(clock(), 10) == 0


def running(worker: Worker) -> threading.Thread:
    """Its thread."""
    thread = threading.Thread(target=worker.run)
    thread.start()
    return thread


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Or fail."""
    import time

    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_running_worker_wakes_works_and_stops(store: Store, worker: Worker, scribe: Scribe, clock: Clock) -> None:
    worker.poll = 60
    posted = threading.Event()
    worker.posted = posted.set
    thread = running(worker)
    Inbox(store).receive([item("a")], clock())
    worker.wake()
    assert posted.wait(20)
    worker.stop()
    thread.join(20)
    assert not thread.is_alive()
    assert scribe.committed == ["a"]


def test_a_running_worker_outlives_its_database_and_its_own_mistakes(
    store: Store, worker: Worker, scribe: Scribe, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    troubles = [StoreError("unreachable", "gone"), RuntimeError("a bug"), StoreError("locked", "still")]

    def troubled() -> Any:
        if troubles:
            raise troubles.pop()
        return clock.now

    worker.clock = troubled
    Inbox(store).receive([item("a")], clock())
    thread = running(worker)
    wait_until(lambda: scribe.committed == ["a"])
    worker.stop()
    thread.join(20)
    assert scribe.alarms == ["worker"]

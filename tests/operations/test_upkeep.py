"""Whatever happens to the clock, nothing waits for ever, nothing goes off too soon, and nothing is deleted that may stay."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import HELD, Steady
from bot.delivery import outbox
from bot.delivery.inbox import Inbox
from bot.delivery.items import Item, Outgoing, position_of
from bot.delivery.outbox import Again, Held, Outbox, Terms
from bot.operations.retention import FEW, Retention
from bot.operations.upkeep import BELIEVED, LOOK_EVERY, Upkeep
from bot.store.store import Record, Store
from bot.store.tables import INBOX
from tests.delivery.clock import Clock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGAN = Clock().now
KEPT = Retention(timedelta(days=90))


@dataclass
class Machine:
    """Time that goes by, and a clock that may be put forward and back; on it the upkeep of a worker, which may be started anew."""

    store: Store
    passed: timedelta = timedelta(0)
    wrong: timedelta = timedelta(0)
    alarms: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.upkeep = Upkeep(self.store, KEPT, self.alarms.append, self.monotonic)
        self.clock = Steady(self.wall, self.monotonic)

    def wall(self) -> datetime:
        return BEGAN + self.passed + self.wrong

    def monotonic(self) -> float:
        return self.passed.total_seconds()

    def live(self, time: timedelta, *, steady: bool = True) -> None:
        """It runs, and has nothing to do."""
        end, step = self.passed + time, timedelta(seconds=LOOK_EVERY / 2)
        while True:
            self.upkeep.look(self.clock if steady else self.wall)
            self.upkeep.tidy(self.clock if steady else self.wall)
            if self.passed >= end:
                return
            self.passed = min(end, self.passed + step)

    def has(self, *conversations: str, ago: timedelta = timedelta(0)) -> None:
        for name in conversations:
            with self.store.turn(name) as turn:
                turn.commit(Record(BEGAN + self.passed - ago, {"slots": {}}, [{"event": "action"}]))

    def left(self) -> int:
        return len(self.store.conversations())

    def due(self) -> list[str]:
        with Inbox(self.store).batch(self.clock(), 10) as batch:
            return [taken.item.key for taken in batch.taken]


@pytest.fixture
def machine(store: Store) -> Machine:
    return Machine(store)


MANY = [f"c{number}" for number in range(40)]


@pytest.mark.parametrize("steady", [True, False])
@pytest.mark.parametrize("restarted", [False, True])
def test_a_clock_that_is_a_hundred_days_ahead_for_a_while_deletes_nothing(machine: Machine, steady: bool, restarted: bool) -> None:
    machine.has(*MANY)
    machine.live(HOUR, steady=steady)
    machine.wrong = 100 * DAY
    for _ in range(2):
        if restarted:
            machine.start()
        machine.live(BELIEVED / 3, steady=steady)
    machine.wrong = timedelta(0)
    machine.live(2 * HOUR, steady=steady)
    assert machine.left() == 40
    assert "purge" not in machine.alarms


def test_nor_does_one_that_stays_so_without_anybody_saying_so(machine: Machine) -> None:
    machine.has(*MANY)
    machine.live(HOUR)
    machine.wrong = 100 * DAY
    machine.live(HELD + BELIEVED + 2 * HOUR)
    assert machine.left() == 40
    assert machine.alarms[:2] == ["clock", "purge"]
    assert KEPT.purge(machine.store, machine.clock())["conversations"] == 40


def test_what_is_old_goes_by_itself_once_the_clock_is_believed(machine: Machine) -> None:
    machine.live(HOUR)
    machine.has(*MANY)
    machine.has("old", ago=91 * DAY)
    machine.passed += DAY  # nothing ran for a day, which looks just like a jump
    machine.start()
    machine.live(BELIEVED - timedelta(minutes=1))
    assert machine.left() == 41
    machine.live(timedelta(minutes=2))
    assert machine.left() == 40
    assert machine.alarms == []


def test_a_restart_does_not_begin_anew(machine: Machine) -> None:
    machine.live(HOUR)
    machine.has("old", *MANY)
    machine.passed += DAY
    machine.has(*MANY)
    for _ in range(5):
        machine.start()
        machine.live(timedelta(minutes=20))
    machine.has(*MANY)
    machine.passed += 90 * DAY
    machine.has(*MANY)
    for _ in range(5):
        machine.start()
        machine.live(timedelta(minutes=20))
    assert machine.left() == 40


def test_few_may_go_even_where_they_are_all_there_are(machine: Machine) -> None:
    machine.has(*MANY[:FEW], ago=91 * DAY)
    machine.live(HOUR)
    assert machine.left() == 0


def message(key: str, second: int) -> Item:
    return Item(key, "c", position_of(BEGAN + timedelta(seconds=second)), "message", "T1", "C1", "U1")


def timer(machine: Machine, key: str, minutes: int) -> None:
    """Set at this moment, as the clock has it."""
    due = machine.clock() + timedelta(minutes=minutes)
    Inbox(machine.store).promise(Item(key, "t", position_of(due), "timer/desk", "T1", "C1", "U1"), due, machine.clock())


def test_what_arrived_before_the_clock_went_back_is_worked_off_first_and_at_once(machine: Machine) -> None:
    Inbox(machine.store).receive([message("a", 1)], machine.clock())
    machine.wrong = -HOUR
    machine.start()
    Inbox(machine.store).receive([message("b", 2)], machine.clock())
    assert machine.due() == ["a"]
    assert Inbox(machine.store).depth(machine.clock()).waiting == 2


def test_what_failed_before_the_clock_went_back_is_tried_again_soon(machine: Machine) -> None:
    Inbox(machine.store).receive([message("a", 1)], machine.clock())
    with Inbox(machine.store).batch(machine.clock(), 1) as batch:
        batch.later(batch.taken[0], batch.now + timedelta(seconds=3), "ValueError")
        batch.commit()
    machine.wrong = -HOUR
    machine.start()
    machine.live(timedelta(seconds=5))
    assert machine.due() == ["a"]


def posted(machine: Machine, *channels: str) -> None:
    for channel in channels:
        with machine.store.writing() as connection:
            outbox.add(connection, "c", Outgoing(channel, "T1", channel, "chat.postMessage", {"text": channel}), machine.clock())
            connection.commit()


def taken(machine: Machine, who: str) -> list[Held]:
    return Outbox(machine.store).exchange(Terms(who, timedelta(minutes=1), timedelta(0)), machine.clock(), 10)


def test_what_was_to_be_sent_before_the_clock_went_back_is_sent(machine: Machine) -> None:
    """One that nobody tried yet, one that Slack was to be asked for again, and one that a process held which is no more."""
    posted(machine, "C2", "C3")
    failed, _ = taken(machine, "gone")
    later = Again(failed, machine.clock() + timedelta(minutes=1), "status 500")
    Outbox(machine.store).exchange(Terms("gone", timedelta(minutes=1), timedelta(0)), machine.clock(), 0, [later])
    posted(machine, "C1")
    machine.wrong = -HOUR
    machine.start()
    assert [held.outgoing.key for held in taken(machine, "new")] == ["C1"]
    machine.live(timedelta(seconds=1))
    assert [held.outgoing.key for held in taken(machine, "new")] == ["C2"]
    machine.live(timedelta(seconds=91))
    assert "C3" in [held.outgoing.key for held in taken(machine, "new")]


@pytest.mark.parametrize("restarted", [False, True])
def test_a_timer_waits_as_long_as_it_was_to_when_the_clock_goes_back(machine: Machine, restarted: bool) -> None:
    timer(machine, "t", 30)
    machine.live(timedelta(minutes=5))
    machine.wrong = -HOUR
    if restarted:
        machine.start()
    machine.live(timedelta(minutes=24))
    assert machine.due() == []
    machine.live(timedelta(minutes=12))
    assert machine.due() == ["t"]


def test_a_timer_does_not_go_off_because_the_clock_goes_forward(machine: Machine) -> None:
    timer(machine, "t", 30)
    machine.live(timedelta(minutes=5))
    machine.wrong = 7 * HOUR
    machine.live(timedelta(minutes=20))
    assert machine.due() == []
    machine.live(timedelta(minutes=6))
    assert machine.due() == ["t"]


def test_timers_of_two_processes_are_moved_once(machine: Machine) -> None:
    timer(machine, "t", 30)
    other = Machine(machine.store)
    both = (machine, other)
    for each in both:
        each.live(timedelta(minutes=1))
        each.wrong = 7 * HOUR
    for _ in range(2 * 6):
        for each in both:
            each.live(timedelta(seconds=30))
    with machine.store.engine.connect() as connection:
        [due] = connection.execute(select(INBOX.c.due)).scalars()
    assert [alarm for each in both for alarm in each.alarms] == ["clock", "clock"]
    assert timedelta(0) <= due - (BEGAN + timedelta(minutes=30) + 7 * HOUR) <= timedelta(minutes=10)

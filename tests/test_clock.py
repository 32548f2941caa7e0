"""The clock that does not jump: it follows small steps at once, and a jump when the machine stays with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import HELD, Steady, jumped

BEGAN = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Machine:
    """Time that goes by, and the clock on the wall, which may be wrong."""

    def __init__(self) -> None:
        self.passed, self.wrong = timedelta(0), timedelta(0)

    def wall(self) -> datetime:
        return BEGAN + self.passed + self.wrong

    def monotonic(self) -> float:
        return 1000 + self.passed.total_seconds()

    def wait(self, time: timedelta) -> None:
        self.passed += time


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def clock(machine: Machine) -> Steady:
    return Steady(machine.wall, machine.monotonic)


def test_it_goes_on_with_the_machine(machine: Machine, clock: Steady) -> None:
    for _ in range(100):
        machine.wait(SECOND)
        machine.wrong += SECOND / 100  # a clock that is a little fast
        assert clock() == machine.wall()


@pytest.mark.parametrize("hours", [-1, 7, 24 * 100])
def test_a_jump_that_passes_is_not_seen(machine: Machine, clock: Steady, hours: int) -> None:
    machine.wrong = timedelta(hours=hours)
    for _ in range(45):
        machine.wait(SECOND)
        assert clock() == BEGAN + machine.passed
    machine.wrong = timedelta(0)
    machine.wait(SECOND)
    assert clock() == machine.wall()
    assert jumped(clock) == timedelta(0)


@pytest.mark.parametrize("hours", [-1, 7, 24 * 100])
def test_a_jump_that_stays_is_followed(machine: Machine, clock: Steady, hours: int) -> None:
    machine.wrong = timedelta(hours=hours)
    clock()
    machine.wait(HELD - SECOND)
    assert clock() == BEGAN + machine.passed
    machine.wait(SECOND)
    assert clock() == machine.wall()
    assert jumped(clock) == timedelta(hours=hours)


def test_a_clock_that_goes_mad_is_not_followed(machine: Machine, clock: Steady) -> None:
    for number in range(600):
        machine.wait(SECOND)
        machine.wrong = timedelta(minutes=number)
        assert abs(clock() - BEGAN - machine.passed) <= 2 * SECOND


def test_any_other_clock_never_jumped(machine: Machine) -> None:
    assert jumped(machine.wall) == timedelta(0)

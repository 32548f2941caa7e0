"""Threads that write stand in line."""

from __future__ import annotations

import threading
import time

import pytest

from bot.store.line import Line
from bot.store.store import Store, StoreError


def test_first_come_first_served() -> None:
    line, served = Line(5), []
    ready = [threading.Event() for _ in range(5)]

    def stand(number: int) -> None:
        ready[number].set()
        with line.turn():
            served.append(number)

    with line.turn():
        threads = []
        for number in range(5):
            threads.append(threading.Thread(target=stand, args=(number,)))
            threads[-1].start()
            ready[number].wait(5)
            while len(line._waiting) <= number:
                time.sleep(0.001)
    for thread in threads:
        thread.join(5)
    assert served == [0, 1, 2, 3, 4]


def test_who_waits_too_long_is_told_and_leaves_the_line() -> None:
    line = Line(0.01)
    with line.turn(), pytest.raises(StoreError) as caught, line.turn():
        pass
    assert caught.value.code == "locked"
    with line.turn():
        pass


def test_writing_inside_writing_is_refused_instead_of_waiting_for_ever(sqlite_url: str) -> None:
    with Store.open(f"{sqlite_url}?timeout=0.05") as store, store.writing():
        with pytest.raises(StoreError) as caught:
            store.forget("c")
        assert caught.value.code == "locked"

"""Whatever arrives, fails and is worked off, in whatever order: each item once, and always the first that is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.inbox import Inbox
from bot.delivery.items import Item, position_of
from bot.store.store import Store

BEGAN = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
CONVERSATIONS = ("a", "b")
ARRIVES = st.tuples(st.just("arrives"), st.sampled_from(CONVERSATIONS), st.integers(0, 9))
WORKS = st.tuples(st.sampled_from(["works", "fails"]), st.sampled_from(CONVERSATIONS), st.integers(1, 3))
STORIES = st.lists(st.one_of(ARRIVES, WORKS), max_size=40)


class Story:
    """The inbox beside a model of it: keys that wait by conversation, and until when what failed waits."""

    def __init__(self, store: Store) -> None:
        self.store, self.now = store, BEGAN
        self.waiting: dict[str, set[str]] = {name: set() for name in CONVERSATIONS}
        self.again: dict[str, datetime] = {}
        self.known: set[str] = set()

    def tell(self, kind: str, conversation: str, number: int) -> None:
        """One thing happens."""
        self.now += timedelta(seconds=1)
        told: dict[str, Callable[[str, int], None]] = {"arrives": self.arrives, "works": self.works, "fails": self.fails}
        told[kind](conversation, number)

    def arrives(self, conversation: str, number: int) -> None:
        key = f"{conversation}{number}"
        item = Item(key, conversation, position_of(BEGAN + timedelta(seconds=number)), "message", "T", "C", "U")
        assert Inbox(self.store).receive([item], self.now) == [key not in self.known]
        if key not in self.known:
            self.known.add(key)
            self.waiting[conversation].add(key)

    def due(self) -> set[str]:
        """The first of each conversation, unless it failed and its time has not come."""
        first = {min(keys) for keys in self.waiting.values() if keys}
        return {key for key in first if self.again.get(key, self.now) <= self.now}

    def works(self, _conversation: str, _number: int) -> None:
        with Inbox(self.store).batch(self.now, 10) as batch:
            assert {taken.item.key for taken in batch.taken} == self.due()
            for taken in batch.taken:
                batch.done(taken)
                self.waiting[taken.item.conversation].remove(taken.item.key)
            batch.commit()

    def fails(self, conversation: str, seconds: int) -> None:
        with Inbox(self.store).batch(self.now, 10) as batch:
            for taken in batch.taken:
                if taken.item.conversation == conversation:
                    self.again[taken.item.key] = self.now + timedelta(seconds=seconds)
                    batch.later(taken, self.again[taken.item.key], "ValueError")
            batch.commit()


def test_each_item_once_and_always_the_first_that_is_there() -> None:
    with Store.open("sqlite://") as store:

        @given(STORIES)
        def holds(story: list[tuple[str, str, int]]) -> None:
            told = Story(store)
            for event in story:
                told.tell(*event)
            told.now += timedelta(minutes=1)
            while told.due():
                told.works("", 0)
            assert not any(told.waiting.values())
            for conversation in CONVERSATIONS:
                store.forget(conversation)

        holds()

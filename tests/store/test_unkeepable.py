"""What no database can hold, in one item: its neighbours are kept, it is kept as far as it can be, and nothing is refused for ever."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.inbox import Inbox
from bot.delivery.intake import Intake
from bot.delivery.items import DEEPEST, ESCAPED, Item, Outgoing, escaped, keepable, kept_whole
from bot.delivery.outbox import Outbox, Terms
from bot.delivery.worker import Worker
from bot.store.store import Record, Store
from bot.store.tables import InboxRow
from tests.delivery.until import until

AT = datetime(2025, 3, 1, tzinfo=UTC)
NUL, HALF = "a\0b", "a\ud800b"


def deep(levels: int) -> Any:
    """Lists in lists."""
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


DATA = {
    "NUL": {"text": NUL},
    "half a pair": {"text": HALF, HALF: 1},
    "no number": {"text": "x", "value": math.nan},
    "endless": {"value": [math.inf, -math.inf]},
    "huge": {"value": 10**4000},
    "deep": {"value": deep(100_000)},
    "no JSON": {"value": {1, 2}},
}


def item(called: str, data: dict[str, Any] | None = None, **names: str) -> Item:
    """A message, in a conversation of its own."""
    place = {"team": "T1", "channel": "C1", "user": "U1"}
    whole = {"key": called, "conversation": f"c/{called}", "position": "1", "kind": "message", **place, **names}
    return Item(**whole, data=data or {})


@pytest.fixture
async def intake(store: Store) -> AsyncIterator[Intake]:
    intake = Intake(Inbox(store), lambda: AT, lambda: None)
    yield intake
    intake.close()


def rows(store: Store, conversation: str) -> list[InboxRow]:
    return [InboxRow(**row) for row in store.everything([conversation])[0]["inbox"]]


FIELDS = ["key", "conversation", "position", "kind", "team", "channel", "user"]


def test_a_sign_that_no_column_can_hold_becomes_another_one_in_any_field(store: Store) -> None:
    bad = [item(name, **{name: f"{name}{NUL}"}) for name in FIELDS]
    bad += [item(f"half {name}", **{name: f"half {name}{HALF}"}) for name in FIELDS]
    assert Inbox(store).receive([item("before"), *bad, item("after")], AT) == [True] * (len(bad) + 2)
    assert Inbox(store).receive(bad, AT) == [False] * len(bad)


def test_what_comes_in_is_kept_as_it_can_be(store: Store) -> None:
    for what, data in DATA.items():
        if what != "no JSON":
            bad = kept_whole(item(what, data))
            assert Inbox(store).receive([bad], AT) == [True]
            assert json.loads(json.dumps(rows(store, f"c/{what}")[0].body["data"], allow_nan=False)) == bad.data


async def test_its_neighbours_are_kept_though_it_came_as_it_was(store: Store, intake: Intake) -> None:
    good = [item(f"{number}") for number in range(60)]
    bad = [item(what, data) for what, data in DATA.items()]
    together = await asyncio.gather(*(intake.receive([each]) for each in [*good[:30], *bad, *good[30:]]))
    assert together == [[True]] * 67
    assert await intake.receive(bad) == [False] * len(bad)
    assert Inbox(store).depth(AT).waiting == 67


async def test_what_could_not_be_kept_is_put_aside_at_once_with_an_alarm_an_apology_and_its_content(store: Store, intake: Intake) -> None:
    alarms, apologies, handled = [], [], []
    worker = Worker(
        store,
        {"message": lambda item, _: handled.append(item.key)},
        lambda: AT,
        lambda item, *_: apologies.append(item.key),
        alarms.append,
    )
    await intake.receive([item("good"), item("bad", {"text": "words", "value": math.nan})])
    await until(lambda: not worker.work() and Inbox(store).depth(AT).waiting == 0)
    assert (set(handled), apologies, alarms) == ({"good"}, ["bad"], ["dead_letter"])
    dead = rows(store, "c/bad")[0]
    assert dead.dead
    assert "words" in dead.body["data"][ESCAPED]


async def test_a_key_that_no_index_can_hold_is_kept_once(store: Store, intake: Intake) -> None:
    long = item("x" * 3000 + "".join(chr(0x4E00 + number) for number in range(8000)), conversation="c/long")
    assert await intake.receive([kept_whole(long), item("other")]) == [True, True]
    assert await intake.receive([kept_whole(long)]) == [False]


def test_what_goes_out_and_what_happened_is_kept_too(store: Store) -> None:
    with Inbox(store).batch(AT, 1) as batch:
        from bot.delivery.work import Work

        work = Work(store, batch.connection, item("a", conversation=NUL), AT)
        work.post(Outgoing(NUL, "T1", HALF, "chat.postMessage", {"text": NUL + HALF}))
        work.timer(HALF, AT, "later", {"words": NUL})
        work.unit().write(Record(AT, {"words": HALF}, [{"event": "user", "text": NUL}]))
        batch.commit()
    held = Outbox(store).exchange(Terms("me", AT - AT, AT - AT), AT, 5)
    assert len(held) == 1
    kept = store.everything(store.conversations_of(NUL))
    assert [len(each["outbox"]) for each in kept] == [1]
    assert store.events(NUL) == [{"event": "user", "text": NUL}]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None, categories=None), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(ANYTHING)
def test_what_is_made_keepable_is_json_and_stays_as_it_is(data: Any) -> None:
    made = keepable(data)
    json.dumps(made, ensure_ascii=False, allow_nan=False).encode()
    assert keepable(made) == made


@given(ANYTHING)
def test_what_is_escaped_can_always_be_kept(data: Any) -> None:
    made = escaped(item("a", {"data": data}))
    assert kept_whole(made) == made


def test_nothing_that_slack_sends_is_too_deep() -> None:
    assert keepable(deep(DEEPEST - 1)) == deep(DEEPEST - 1)

"""What a person sees of what is not sent, and decides about it."""

from __future__ import annotations

from bot.delivery import unsent
from bot.delivery.outbox import Failed, Outbox, Sent
from bot.store.store import Store
from tests.delivery.test_outbox import NOW, SECOND, finish, keys, message, message_of, post, take


def put_aside(store: Store) -> None:
    """Three messages of a channel: the first was put aside, the second is being sent, the third waits."""
    post(store, message("a"), message("b"), message("c"))
    [first] = take(store)
    finish(store, Failed(first, "invalid_auth"))


def test_what_waits_and_what_was_put_aside_is_listed_without_words(store: Store) -> None:
    put_aside(store)
    found = unsent.unsent(store)
    assert [(row.key, row.aside, row.error) for row in found] == [("a", True, "invalid_auth"), ("b", False, None), ("c", False, None)]
    assert "è" not in repr(found)


def test_what_was_put_aside_is_sent_when_a_person_wants_it(store: Store) -> None:
    put_aside(store)
    assert unsent.retry(store, ["a", "nowhere"], NOW) == 1
    Outbox(store).free(None, NOW)
    [held] = take(store)
    assert (held.outgoing, held.doubtful, held.attempts) == (message("a"), True, 1)
    finish(store, Sent(held, "C1", "1.0"))
    assert message_of(store, "a") is not None


def test_what_is_being_sent_is_left_alone(store: Store) -> None:
    put_aside(store)
    assert unsent.retry(store, None, NOW) == 2
    assert unsent.drop(store, ["b"], NOW) == 0


def test_what_a_person_gives_up_is_gone(store: Store) -> None:
    put_aside(store)
    assert unsent.drop(store, None, NOW) == 1
    assert [row.key for row in unsent.unsent(store)] == ["b", "c"]
    assert unsent.retry(store, ["a"], NOW) == 0
    assert unsent.drop(store, ["c"], NOW) == 1
    assert Outbox(store).depth().aside == 0


def test_what_has_lost_its_words_cannot_be_sent(store: Store) -> None:
    put_aside(store)
    Outbox(store).tidy(NOW + SECOND, 10)
    assert unsent.retry(store, ["a"], NOW) == 0
    assert keys(take(store)) == []

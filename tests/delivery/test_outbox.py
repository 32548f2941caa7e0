"""What is to be sent: in order within a channel, held by one sender at a time, and never twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.delivery.items import Item, Outgoing
from bot.delivery.outbox import Again, Failed, Held, Message, Outbox, Sent, Still, Terms
from bot.delivery.work import Work
from bot.store.store import Store

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ME = Terms("me", timedelta(seconds=60), timedelta(0))
OTHER = ME._replace(holder="other")
ITEM = Item("item", "c", "1", "message", "T1", "C1", "U1")


def post(store: Store, *outgoing: Outgoing, item: Item = ITEM) -> None:
    """Post, as a handler does."""
    with store.writing() as connection:
        work = Work(store, connection, item, NOW)
        for each in outgoing:
            work.post(each)
        connection.commit()


def message(key: str, channel: str = "C1", method: str = "chat.postMessage", **more: Any) -> Outgoing:
    """A message."""
    return Outgoing(key, "T1", channel, method, {"text": f"{key} è \x00"}, **more)


def take(store: Store, terms: Terms = ME, now: datetime = NOW) -> list[Held]:
    """The next rows."""
    return Outbox(store).exchange(terms, now, 10)


def keys(rows: list[Held]) -> list[str]:
    """Their keys."""
    return [held.outgoing.key for held in rows]


def finish(store: Store, *results: Sent | Again | Failed, terms: Terms = ME, now: datetime = NOW) -> list[Held]:
    """Hand in results and take the next."""
    return Outbox(store).exchange(terms, now, 10, results)


def message_of(store: Store, key: str) -> Message | None:
    """Where Slack has it, as a handler asks."""
    with store.writing() as connection:
        return Work(store, connection, ITEM, NOW).message(key)


def test_what_was_posted_comes_out_as_it_went_in(store: Store) -> None:
    posted = message("a", instead="U9")
    post(store, posted)
    [held] = take(store)
    assert held.outgoing == posted
    assert (held.attempts, held.doubtful, held.of, held.lease) == (1, False, None, NOW + ME.lease)


def test_a_key_is_posted_once(store: Store) -> None:
    post(store, message("a"), message("a"))
    finish(store, Sent(take(store)[0], "C1", "1.0"))
    post(store, message("a"))
    assert take(store) == []


def test_a_channel_gives_one_row_at_a_time_in_order(store: Store) -> None:
    post(store, message("a1"), message("a2"), message("b1", "C2"))
    first = take(store)
    assert keys(first) == ["a1", "b1"]
    assert take(store) == []
    assert keys(finish(store, Sent(first[0], "C1", "1.0"))) == ["a2"]


def test_a_row_that_is_put_off_keeps_its_place(store: Store) -> None:
    post(store, message("a1"), message("a2"))
    [held] = take(store)
    assert finish(store, Again(held, NOW + SECOND, "ratelimited")) == []
    [again] = take(store, now=NOW + SECOND)
    assert (again.outgoing.key, again.attempts, again.doubtful) == ("a1", 2, False)


def test_a_row_in_doubt_says_so(store: Store) -> None:
    post(store, message("a"))
    [held] = take(store)
    [again] = finish(store, Again(held, NOW, "status 500", doubtful=True))
    assert again.doubtful


def test_a_row_that_slack_refuses_lets_the_next_one_through(store: Store) -> None:
    post(store, message("a1"), message("a2"))
    [held] = take(store)
    assert keys(finish(store, Failed(held, "msg_too_long"))) == ["a2"]
    assert message_of(store, "a1") is None


def test_nobody_else_gets_a_row_before_its_lease_is_over(store: Store) -> None:
    post(store, message("a"))
    take(store)
    assert take(store, OTHER, NOW + 59 * SECOND) == []
    [held] = take(store, OTHER, NOW + 60 * SECOND)
    assert (held.doubtful, held.lapsed, held.attempts) == (True, True, 2)


def test_who_comes_back_too_late_puts_nothing_off_but_may_say_that_it_is_sent(store: Store) -> None:
    post(store, message("a"))
    [mine] = take(store)
    late = NOW + 61 * SECOND
    take(store, OTHER, late)
    assert finish(store, Again(mine, late, "status 500"), now=late) == []
    finish(store, Sent(mine, "C1", "1.0"), now=late)
    assert message_of(store, "a") == Message("C1", "1.0")


def test_leases_can_be_ended_and_are_in_doubt_then(store: Store) -> None:
    post(store, message("a"), message("b", "C2"))
    take(store)
    Outbox(store).free("other", NOW)
    assert take(store) == []
    Outbox(store).free("me", NOW)
    assert [(held.doubtful, held.lapsed) for held in take(store, OTHER)] == [(True, False), (True, False)]
    Outbox(store).free(None, NOW)
    assert keys(take(store)) == ["a", "b"]


def test_an_update_waits_for_its_message_and_gets_its_place(store: Store) -> None:
    post(store, message("card", "U7"), message("update", "elsewhere", "chat.update", of="card"))
    [card] = take(store)
    [update] = finish(store, Sent(card, "D7", "5.0"))
    assert (update.of, update.orphan) == (Message("D7", "5.0"), False)


def test_an_update_of_what_never_was_is_an_orphan(store: Store) -> None:
    post(store, message("card"), message("update", "elsewhere", "chat.update", of="card"), message("lone", "C3", of="nowhere"))
    rows = take(store)
    assert [(held.outgoing.key, held.orphan) for held in rows] == [("card", False), ("lone", True)]
    [update] = finish(store, Failed(rows[0], "is_archived"))
    assert update.orphan


def test_posts_that_wait_in_one_channel_are_paced(store: Store) -> None:
    slowly = ME._replace(pace=SECOND)
    post(store, message("a1"), message("b1", "C2"), message("a2"))
    first, second = take(store, slowly)
    assert finish(store, Sent(first, "C1", "1.0"), Sent(second, "C2", "1.1"), terms=slowly) == []
    post(store, message("b2", "C2"))
    assert keys(take(store, slowly)) == ["b2"]
    assert keys(take(store, slowly, NOW + SECOND)) == ["a2"]


def test_an_update_is_not_kept_waiting_by_the_pace(store: Store) -> None:
    slowly = ME._replace(pace=SECOND)
    post(store, message("a1"), message("a2", method="chat.update", of="a1"))
    assert keys(finish(store, Sent(take(store)[0], "C1", "1.0"), terms=slowly)) == ["a2"]


def test_what_was_told_past_the_store_is_recorded_and_not_sent(store: Store) -> None:
    told = Item("item", "c", "1", "message", "T1", "C1", "U1", None, {"told": {"a": ["C1", "7.0"]}})
    post(store, message("a"), message("b"), item=told)
    assert keys(take(store)) == ["b"]
    assert message_of(store, "a") == Message("C1", "7.0")


def test_a_message_of_the_bot_is_known_by_its_place(store: Store) -> None:
    post(store, message("a"), message("update", method="chat.update", of="a"))
    finish(store, *(Sent(held, "C1", "1.0") for held in finish(store, Sent(take(store)[0], "C1", "1.0"))))
    with store.writing() as connection:
        work = Work(store, connection, ITEM, NOW)
        assert (work.key_of("C1", "1.0"), work.key_of("C2", "1.0"), work.key_of("C1", "2.0")) == ("a", None, None)


def test_how_many_wait(store: Store) -> None:
    post(store, message("a"), message("b"))
    assert Outbox(store).waiting() == 2
    finish(store, Sent(take(store)[0], "C1", "1.0"))
    assert Outbox(store).waiting() == 1


def test_what_was_sent_long_ago_is_emptied_but_its_place_stays_known(store: Store) -> None:
    post(store, message("a"), message("b", "C2"), message("waits"))
    finish(store, *(Sent(held, held.outgoing.channel, "1.0") for held in take(store)))
    assert Outbox(store).tidy(NOW, 10) == 0
    assert [Outbox(store).tidy(NOW + SECOND, 1) for _ in range(3)] == [1, 1, 0]
    assert message_of(store, "a") == Message("C1", "1.0")
    [waiting] = take(store, now=NOW + 61 * SECOND)
    assert waiting.outgoing == message("waits")


def test_what_a_sender_is_at_stays_its_own_when_the_clock_jumps(store: Store) -> None:
    post(store, message("a"), message("b", "C2"))
    [mine, _] = take(store)
    late = NOW + 7 * 3600 * SECOND
    assert keys(Outbox(store).exchange(ME, late, 10, (), {mine.id})) == ["b"]
    assert keys(take(store, OTHER, late + 59 * SECOND)) == []
    assert keys(take(store, OTHER, late + 60 * SECOND)) == ["a", "b"]


def test_a_lease_begins_anew_while_slack_takes_its_time(store: Store) -> None:
    post(store, message("a"))
    [mine] = take(store)
    finish(store, Still(mine, NOW + SECOND), now=NOW + 50 * SECOND)
    assert take(store, OTHER, NOW + 100 * SECOND) == []
    [held] = take(store, OTHER, NOW + 110 * SECOND)
    assert (held.doubtful, held.called) == (True, NOW + SECOND)


def test_when_slack_was_called_is_known_until_the_row_is_done_with(store: Store) -> None:
    post(store, message("a"))
    [mine] = take(store)
    [again] = finish(store, Again(mine, NOW, "no answer", doubtful=True, called=NOW))
    assert (again.doubtful, again.called) == (True, NOW)
    assert Outbox(store).depth().hanging == 1
    finish(store, Sent(again, "C1", "1.0"))
    assert Outbox(store).depth().hanging == 0


def test_what_is_urgent_goes_before_the_rest_of_other_lanes(store: Store) -> None:
    """Sixty messages of one case, then a card of another one."""
    for number in range(60):
        post(store, message(f"a{number}", lane="a/thread", urgent=False))
    post(store, message("card", lane="b"), message("note", of="card", lane="b/thread", urgent=False))
    assert keys(sent_in_turn(store, 4)) == ["card", "a0", "note", "a1"]


def test_lanes_take_turns_and_keep_their_own_order(store: Store) -> None:
    post(store, *(message(f"{lane}{number}", lane=lane, urgent=False) for lane in "ab" for number in range(3)))
    assert keys(sent_in_turn(store, 6)) == ["a0", "b0", "a1", "b1", "a2", "b2"]


def test_a_channel_of_many_lanes_is_paced_as_one(store: Store) -> None:
    slowly = ME._replace(pace=SECOND)
    post(store, message("a", lane="a"), message("b", lane="b"), message("other", "C2"))
    first, other = take(store, slowly)
    assert (first.outgoing.key, other.outgoing.key) == ("a", "other")
    assert take(store, slowly) == []
    assert finish(store, Sent(first, "C1", "1.0"), terms=slowly) == []
    assert keys(take(store, slowly, NOW + SECOND)) == ["b"]


def test_a_lane_in_which_slack_hangs_does_not_hold_up_the_others(store: Store) -> None:
    post(store, message("a", lane="a"), message("a2", lane="a"), message("b", lane="b"))
    [first] = take(store)
    assert keys(finish(store, Still(first, NOW))) == ["b"]
    assert take(store) == []


def sent_in_turn(store: Store, number: int) -> list[Held]:
    """The next rows, each sent before the next one is taken."""
    sent: list[Held] = []
    for ts in range(number):
        [held] = take(store)
        sent.append(held)
        Outbox(store).exchange(ME, NOW, 0, [Sent(held, held.outgoing.channel, f"{ts}.0")])
    return sent

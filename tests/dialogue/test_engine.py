"""The engine with random commands, and with flows made for one question."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import bootstrap
from bot.dialogue.commands import CancelFlow, Command, GoOn, SetSlot, ShowAgain, StartFlow
from bot.dialogue.domain import Domain, Mapping, Slot
from bot.dialogue.engine import ActionFailed, Engine, FlowLoop
from bot.dialogue.flows import Flow
from bot.dialogue.tracker import Event, Tracker, fold, restored
from bot.turn import Conversations
from knowledge.topics import GROUPS, TOPICS
from tests.conftest import BEGAN, Talk

TALK = bootstrap.dialogue()
FLOWS = sorted(TALK.engine.flows)


def flows(**written: list[dict[str, Any]]) -> dict[str, Flow]:
    return {name: Flow.model_validate({"name": name, "description": name, "steps": steps}) for name, steps in written.items()}


def domain(*slots: str) -> Domain:
    text = Slot(type="text", mappings=[Mapping(type="from_text")])
    return Domain(version="3.1", intents=[], entities=[], slots=dict.fromkeys(slots, text), actions=["action_one", "action_two"])


def advance(engine: Engine, tracker: Tracker, *commands: Command) -> tuple[Tracker, list[Event]]:
    events = engine.advance(tracker, commands, lambda action, _: [{"event": "ran", "name": action}])
    return fold(tracker, events), events


def ran(events: list[Event]) -> list[str]:
    return [event["name"] for event in events if event["event"] == "ran"]


def test_a_flow_stops_where_something_must_be_asked_and_goes_on_when_it_is_known() -> None:
    engine = Engine(flows(one=[{"id": "a", "collect": "x", "next": "b"}, {"id": "b", "action": "action_one"}]), domain("x"))
    waiting, events = advance(engine, Tracker("c", {"x": None}), StartFlow("one"))
    assert events[-1] == {"event": "action", "name": "action_listen"}
    done, events = advance(engine, waiting, SetSlot("x", "yes"))
    assert ran(events) == ["action_one"]
    assert done.stack == ()


def test_an_interruption_runs_first_and_what_was_open_is_asked_again() -> None:
    engine = Engine(flows(one=[{"id": "a", "collect": "x"}], two=[{"id": "b", "action": "action_two"}]), domain("x"))
    waiting, _ = advance(engine, Tracker("c", {"x": None}), StartFlow("one"))
    after, events = advance(engine, waiting, StartFlow("two"))
    assert ran(events) == ["action_two"]
    assert [e["metadata"]["response"] for e in events if e["event"] == "bot"] == ["utter_ask_x"]
    assert after.stack == waiting.stack


def test_after_an_interruption_that_gives_the_customer_the_word_the_question_is_still_open() -> None:
    steps = [{"id": "b", "action": "action_two", "next": "wait"}, {"id": "wait", "action": "action_listen"}]
    engine = Engine(flows(one=[{"id": "a", "collect": "x", "metadata": {"resumes": "a"}}], two=steps), domain("x"))
    waiting, _ = advance(engine, Tracker("c", {"x": None}), StartFlow("one"))
    after, events = advance(engine, waiting, StartFlow("two"))
    assert "bot" not in [event["event"] for event in events]
    assert after.stack == waiting.stack
    done, _ = advance(engine, after, SetSlot("x", "yes"))
    assert done.stack == ()


def test_a_called_flow_comes_back_to_the_step_after_the_call() -> None:
    written = flows(
        one=[{"id": "a", "call": "two", "next": "b"}, {"id": "b", "action": "action_one"}], two=[{"id": "c", "action": "action_two"}]
    )
    _, events = advance(Engine(written, domain()), Tracker("c", {}), StartFlow("one"))
    assert ran(events) == ["action_two", "action_one"]


def test_a_correction_goes_back_to_the_step_that_names_the_slot() -> None:
    written = flows(
        one=[{"id": "a", "action": "action_one", "metadata": {"corrects": ["y"]}, "next": "b"}, {"id": "b", "collect": "x"}],
    )
    engine = Engine(written, domain("x", "y"))
    waiting, _ = advance(engine, Tracker("c", {"x": None, "y": "old"}), StartFlow("one"))
    _, events = advance(engine, waiting, SetSlot("y", "new"))
    assert ran(events) == ["action_one"]
    _, events = advance(engine, waiting, SetSlot("y", "old"))
    assert ran(events) == []


def test_an_action_that_fails_is_passed_over_and_said_so_in_the_events() -> None:
    written = flows(one=[{"id": "a", "action": "action_one", "next": "b"}, {"id": "b", "action": "action_two"}])

    def run(action: str, _: Tracker) -> list[Event]:
        if action == "action_one":
            raise ActionFailed("on purpose")
        return [{"event": "ran", "name": action}]

    events = Engine(written, domain()).advance(Tracker("c", {}), [StartFlow("one")], run)
    assert ran(events) == ["action_two"]
    assert [e["reason"] for e in events if e["event"] == "action_execution_rejected"] == ["on purpose"]


def test_flows_that_run_in_a_circle_are_a_bug_that_is_named() -> None:
    written = flows(one=[{"id": "a", "noop": True, "next": "b"}, {"id": "b", "noop": True, "next": "a"}])
    with pytest.raises(FlowLoop, match="one"):
        advance(Engine(written, domain()), Tracker("c", {}), StartFlow("one"))


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "product": st.sampled_from(["kustomer", "listkit", "activecampaign", "nonesuch", None]),
    "hurry": st.booleans(),
    "answer": st.sampled_from(["yes", "no", "none", "unknown", "unclear", "what"]),
    "reason": st.sampled_from(
        [{"kind": "too_expensive", "words": "x"}, {"kind": "skipped", "words": "x"}, {"kind": "other", "words": "?"}]
    ),
    "offer_answer": st.sampled_from(["accepted", "declined"]),
    "walk": st.sampled_from(["done", "stuck", "back", "all", "repeat"]),
    "topics": st.lists(st.sampled_from([*TOPICS, *GROUPS]), max_size=3),
    "waiting": st.lists(st.sampled_from(["kustomer", "octopus_crm"]), max_size=2),
    "anchor_date": st.sampled_from([None, "2026-12-15", "2026-11-23"]),
    "unknown_product": st.sampled_from([None, "Nonesuch"]),
}
STARTABLE = [name for name in FLOWS if name not in ("walk", "answer", "confirm", "thank", "say_goodbye", "choose_again")]
"""Without those that leave the word to the customer: deciding starts them alone."""
COMMANDS = st.one_of(
    st.sampled_from(STARTABLE).map(StartFlow),
    st.just(GoOn()),
    st.just(ShowAgain()),
    st.just(CancelFlow()),
    st.sampled_from(["refund", "verify"]).map(lambda topic: SetSlot("topics", [topic])),
    st.sampled_from(sorted(VALUES)).flatmap(lambda name: VALUES[name].map(lambda value: SetSlot(name, value))),
)


@given(st.lists(st.lists(COMMANDS, max_size=3), max_size=8))
def test_no_commands_break_it_and_the_fold_of_all_events_is_the_state(
    shared_conversations: Conversations, turns: list[list[Command]]
) -> None:
    conversations = shared_conversations
    start = conversations.tracker("random", None)
    begun = fold(
        start, [{"event": "slot", "name": "now", "value": BEGAN.isoformat()}, {"event": "slot", "name": "language", "value": "en"}]
    )
    tracker, everything = begun, []
    for commands in turns:
        events = conversations.engine.advance(tracker, commands, conversations.run)
        everything += events
        tracker = fold(tracker, events)
        assert not [e for e in events if e["event"] == "action_execution_rejected"], (commands, events)
        conversations.responses["it"].replies(events)
        assert not tracker.stack or tracker.collecting(conversations.engine.flows)
    again = fold(begun, everything)
    assert again == tracker
    assert restored("random", tracker.state(), conversations.domain.initial_slots()) == tracker


@given(st.text(max_size=300))
def test_no_text_breaks_a_turn(shared_conversations: Conversations, text: str) -> None:
    talk = Talk(shared_conversations)
    for before in ((), ("/cancel",), ('/cancel{"product": "kustomer"}',), ('/cancel{"product": "listkit"}', "/cancel_now")):
        talk = Talk(shared_conversations)
        outcome = talk.say(*before, text)
        assert outcome.replies
        assert all(reply.text for reply in outcome.replies)


@pytest.mark.parametrize("intent", ["cancel", "refund", "cancel_trial", "keep", "verify"])
def test_a_button_with_a_product_that_nobody_knows_asks_which_one(talk: Talk, intent: str) -> None:
    outcome = talk.say(f'/{intent}{{"product": "no_such_product"}}')
    assert not [event for event in talk.events if event["event"] == "action_execution_rejected"]
    assert outcome.replies
    assert talk.slots["product"] is None

"""The engine: `advance(tracker, commands) → events`. Pure: no clock, no store, no Slack, no chance.

It runs the flows step by step until something has to be asked. Actions decide and are run through a runner that is
passed in. An action that fails is passed over with its default way on, so that the steps or a person still come (N13).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.dialogue.commands import CancelFlow, Command, GoOn, SetSlot, ShowAgain, StartFlow
from bot.dialogue.domain import Domain
from bot.dialogue.flows import END, Flows, Step
from bot.dialogue.tracker import Event, Frame, Tracker, fold

LISTEN = "action_listen"
"""Rasa's name for waiting for the customer."""
EPHEMERAL = frozenset({"walk", "answer"})
"""Slots that hold one answer only until an action has worked on it."""
MOST_STEPS = 200
"""More steps than any turn can need: a flow that loops without asking is a mistake in the flow."""

Runner = Callable[[str, Tracker], list[Event]]


class ActionFailed(Exception):
    """An action raised, or its server did not answer. Says which, and why for the log."""


class FlowLoop(Exception):
    """The flows run in a circle without asking anything: a bug in a flow file."""


@dataclass(frozen=True)
class Engine:
    """The flows and the domain they speak of."""

    flows: Flows
    domain: Domain

    def advance(self, tracker: Tracker, commands: Sequence[Command], run: Runner) -> list[Event]:
        """The events of one turn, in order. Folding them into `tracker` gives the next state."""
        turn = _Turn(self, tracker, run)
        for command in commands:
            turn.obey(command)
        turn.run_flows()
        return turn.events


class _Turn:
    """One turn while it runs: the tracker so far, and the events that led there."""

    def __init__(self, engine: Engine, tracker: Tracker, run: Runner) -> None:
        self.flows, self.domain = engine.flows, engine.domain
        self.tracker, self.run = tracker, run
        self.events: list[Event] = []
        self.steps = 0

    def record(self, *events: Event) -> None:
        """Add events and fold them in."""
        self.events += events
        self.tracker = fold(self.tracker, list(events))

    def put(self, stack: Sequence[Frame]) -> None:
        """A new stack."""
        self.record({"event": "stack", "update": list(stack)})

    # commands

    def obey(self, command: Command) -> None:
        """Apply one command to slots and stack; nothing runs yet."""
        match command:
            case SetSlot(name, value):
                self.set_slot(name, value)
            case StartFlow(flow):
                self.start(flow)
            case CancelFlow():
                self.record(*({"event": "flow_cancelled", "flow_id": frame["flow"]} for frame in self.tracker.stack))
                self.put([])
            case GoOn():
                self.interrupt("go_on")
            case ShowAgain(briefly):
                self.record({"event": "slot", "name": "again", "value": "briefly" if briefly else "wholly"})

    def set_slot(self, name: str, value: Any) -> None:
        """Remember, and go back to the step that the change concerns."""
        if self.tracker.slots.get(name) == value:
            return
        self.record({"event": "slot", "name": name, "value": value})
        for depth, frame in enumerate(self.tracker.stack):
            step = self.flows[frame["flow"]].corrector(name)
            if step and not self.flows[frame["flow"]].comes_later(step.id, frame["step"]):
                self.put([*self.tracker.stack[:depth], {**frame, "step": step.id}])
                return

    def start(self, flow: str) -> None:
        """Begin a flow on top; one that is open below is only gone on with."""
        if any(frame["flow"] == flow for frame in self.tracker.stack):
            self.interrupt("go_on")
            return
        self.record({"event": "flow_started", "flow_id": flow})
        self.interrupt(flow)

    def interrupt(self, flow: str) -> None:
        """Put a flow on top of what is open."""
        self.put([*self.tracker.stack, {"flow": flow, "step": self.flows[flow].steps[0].id}])

    def _resumed(self, stack: list[Frame]) -> list[Frame]:
        """The stack, its top going on where its step says; not past an answer that was given beside what interrupted it."""
        *below, top = stack
        step = self.flows[top["flow"]].step(top["step"])
        answered = step.collect is not None and self.tracker.slots.get(step.collect) is not None
        return stack if answered or not step.metadata.resumes else [*below, {**top, "step": step.metadata.resumes}]

    # flows

    def run_flows(self) -> None:
        """Run until the top of the stack waits for the customer, or nothing is left."""
        while self.tracker.stack:
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise FlowLoop(str(self.tracker.stack))
            frame = self.tracker.stack[-1]
            step = self.flows[frame["flow"]].step(frame["step"])
            if step.collect and self.tracker.slots.get(step.collect) is None:
                if self.ask(step):
                    return
                continue
            self.do(step)
            if step.action == LISTEN:
                return

    def do(self, step: Step) -> None:
        """One step that does not wait."""
        if step.action and not self.act(step.action) and step.metadata.failed:
            self.jump(step.metadata.failed)
            return
        for assignment in step.set_slots or []:
            self.record(*({"event": "slot", "name": name, "value": value} for name, value in assignment.items()))
        if step.link:
            self.link(step.link)
        elif step.call:
            self.put([*self.tracker.stack, {"flow": step.call, "step": self.flows[step.call].steps[0].id, "called": "yes"}])
        else:
            self.go_on(step)

    def link(self, flow: str) -> None:
        """Go over to a flow; one that is open below begins anew instead of standing there twice."""
        below = itertools.takewhile(lambda frame: frame["flow"] != flow, self.tracker.stack[:-1])
        self.put([*below, {"flow": flow, "step": self.flows[flow].steps[0].id}])

    def go_on(self, step: Step) -> None:
        """To the next step; at the end of a called flow, to the step after the call.

        What was interrupted goes on where its step says, unless the customer has the word: then its question is still open.
        """
        stack = list(self.tracker.stack)
        target = step.following(self.tracker.slots)
        while target == END:
            ended = stack.pop()
            self.record({"event": "flow_completed", "flow_id": ended["flow"]})
            if not stack or "called" not in ended:
                self.put(stack if step.action == LISTEN or not stack else self._resumed(stack))
                return
            below = self.flows[stack[-1]["flow"]].step(stack[-1]["step"])
            target = below.following(self.tracker.slots)
        stack[-1] = {**stack[-1], "step": target}
        self.put(stack)

    def ask(self, step: Step) -> bool:
        """Ask for the step's slot, and wait. False when the question failed and there is a way past it (N13)."""
        asking = f"action_ask_{step.collect}"
        asked = self.act(asking if asking in self.domain.actions else f"utter_ask_{step.collect}")
        if not asked and step.metadata.failed:
            self.jump(step.metadata.failed)
            return False
        self.act(LISTEN)
        return True

    def jump(self, step: str) -> None:
        """To another step of the running flow."""
        self.put([*self.tracker.stack[:-1], {**self.tracker.stack[-1], "step": step}])

    def act(self, action: str) -> bool:
        """Run an action, or say a response. False when the action failed."""
        self.record({"event": "action", "name": action})
        if action == LISTEN:
            return True
        if action.startswith("utter_"):
            self.record({"event": "bot", "text": None, "data": {}, "metadata": {"response": action}})
            return True
        try:
            self.record(*self.run(action, self.tracker))
        except ActionFailed as failure:
            self.record({"event": "action_execution_rejected", "name": action, "policy": None, "reason": str(failure)})
            self.ask_again()
            return False
        return True

    def ask_again(self) -> None:
        """An answer that could not be worked on is asked for once more, instead of running in a circle with it."""
        flow = self.flows[self.tracker.stack[-1]["flow"]]
        asked = [step.collect for step in flow.steps if step.collect and step.collect in EPHEMERAL]
        self.record(*({"event": "slot", "name": slot, "value": None} for slot in asked if self.tracker.slots.get(slot) is not None))

"""What can fail around the dialogue, tried on every transition that it takes part in: offers, desk, translation, database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.dialogue.engine import ActionFailed, Runner
from bot.dialogue.tracker import Event, Tracker
from bot.store.errors import StoreError
from bot.turn import Conversations, Decided, Turn
from bot.verify.edge import Edge
from knowledge.schema import LANGUAGES

OFFERING = ("action_consider_offer", "action_ask_reason", "action_ask_permission", "action_ask_offer_answer")
"""Without them the steps come at once."""
DESK = "action_hand_off"
_TRIED: set[object] = set()
"""What was tried: an action by where the dialogue stands and what is said, a translation and the database by what is said."""


@dataclass(frozen=True)
class Failing:
    """A runner whose one action always fails."""

    run: Runner
    action: str

    def __call__(self, action: str, tracker: Tracker) -> list[Event]:
        """As the real runner, but for that action."""
        if action == self.action:
            raise ActionFailed(f"{action}: tried out")
        return self.run(action, tracker)


def faulted(edge: Edge) -> Iterator[tuple[str, Edge]]:
    """The same transition with each part failing that it rests on. What an action decides is the same in each language (N15)."""
    conversations = edge.conversations
    for action in (*OFFERING, DESK):
        if edge.language == LANGUAGES[0] and edge.runs(action) and _first((action, edge.responses, str(edge.before.stack))):
            yield _name(action), _again(edge, replace(conversations, run=Failing(conversations.run, action)))
    if edge.way_out and _first((edge.language, edge.responses)):
        yield "the translation", _untranslated(edge)
        yield "the database", _unkept(edge)


def _first(what: object) -> bool:
    """Whether this was not tried yet in this process."""
    if what in _TRIED:
        return False
    _TRIED.add(what)
    return True


def _name(action: str) -> str:
    return "the desk" if action == DESK else f"the offer ({action})"


def _again(edge: Edge, conversations: Conversations) -> Edge:
    turn = Turn("verify", edge.said.text, edge.world.time(edge), edge.language)
    decided = conversations.answer(turn, edge.before, edge.said, edge.commands)
    return replace(edge, decided=decided)


def _untranslated(edge: Edge) -> Edge:
    """All that is said in a language is missing; what is left is the other one."""
    conversations = edge.conversations
    fewer = {**conversations.responses, edge.language: conversations.responses[edge.language].without("utter_")}
    outcome = replace(conversations, responses=fewer).outcome(edge.said, edge.commands, edge.events, edge.after)
    return replace(edge, decided=Decided(outcome, edge.events, edge.after))


def _unkept(edge: Edge) -> Edge:
    """The turn could not be kept."""
    conversations = replace(edge.conversations, waiting={}, recent={})
    turn = Turn("verify", edge.said.text, edge.world.time(edge), edge.language)
    outcome = conversations.unkept(turn, StoreError("unreachable", "tried out"), edge.decided)
    return replace(edge, decided=Decided(outcome, edge.events, edge.after))

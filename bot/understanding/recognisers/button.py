"""What was clicked: `/name{"entity": "value"}`, as Rasa's buttons send it, or a title or a number of what is on the screen."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bot.understanding.acts import ALPHABET, Act
from bot.understanding.choice import LAST, number_of
from bot.understanding.courtesy import without_courtesy
from knowledge.topics import GROUPS, TOPICS
from knowledge.words import straight

_PAYLOAD = re.compile(r"/(?P<name>\w+)(?P<values>\{.*\})?\s*", re.DOTALL)
_MARKS = " .!,*_~`\"'()[]«»“”"
NAMES: Mapping[str, str] = {
    "affirm": "yes",
    "deny": "no",
    "cancel_now": "steps_now",
    "ask_steps": "cancel",
    "complaint": "annoyed",
    "complaint_legal": "threat",
    "step_done": "done",
    "step_stuck": "stuck",
    "current_step": "repeat",
    "take_offer": "accept",
    "goodbye": "bye",
    "are_you_bot": "bot_question",
    "switch_language": "language",
}
"""Names that buttons have had since before acts had theirs: messages in Slack keep their buttons for ever."""


class Pressed(NamedTuple):
    """A click: its acts, and the account's values that it names."""

    acts: tuple[Act, ...]
    values: dict[str, str]


def pressed(text: str) -> Pressed | None:
    """What a button's payload says; None for anything else that begins with a slash."""
    found = _PAYLOAD.fullmatch(text)
    if not found:
        return None
    try:
        values: Any = json.loads(found["values"] or "{}")
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        return None
    acts = _acts(found["name"], values)
    return Pressed(tuple(acts), {} if found["name"] != "inform" else _attributes(values)) if acts is not None else None


def _acts(name: str, values: dict[str, str]) -> list[Act] | None:
    """The acts of a payload; None for a name that no button has."""
    product = [Act("product", values["product"], agreed=True)] if "product" in values else []
    if name == "inform":
        return product
    if name in GROUPS or name in TOPICS:
        return [*product, Act("ask", name, agreed=True)]
    act = NAMES.get(name, name)
    if act not in ALPHABET:
        return None
    value = values.get(act) or values.get("step") or ""
    return [*product, Act(act, value, agreed=True)]


def _attributes(values: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if name != "product"}


def typed(own: str, shown: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """(title, payload) of the shown button whose title or number was typed; None when none was."""
    titles = {_plain(title): (title, payload) for title, payload in reversed(shown)}
    for words in dict.fromkeys((own, without_courtesy(straight(own)), own.strip(_MARKS))):
        if found := titles.get(_plain(words)):
            return found
        number = number_of(words)
        if number and shown and number <= len(shown):
            return shown[number - 1 if number > 0 else LAST]
    return None


def _plain(title: str) -> str:
    """A title as people type it, who leave out or change its marks, or mark it up."""
    return straight(title).strip(_MARKS).casefold()

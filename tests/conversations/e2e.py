"""Plays a conversation written in Rasa's end-to-end test format and says where it departs from what was expected.

    test_cases:
      - test_case: sentence that says what happens
        steps:
          - user: I want out of Kustomer
          - utter: utter_question_many          # this response, after the ones before it
          - bot: the exact words of a message
          - slot_was_set: [{product: kustomer}]
          - slot_was_not_set: [offer]
          - user: premium
            assertions:
              - bot_uttered: {utter_name: utter_contact_path, text_matches: "Customer Success Manager", buttons: [{title: …}]}
              - bot_did_not_utter: {text_matches: "Cancel Account"}
              - flow_started: hand_off
              - action_executed: action_hand_off
              - slot_was_set: [{name: status, value: handed_off}]

Every `utter` and `bot` must come in the order in which it is written, within the turn of the `user` step above it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.conftest import Talk

_MISSING = object()


def cases(path: Path) -> list[dict[str, Any]]:
    """The test cases of a file."""
    return list(YAML(typ="safe").load(path.read_text(encoding="utf-8"))["test_cases"])


def play(case: dict[str, Any], talk: Talk) -> list[str]:
    """Every departure from what the case expects; none when it holds."""
    departures: list[str] = []
    seen = 0
    for number, step in enumerate(case["steps"], 1):
        where = f"step {number}"
        if "user" in step:
            talk.say("" if step["user"] is None else str(step["user"]))
            seen = 0
            departures += [f"{where}: {d}" for assertion in step.get("assertions", []) for d in _asserted(assertion, talk)]
        elif "utter" in step or "bot" in step:
            found = _position(step, talk, seen)
            if found is None:
                departures.append(f"{where}: not said: {step.get('utter') or step.get('bot')}\n    said: {talk.responses()}\n{talk.text()}")
            else:
                seen = found + 1
        else:
            departures += [f"{where}: {d}" for d in _slots(step, talk)]
    return departures


def _position(step: dict[str, Any], talk: Talk, first: int) -> int | None:
    for at, reply in enumerate(talk.outcomes[-1].replies):
        if at >= first and (reply.response == step.get("utter") or reply.text == step.get("bot")):
            return at
    return None


def _slots(step: dict[str, Any], talk: Talk) -> list[str]:
    departures = []
    for entry in step.get("slot_was_set", []):
        for name, value in _pairs(entry):
            actual = talk.slots.get(name)
            if (value is _MISSING and actual in (None, [], {})) or (value is not _MISSING and actual != value):
                departures.append(f"slot {name} is {actual!r}, not {value!r}")
    for entry in step.get("slot_was_not_set", []):
        for name, value in _pairs(entry):
            actual = talk.slots.get(name)
            if actual not in (None, [], {}) if value is _MISSING else actual == value:
                departures.append(f"slot {name} is {actual!r}")
    return departures


def _pairs(entry: Any) -> list[tuple[str, Any]]:
    if isinstance(entry, str):
        return [(entry, _MISSING)]
    if "name" in entry:
        return [(entry["name"], entry.get("value", _MISSING))]
    return list(entry.items())


def _asserted(assertion: dict[str, Any], talk: Talk) -> list[str]:
    ((kind, wanted),) = assertion.items()
    match kind:
        case "bot_uttered":
            return [] if _uttered(wanted, talk) else [f"not uttered: {wanted}\n{talk.responses()}\n{talk.text()}\n{talk.titles()}"]
        case "bot_did_not_utter":
            return [f"uttered: {wanted}\n{talk.text()}"] if _uttered(wanted, talk) else []
        case "slot_was_set" | "slot_was_not_set":
            return _slots({kind: wanted}, talk)
        case "flow_started" | "flow_completed" | "flow_cancelled":
            happened = [event["flow_id"] for event in talk.events if event["event"] == kind]
            return [] if wanted in happened else [f"{kind}: {wanted} is not among {happened}"]
        case "action_executed":
            done = [event["name"] for event in talk.events if event["event"] == "action"]
            return [] if wanted in done else [f"{wanted} was not executed; {done}"]
    return [f"unknown assertion {kind}"]


def _uttered(wanted: dict[str, Any], talk: Talk) -> bool:
    titles = {button["title"] for button in wanted.get("buttons", [])}
    return any(
        wanted.get("utter_name") in (None, reply.response)
        and re.search(wanted.get("text_matches", ""), reply.text) is not None
        and titles <= {button.title for button in reply.buttons}
        for reply in talk.outcomes[-1].replies
    )

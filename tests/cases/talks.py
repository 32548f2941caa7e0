"""Cases of what people write, as data: `say` is one conversation, turn by turn, `expect` what must come of it.

    - id: done-thanks
      say: [cancel octopus crm, "Done, thanks"]
      expect: {replies: [utter_step], slots: {step: 2}}

Of the last reply: `replies` and `never` (responses that are in it, and that are not), `buttons` and `no_buttons` (payloads),
`text` and `no_text` (pieces of it), `once` (nothing stands in it twice). Of the whole conversation: `nowhere` (responses in no reply),
`times` (response → how often at most). Of the state afterwards: `slots`, a name or a path in it with its value (a list: one of these);
`receipts` (outcomes that were recorded). `fails` says why a case is expected to fail, strictly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.conftest import Talk

LAST = ("replies", "never", "buttons", "no_buttons", "text", "no_text", "once")
WHOLE = ("nowhere", "times", "slots", "receipts")


def departures(case: dict[str, Any], talk: Talk) -> list[str]:
    """What came otherwise than the case says."""
    expected = case["expect"]
    if unknown := expected.keys() - {*LAST, *WHOLE}:
        return [f"nothing is known of {', '.join(sorted(unknown))}"]
    receipts = list(_played(case, talk))
    last = talk.outcomes[-1]
    found = [*_of_the_reply(expected, talk), *_of_the_whole(expected, talk, receipts), *_of_the_state(expected, talk.slots)]
    return [*found, f"it said: {[(r.response, r.text, [b.payload for b in r.buttons]) for r in last.replies]}"] if found else []


def _played(case: dict[str, Any], talk: Talk) -> Iterator[str]:
    """Says it all; the outcomes of the receipts on the way."""
    for words in case["say"]:
        talk.say(words)
        yield from (e["value"]["outcome"] for e in talk.events if e["event"] == "slot" and e["name"] == "receipt" and e["value"])


def _of_the_reply(expected: dict[str, Any], talk: Talk) -> Iterator[str]:
    responses, text = talk.responses(), talk.text()
    payloads = [button.payload for reply in talk.outcomes[-1].replies for button in reply.buttons]
    for name, wanted, there in (("replies", True, responses), ("never", False, responses), ("buttons", True, payloads)):
        yield from (f"{name}: {each}" for each in expected.get(name, []) if (each in there) is not wanted)
    yield from (f"no_buttons: {each}" for each in expected.get("no_buttons", []) if each in payloads)
    yield from (f"text: {each}" for each in expected.get("text", []) if each.casefold() not in text.casefold())
    yield from (f"no_text: {each}" for each in expected.get("no_text", []) if each.casefold() in text.casefold())
    if expected.get("once"):
        facts = [fact["quote"] for reply in talk.outcomes[-1].replies for fact in reply.custom.get("facts", [])]
        yield from (f"twice: {each}" for each, count in Counter([*facts, *payloads]).items() if count > 1)


def _of_the_whole(expected: dict[str, Any], talk: Talk, receipts: list[str]) -> Iterator[str]:
    every = Counter(reply.response for outcome in talk.outcomes for reply in outcome.replies)
    yield from (f"nowhere: {each}" for each in expected.get("nowhere", []) if every[each])
    yield from (f"times: {each} {every[each]}" for each, most in expected.get("times", {}).items() if every[each] > most)
    if "receipts" in expected and receipts != expected["receipts"]:
        yield f"receipts: {receipts}"


def _of_the_state(expected: dict[str, Any], slots: dict[str, Any]) -> Iterator[str]:
    for path, wanted in expected.get("slots", {}).items():
        value: Any = slots
        for name in path.split("."):
            value = (value or {}).get(name)
        if value != wanted and not (isinstance(wanted, list) and value in wanted):
            yield f"slots: {path} is {value!r}"

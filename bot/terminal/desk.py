"""`partwell desk` and `partwell receipt`: what was recorded, for agents and operators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.dialogue.replies import Responses


def listed(brief: dict[str, Any]) -> str:
    """One handoff in one line."""
    return f"{brief['case']}  {brief['handed_off'][:16]}  {brief['language']}  {brief['name'] or '-'}  {brief['rule']}"


def shown(brief: dict[str, Any], responses: Responses) -> Iterator[str]:
    """All of a handoff, line by line."""
    yield f"Case: {brief['case']}"
    yield f"Customer: {brief['who']} ({brief['language']})"
    yield f"Product: {brief['name'] or '-'}"
    for name, entry in brief["attributes"].items():
        words = f" (“{entry['words']}”)" if entry["words"] else ""
        yield f"  {name}: {entry['value']}, {entry['origin']}{words}"
    yield f"Why a person: {brief['rule']}"
    if brief["quote"]:
        yield f"  “{brief['quote']['quote']}” ({brief['quote']['document']}, character {brief['quote']['offset']})"
    if brief["reason"]:
        yield f"Reason: {brief['reason']['kind']} (“{brief['reason']['words']}”)"
    if brief["contact"]:
        yield f"Contact of the article: {', '.join([brief['contact']['name'][responses.language], *brief['contact']['reach']])}"
    if brief["offer"]:
        yield f"Offered: {brief['offer']['id']}, {brief['offer']['answer'] or 'not answered'}"
    for deadline in brief["deadlines"]:
        yield f"Deadline: {deadline['id']}, last safe day {deadline['last_day'] or 'not known'}"
    yield f"First words: “{brief['first_words']}”"
    yield f"Last words: “{brief['last_words']}”"
    yield f"Suggested next step: {responses.text(brief['next_step'])}"

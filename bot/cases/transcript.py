"""The whole conversation of a case as plain text, from its events. Pure.

Every line says whose it is: what somebody wrote cannot pass for a line of somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from bot.dialogue.replies import Responses
from bot.dialogue.tracker import Event
from bot.harmless import harmless, line

LONGEST = 200_000
"""Characters; of a longer conversation the end."""


def transcript(case: str, events: Iterable[Event], desk: Responses, customer: Responses) -> str:
    """Who said what, when. Texts of the bot in the customer's language, everything else in the desk's."""
    lines = "\n\n".join(_lines(events, desk, customer))
    kept = lines if len(lines) <= LONGEST else lines[-LONGEST:].partition("\n")[2]
    return f"{desk.text('desk_transcript_title', case=case)}\n\n{kept}\n"


def _lines(events: Iterable[Event], desk: Responses, customer: Responses) -> Iterator[str]:
    at = ""
    for event in _as_they_stand(list(events), desk.text("desk_transcript_deleted")):
        if moment := event.get("timestamp"):
            at = datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M UTC")
        if said := _said(event, desk, customer):
            who, words = said
            name = desk.text(f"desk_transcript_{who}")
            yield "\n".join([f"{at}  {name}", *(f"{name} | {each}" for each in harmless(words).split("\n"))])


def _as_they_stand(events: list[Event], deleted: str) -> list[Event]:
    """With messages as they were edited, and without what was deleted: that is not quoted again."""
    changes = {event["key"]: event.get("text", deleted) for event in events if event["event"] in {"reworded", "unsaid"}}
    return [{**event, "text": changes[event["key"]]} if event.get("key") in changes else event for event in events]


def _said(event: Event, desk: Responses, customer: Responses) -> tuple[str, str] | None:
    match event["event"]:
        case "desk":
            return "desk", _done(event, desk)
        case "user" | "relayed":
            shown = (event.get("metadata") or {}).get("shown") or event["text"]
            return "customer", "\n".join([shown, *(f"[{line(name)}]" for name in event.get("files", []))])
        case "agent":
            return "agent", event["text"]
        case "bot":
            return "bot", _of_bot(event, desk, customer)
    return None


def _done(event: Event, desk: Responses) -> str:
    """What became of the case, by whom, and the note that went with it."""
    told: dict[str, Any] = event["data"]
    name = "desk_history_left" if event["name"] == "returned" and told.get("by") == "customer" else f"desk_history_{event['name']}"
    people = {each: (told.get(each) or "").rpartition("/")[2] for each in ("by", "to")}
    outcome = desk.text(f"desk_outcome_{told['outcome']}") if told.get("outcome") else ""
    said = desk.text(name, **people, outcome=outcome)
    return f"{said}\n“{told['note']}”" if told.get("note") else said


def _of_bot(event: Event, desk: Responses, customer: Responses) -> str:
    """What the bot said; of a receipt only its name, which is enough to find it."""
    said: dict[str, Any] = event["metadata"]
    if said["response"] == "utter_receipt":
        return desk.text("desk_transcript_receipt", case=said["custom"]["receipt"]["case"])
    reply = customer.reply(event)
    return reply.text + "".join(f"\n[{button.title}]" for button in reply.buttons)

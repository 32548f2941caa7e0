"""What customers edit or delete afterwards.

An edit is a correction when it is of the last thing they said and names something else: another product, account, date.
Anything else is not done again: a step that is finished stays finished. Where the words are kept, they are from now on the
edited ones; what was deleted is quoted nowhere any more. Only receipts stay as they were given.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update

from bot.conversation import LONGEST, Conversations, Turn
from bot.dialogue.tracker import Event, Tracker, fold
from bot.items import Item
from bot.store.record import CASE, CONVERSATION, HANDOFF, TURN, UNANSWERED, Record, events_of
from bot.store.work import Work
from bot.understanding.features import clean
from bot.understanding.own_words import own_words
from bot.understanding.pipeline import Entity, Understanding

GONE = "(…)"
"""Stands where deleted words were."""
INSTEAD = "no, "
"""Begins a correction, in both languages."""
PIECES = frozenset({"words", "unknown_product"})
"""Names of what may be a part of a message …"""
OWN = PIECES | {"text", "shown", "first_words", "last_words", "said"}
"""… and of all that is somebody's own words, in slots, events and briefs. Everything else was understood from them, or is ours."""

Data = dict[str, Any]


def is_known(work: Work, conversation: str | None = None) -> bool:
    """Whether the bot ever answered in a conversation, the item's own when none is named."""
    name = conversation or work.item.conversation
    query = select(CONVERSATION.c.id).where(CONVERSATION.c.id == name, CONVERSATION.c.state.is_not(None))
    return work.connection.execute(query).first() is not None


def edit(conversations: Conversations, item: Item, work: Work) -> str | None:
    """The words to hear anew; empty when the customer should be told to write what is different; None for silence."""
    unit = work.unit()
    tracker = conversations.open(unit.id, unit.state)
    if (tracker.latest_message.get("metadata") or {}).get("key") != item.data["of"]:
        return None
    turn = Turn(unit.id, item.data["text"], work.now)
    now, before = (conversations.understand(turn, text, tracker) for text in (item.data["text"], item.data["before"]))
    if not named(now) - named(before):
        return None if now.intent == before.intent else ""
    # another product instead of one that was named is said as people say it, or it would be one more
    moved = {name for name in named(now) - named(before) if name[0] == "product"}
    return f"{INSTEAD}{item.data['text']}" if moved else str(item.data["text"])


def named(said: Understanding) -> set[tuple[str, str, str | None]]:
    """What a message names, wherever it stands in it."""
    return {_as_named(entity) for entity in said.entities}


def _as_named(entity: Entity) -> tuple[str, str, str | None]:
    return entity.entity, entity.value, entity.name


def note(conversations: Conversations, work: Work, *events: Event) -> None:
    """Keeps events of a conversation that change nothing in it."""
    unit = work.unit()
    _write(conversations, work, conversations.open(unit.id, unit.state), list(events))


def reword(conversations: Conversations, work: Work, conversation: str, old: str, new: str) -> None:
    """Puts other words in place of the item's message wherever they are kept: events, what is remembered, the desk's brief.

    Not when it was not heard in this conversation: the same words in another message are other words.
    """
    words, instead = clean(old, LONGEST), clean(new, LONGEST) or GONE
    if not words or not is_known(work, conversation) or not _was_heard(work, conversation):
        return
    _replace(conversations, work, conversation, words, instead)
    if (own := clean(own_words(old), LONGEST)) not in ("", words):
        _replace(conversations, work, conversation, own, clean(own_words(new), LONGEST) or GONE)


def _replace(conversations: Conversations, work: Work, conversation: str, words: str, instead: str) -> None:
    unit = work.unit(conversation)
    before = conversations.open(unit.id, unit.state)
    changed = {name: without(value, words, instead, name) for name, value in before.slots.items() if name != "receipt"}
    events: list[Event] = [
        {"event": "slot", "name": name, "value": value} for name, value in changed.items() if value != before.slots[name]
    ]
    _write(conversations, work, before._replace(latest_message=without(before.latest_message, words, instead)), events)
    _rewrite_rows(work, unit.id, words, instead)


def _was_heard(work: Work, conversation: str) -> bool:
    """Whether the message that was changed had been said to the bot there, or relayed by it."""
    message = work.item.data["of"]
    events = events_of(work.connection, conversation)
    return any(message in (event.get("key"), (event.get("metadata") or {}).get("key")) for event in events)


def without(value: Any, words: str, instead: str = GONE, name: str = "") -> Any:
    """The same data without the words of a message: where they are all of a text, and where a part of them is quoted.

    Only where people's words stand, by the `name` of the value: a plan or a button may be called the same.
    """
    match value:
        case str():
            return instead if name in OWN and words in (value, clean(value, LONGEST)) else value
        case list():
            return [without(each, words, instead, name) for each in value]
        case {"event": "agent"}:
            return value
        case {"event": "slot", "name": slot, "value": kept}:
            return {**value, "value": without(kept, words, instead, slot)}
        case dict():
            return {each: _entry(value, each, words, instead) for each in value}
    return value


def _entry(data: Data, name: str, words: str, instead: str) -> Any:
    """A value of some data. The name of a product is the customer's word where it is none of ours."""
    value, unknown = data[name], name == "name" and not data.get("product") and ("response" in data or "product" in data)
    name = "unknown_product" if unknown else name
    return GONE if _quotes(name, value, words, instead) else without(value, words, instead, name)


def _quotes(name: str, value: Any, words: str, instead: str) -> bool:
    """Whether a value is a piece of what was written, as attributes keep it, that is not written any more."""
    piece = name in PIECES and isinstance(value, str) and value not in ("", words)
    return piece and value in words and value not in instead


def _write(conversations: Conversations, work: Work, before: Tracker, events: list[Event]) -> None:
    dated = [{**event, "timestamp": work.now.timestamp()} for event in events]
    after = fold(before, dated)
    work.unit(before.sender_id).write(Record(at=work.now, state=after.state(), events=dated))
    work.then.append(lambda: conversations.remember(after))


def _rewrite_rows(work: Work, conversation: str, words: str, instead: str) -> None:
    """The same in what is kept beside the snapshot."""
    for table, column in ((TURN, "events"), (HANDOFF, "brief")):
        _rewrite(work, table, column, conversation, lambda value: without(value, words, instead))
    for table in (CASE, UNANSWERED):
        same = (table.c.conversation_id == conversation, table.c.words == words)
        work.connection.execute(update(table).where(*same).values(words=instead))


def _rewrite(work: Work, table: Any, column: str, conversation: str, change: Callable[[Any], Any]) -> None:
    mine = table.c.conversation_id == conversation
    keys = list(table.primary_key.columns)
    for row in work.connection.execute(select(*keys, table.c[column]).where(mine)).all():
        if (new := change(row[-1])) != row[-1]:
            this = [key == value for key, value in zip(keys, row[:-1], strict=True)]
            work.connection.execute(update(table).where(*this).values({column: new}))
